import { classifyMysql } from "./classify_mysql.ts";
import { classifyPostgres } from "./classify_postgres.ts";
import { classifySqlite } from "./classify_sqlite.ts";
import type { LexicalRules, Statement, StatementClass } from "./statement.ts";
import { statementWords } from "./statement_words.ts";

/**
 * What execution must know of a statement, from its text alone: no server is
 * asked, so what a called routine does stays unknown.
 *
 * @param rules Those of the script; a statement that came under others carries them.
 */
export function classify(statement: Statement, rules: LexicalRules): StatementClass {
  const inForce = statement.rules ?? rules;
  const words = statementWords(statement, inForce);
  switch (inForce.flavor) {
    case "postgres":
      return classifyPostgres(words, statement.text, inForce);
    case "sqlite":
      return classifySqlite(words);
    default:
      return classifyMysql(words, statement.text);
  }
}
