import type { Statement, StatementClass } from "./statement.ts";

/** What makes, removes, names or allows something, and reads no rows to do it. */
const BRIEF = new RegExp(
  "^(INSERT|COMMENT|GRANT|REVOKE|SET|RESET|" +
    "(CREATE|DROP) (TABLE|SCHEMA|TYPE|DOMAIN|SEQUENCE|EXTENSION|ROLE|USER)|" +
    "(CREATE|DROP) (VIEW|FUNCTION|PROCEDURE|TRIGGER))\\b",
);
/** These read rows, unless they are only named, or said for later. */
const READS = /\b(SELECT|EXECUTE|CALL)\b|\bAS\s+(TABLE|WITH|VALUES)\b/i;
const SAYS_FOR_LATER = /^(CREATE (VIEW|FUNCTION|PROCEDURE|TRIGGER)|GRANT|REVOKE|COMMENT)\b/;

/**
 * Whether a statement is done at once, however much the database holds. What
 * is not known to be may take an hour.
 */
export function isBrief({ text }: Pick<Statement, "text">, traits: StatementClass): boolean {
  const { verb } = traits;
  return BRIEF.test(verb) && (SAYS_FOR_LATER.test(verb) || !READS.test(text));
}
