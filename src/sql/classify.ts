import { classifyMysql } from "./classify_mysql.ts";
import { classifyPostgres } from "./classify_postgres.ts";
import { classifySqlite, plainSqliteClass } from "./classify_sqlite.ts";
import { behindStatementSettings } from "./set_assignments.ts";
import type { LexicalRules, Statement, StatementClass } from "./statement.ts";
import { type StatementWords, statementWords } from "./statement_words.ts";
import { tokenize } from "./tokenize.ts";

/**
 * What execution must know of a statement, from its text alone: no server is
 * asked, so what a called routine does stays unknown.
 *
 * @param rules Those of the script; a statement that came under others carries them.
 */
export function classify(statement: Statement, rules: LexicalRules): StatementClass {
  const inForce = statement.rules ?? rules;
  const plain = inForce.flavor === "sqlite" ? plainSqliteClass(statement.text) : null;
  if (plain !== null) return plain;
  const words = statementWords(statement, inForce);
  const inner = /^SET STATEMENT\b/.test(words.flat) ? innerStatement(statement, inForce) : null;
  if (inner !== null) return classify(inner, inForce);
  const traits = classifyWords(words, statement.text, inForce);
  return traits.session === "none" ? traits : { ...traits, mayLeaveSession: true };
}

function classifyWords(words: StatementWords, text: string, rules: LexicalRules): StatementClass {
  switch (rules.flavor) {
    case "postgres":
      return classifyPostgres(words, text, rules);
    case "sqlite":
      return classifySqlite(words);
    default:
      return classifyMysql(words, text, rules);
  }
}

/** What `SET STATEMENT … FOR` of MariaDB runs; its settings last no longer than that. */
function innerStatement(statement: Statement, rules: LexicalRules): Statement | null {
  const { text } = statement;
  const tokens = tokenize(text, rules).filter(({ kind }) => !kind.startsWith("executable"));
  const start = behindStatementSettings(text, tokens);
  return start === null ? null : { ...statement, text: text.slice(start) };
}
