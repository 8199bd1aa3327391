import type { Statement, StatementClass } from "./statement.ts";

const RUNS_TEXT = /\b(EXECUTE|PREPARE|DEALLOCATE|DISCARD)\b/i;
const HOLDS_CODE = /^(DO|CREATE FUNCTION|CREATE PROCEDURE)\b/;
const DOLLAR_BODY = /\$(\w*)\$[\s\S]*?\$\1\$/;
/** A text that can say anything by escapes or in pieces, or a language that runs text by other words. */
const SAYS_ANYTHING = /['$]|\bLANGUAGE\s+(?!(plpgsql|sql)\b)/i;

/**
 * Whether a statement for PostgreSQL may run, or make a routine that runs, text
 * which is no statement of its file: by that a file can put another statement in
 * the place of a prepared one, whatever its name. No routine in PL/pgSQL does
 * without saying `EXECUTE`. Routines that are in the database already are not seen.
 * Source: PostgreSQL manual, 41.5.4, PREPARE.
 */
export function mayRunText(
  { text }: Pick<Statement, "text">,
  { verb }: Pick<StatementClass, "verb">,
): boolean {
  if (RUNS_TEXT.test(text)) return true;
  return HOLDS_CODE.test(verb) && SAYS_ANYTHING.test(text.replace(DOLLAR_BODY, ""));
}
