import { Splitter } from "./splitter.ts";
import type { SqlProblem } from "./sql_problem.ts";
import type { LexicalRules, Span, Statement } from "./statement.ts";

/** A script taken apart. */
export interface SplitScript {
  /** In file order; without those that are empty or only comments. */
  readonly statements: readonly Statement[];
  /** Everything that stands in the way of sending them, in file order; empty if nothing does. */
  readonly problems: readonly SqlProblem[];
  /** Lines for a command-line client that were understood and are not sent: DELIMITER, `\restrict`. */
  readonly skipped: readonly Span[];
}

/**
 * Splits a script into the statements a driver sends one by one. A semicolon,
 * or what a DELIMITER line asks for, ends a statement unless it stands inside
 * a string, a quoted name, a comment, a dollar-quoted body, or a body that the
 * server reads to its END. Settings the script makes (`SET sql_mode`) are
 * followed. It never throws: whatever is wrong is told, all of it at once. A
 * script that does not fit into memory is read by `StatementStream`.
 */
export function splitStatements(script: string, rules: LexicalRules): SplitScript {
  const statements: Statement[] = [];
  const problems: SqlProblem[] = [];
  const skipped: Span[] = [];
  const splitter = new Splitter(rules, {
    statement: (statement) => statements.push(statement),
    dataBegin: () => {},
    data: () => {},
    dataEnd: (copyData) => {
      const copy = statements.pop();
      if (copy !== undefined) statements.push({ ...copy, copyData });
    },
    problem: (problem) => problems.push(problem),
    skipped: (line) => skipped.push(line),
  });
  splitter.read(script, true);
  problems.sort((a, b) => a.offset - b.offset);
  return { statements, problems, skipped };
}
