import type { Statement, StatementClass } from "./statement.ts";

/** A transaction command that is not where it belongs, in words. */
export interface TransactionProblem {
  /** Its index among the statements. */
  readonly index: number;
  /** One sentence without a final period. */
  readonly message: string;
  /** What to do about it. */
  readonly next: string;
}

/** How a file uses transactions. Indexes are those of its statements. */
export type TransactionUse =
  /** No transaction commands; savepoints may be there. */
  | { readonly kind: "none" }
  /**
   * One transaction around the whole file. Before `begin` and behind `commit`
   * stand only settings (SQLite's `PRAGMA foreign_keys`, `SET`).
   */
  | { readonly kind: "wrapped"; readonly begin: number; readonly commit: number }
  /** Transactions around parts of the file, all of them balanced; `blocks` holds them in order. */
  | {
    readonly kind: "inside";
    readonly blocks: readonly { readonly begin: number; readonly commit: number }[];
    /** The UTF-16 offset of the first transaction command in the script. */
    readonly firstOffset: number;
  }
  /** Commands that do not fit together. */
  | { readonly kind: "unbalanced"; readonly problems: readonly TransactionProblem[] };

/**
 * Says how the statements of one file use transactions.
 *
 * @param classes One for each statement, in the same order.
 */
export function analyseTransactions(
  statements: readonly Statement[],
  classes: readonly StatementClass[],
): TransactionUse {
  const { blocks, problems } = pairUp(classes);
  if (problems.length > 0) return { kind: "unbalanced", problems };
  const [first] = blocks;
  if (first === undefined) return { kind: "none" };
  if (blocks.length === 1 && isWhole(classes, first)) return { kind: "wrapped", ...first };
  return { kind: "inside", blocks, firstOffset: statements[first.begin]?.start ?? 0 };
}

interface Block {
  readonly begin: number;
  readonly commit: number;
}

function pairUp(classes: readonly StatementClass[]): {
  blocks: Block[];
  problems: TransactionProblem[];
} {
  const blocks: Block[] = [];
  const problems: TransactionProblem[] = [];
  let open: number | null = null;
  for (const [index, { transaction, chain }] of classes.entries()) {
    if (transaction === "begin") {
      if (open !== null) problems.push({ index, ...NESTED });
      else open = index;
    } else if (transaction === "commit") {
      if (open === null) problems.push({ index, ...NOT_OPEN });
      else blocks.push({ begin: open, commit: index });
      open = chain ? index : null;
    }
  }
  if (open !== null) problems.push({ index: open, ...NOT_CLOSED });
  return { blocks, problems };
}

const NESTED = {
  message: "a transaction begins inside another one",
  next: "remove this BEGIN, or put a COMMIT before it",
};
const NOT_OPEN = {
  message: "a COMMIT without a BEGIN before it",
  next: "remove it: dunlin commits the migration together with its history row",
};
const NOT_CLOSED = {
  message: "a transaction begins and never ends",
  next: "put a COMMIT behind its last statement, or remove the BEGIN: dunlin makes one",
};

function isWhole(classes: readonly StatementClass[], block: Block): boolean {
  return classes.every((one, index) => {
    if (index >= block.begin && index <= block.commit) return true;
    return one.session === "constant" && !one.commitsImplicitly && isSetting(one.verb);
  });
}

function isSetting(verb: string): boolean {
  return verb === "PRAGMA" || verb === "RESET" || /^SET\b/.test(verb);
}
