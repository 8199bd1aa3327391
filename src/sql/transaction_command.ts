import type { StatementClass, TransactionCommand } from "./statement.ts";

const COMMANDS: readonly (readonly [RegExp, TransactionCommand])[] = [
  [/^(PREPARE TRANSACTION|COMMIT PREPARED|ROLLBACK PREPARED|XA)\b/, "two-phase"],
  [/^BEGIN(?! NOT ATOMIC)\b|^START TRANSACTION\b/, "begin"],
  [/^(COMMIT|END)\b/, "commit"],
  [/^ROLLBACK( WORK| TRANSACTION)? TO\b|^(SAVEPOINT|RELEASE)\b/, "savepoint"],
  [/^(ROLLBACK|ABORT)\b/, "rollback"],
];

/** The transaction command a statement is; all three databases use the same words. */
export function transactionCommand(flat: string): TransactionCommand | null {
  return COMMANDS.find(([words]) => words.test(flat))?.[1] ?? null;
}

/** The parts of a class that the transaction commands have in common. */
export function transactionClass(
  flat: string,
): Pick<StatementClass, "transaction" | "chain" | "refused"> {
  const transaction = transactionCommand(flat);
  const chain = transaction === "commit" && /\bAND CHAIN\b/.test(flat);
  return {
    transaction,
    ...(chain ? { chain: true as const } : {}),
    refused: transaction === null ? null : REFUSED[transaction] ?? null,
  };
}

const REFUSED: Partial<Record<TransactionCommand, string>> = {
  "rollback":
    "a ROLLBACK undoes what the file has done, and dunlin would record work that is not there: " +
    "remove it together with what it undoes",
  "two-phase":
    "a two-phase transaction outlives its session and holds its locks until someone ends it: " +
    "use BEGIN and COMMIT, or no transaction commands at all",
};
