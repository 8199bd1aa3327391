import type { Dialect } from "../dialects/dialect.ts";
import type { SqlScript } from "../migrations/migration.ts";
import type { TransactionUse } from "../sql/transaction_block.ts";
import type { FileFindings } from "./file_findings.ts";
import type { Cutting, Item } from "./units.ts";

/** What is sent of a file, and how it is to be cut. */
export interface Sent {
  readonly items: readonly Item[];
  readonly cutting: Omit<Cutting, "begun" | "apart">;
}

/** Whether a statement is one that gives way to dunlin's own commands. */
export function givesWay({ traits }: Item, dialect: Dialect): boolean {
  return traits.transaction === "begin" || traits.transaction === "commit" ||
    (traits.locksTables && !dialect.transactionalDdl);
}

/**
 * What is sent of a file: its own transaction commands give way to dunlin's.
 *
 * @param all Every statement of the file; `items`: those of them that are to be sent or give way
 */
export function sentItems(
  script: SqlScript,
  all: readonly Item[],
  items: readonly Item[],
  block: TransactionUse,
  dialect: Dialect,
  findings: FileFindings,
): Sent {
  if (block.kind === "unbalanced") {
    for (const problem of block.problems) {
      const at = all[problem.index]?.statement.start ?? 0;
      findings.problem(script, at, problem.message, problem.next);
    }
  }
  const sent: Item[] = [];
  const transactions: { first: number; last: number }[] = [];
  let opened: number | null = null;
  for (const item of items) {
    const command = item.traits.transaction;
    if (command === "begin") {
      opened = sent.length;
      refuseBeginOptions(script, item, findings);
    } else if (command === "commit") {
      const inside = opened === null ? [] : sent.slice(opened);
      const [first, last] = [inside[0], inside.at(-1)];
      if (first && last) transactions.push({ first: first.number, last: last.number });
      opened = item.traits.chain ? sent.length : null;
    } else if (givesWay(item, dialect)) {
      findings.warn(
        script,
        item,
        "lock-tables",
        `${item.traits.verb} is not sent: it would end dunlin's own transactions`,
      );
    } else sent.push(item);
  }
  const inside = block.kind === "inside";
  if (inside) {
    const at = items.find((item) => item.traits.transaction !== null) ?? items[0];
    if (at) {
      findings.warn(
        script,
        at,
        "transaction-commands",
        `${findings.label} has transaction commands of its own: it is kept piece by piece, not as one transaction`,
      );
    }
  }
  const each = inside || script.directives.noTransaction === true;
  return { items: sent, cutting: { each, transactions: each ? transactions : [] } };
}

// dunlin's transaction takes the place of the file's; what that asked for must not be lost in silence
function refuseBeginOptions(
  script: SqlScript,
  { statement }: Item,
  findings: FileFindings,
): void {
  const asked =
    /\b(ISOLATION\s+LEVEL\s+(?!READ\s+COMMITTED)\w+(?:\s+\w+)?|READ\s+ONLY|(?<!NOT\s+)DEFERRABLE|WITH\s+CONSISTENT\s+SNAPSHOT)/i
      .exec(statement.text)?.[1];
  if (asked === undefined) return;
  findings.problem(
    script,
    statement.start,
    `a transaction ${asked.replaceAll(/\s+/g, " ").toUpperCase()} is not what dunlin makes of it`,
    "remove the option; where the work needs it, write it as a TypeScript migration",
  );
}
