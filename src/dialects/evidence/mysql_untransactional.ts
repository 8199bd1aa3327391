import type { LexicalRules } from "../../sql/statement.ts";

/** null: written next. */
export function mysqlUntransactional(_statement: string, _rules: LexicalRules): string | null {
  return null;
}
