import { classify } from "../../src/sql/classify.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { LexicalRules, SqlFlavor, StatementClass } from "../../src/sql/statement.ts";

/** The statements of a script that has no problems. */
export function texts(script: string, rules: LexicalRules | SqlFlavor): string[] {
  const { statements, problems } = splitStatements(script, rulesOf(rules));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return statements.map((statement) => statement.text);
}

/** The problems of a script as `code line:column`. */
export function problems(script: string, rules: LexicalRules | SqlFlavor): string[] {
  return splitStatements(script, rulesOf(rules)).problems
    .map(({ code, line, column }) => `${code} ${line}:${column}`);
}

/** The class of the one statement of a script. */
export function classOf(script: string, rules: LexicalRules | SqlFlavor): StatementClass {
  const { statements, problems } = splitStatements(script, rulesOf(rules));
  const [statement] = statements;
  if (statement === undefined || statements.length > 1 || problems.length > 0) {
    throw new Error(`not one statement: ${script}`);
  }
  return classify(statement, rulesOf(rules));
}

function rulesOf(rules: LexicalRules | SqlFlavor): LexicalRules {
  return typeof rules === "string" ? { flavor: rules } : rules;
}
