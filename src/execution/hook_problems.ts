import type { Dialect } from "../dialects/dialect.ts";
import type { Item } from "./units.ts";

/** A problem of one statement; the offset is in the text that is read. */
export interface HookProblem {
  readonly offset: number;
  readonly message: string;
  readonly next: string;
}

const FOREIGN_KEYS = /^PRAGMA\s+(\w+\s*\.\s*)?["'`[]?foreign_keys\b/i;
const WITHIN = "it runs in the transaction of the migration";

/** What `after_each.sql` cannot hold, as it becomes the last of a migration. */
export function hookProblems(
  own: readonly Item[],
  hooked: readonly Item[],
  dialect: Dialect,
): readonly HookProblem[] {
  const changing = hooked.length === 0 ? undefined : own.find(({ traits }) => traits.changesLexing);
  const unread = changing === undefined ? [] : [{
    offset: changing.statement.start,
    message: "after_each.sql cannot be read behind a statement that changes how SQL is read",
    next: "set it back in a migration of its own, or do without the hook",
  }];
  return [...unread, ...hooked.flatMap((item) => ofStatement(item, dialect))];
}

function ofStatement({ statement, traits }: Item, dialect: Dialect): readonly HookProblem[] {
  const problems: HookProblem[] = [];
  const offset = statement.start;
  if (dialect.transactionIsLock && FOREIGN_KEYS.test(statement.text)) {
    problems.push({
      offset,
      message: `PRAGMA foreign_keys does nothing in after_each.sql: ${WITHIN}`,
      next: "take it out, and write it into the migration that needs it",
    });
  }
  if (traits.transaction !== null || traits.locksTables) {
    const message = `${traits.verb} cannot stand in after_each.sql: ${WITHIN}`;
    problems.push({ offset, message, next: "take it out" });
  }
  return problems;
}
