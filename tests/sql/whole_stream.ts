import { positionAt } from "../../src/sql/position.ts";
import type { SplitScript } from "../../src/sql/split_statements.ts";
import { StatementStream, type StatementStreamOptions } from "../../src/sql/statement_stream.ts";
import type { LexicalRules, Span, Statement } from "../../src/sql/statement.ts";
import type { SqlProblem } from "../../src/sql/sql_problem.ts";

/** What a stream told of a script, put together as `splitStatements` tells it. */
export interface WholeStream extends Omit<SplitScript, "skipped"> {
  /** The texts of COPY data, in file order. */
  readonly data: readonly string[];
  /** Where each of them begins: offset and line. */
  readonly begins: readonly (readonly [start: number, line: number])[];
  /** Of each statement: whether a client's line stands before it. */
  readonly gaps: readonly boolean[];
}

/** Streams a script cut into pieces. */
export function streamed(
  pieces: readonly string[],
  rules: LexicalRules,
  options: StatementStreamOptions = {},
): WholeStream {
  const statements: Statement[] = [];
  const problems: SqlProblem[] = [];
  const data: string[] = [];
  const begins: [number, number][] = [];
  const gaps: boolean[] = [];
  const stream = new StatementStream(rules, options);
  let copies = false;
  for (const found of [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()]) {
    if (found.kind === "problem") {
      problems.push(found.problem);
      continue;
    }
    // data come behind a COPY and nowhere else
    if ((found.kind === "statement") === copies) throw new Error(`${found.kind} out of turn`);
    if (found.kind === "statement") {
      statements.push(found.statement);
      gaps.push(found.gap);
      if (found.copies) data.push("");
      copies = found.copies;
    } else if (found.kind === "data-begin") begins.push([found.start, found.line]);
    else if (found.kind === "data") data.push((data.pop() ?? "") + found.text);
    else copies = false;
  }
  if (copies && problems.every(({ code }) => code !== "statement-too-long")) {
    throw new Error("data without an end");
  }
  problems.sort((a, b) => a.offset - b.offset);
  return { statements, problems, data, begins, gaps };
}

/** What `splitStatements` says, in the same shape. */
export function asStreamed(
  script: string,
  { statements, problems, skipped }: SplitScript,
): WholeStream {
  const copied = statements.flatMap(({ copyData }) => copyData ?? []);
  return {
    statements: statements.map(({ copyData: _, ...statement }) => statement),
    problems,
    data: copied.map(({ start, end }) => script.slice(start, end)),
    begins: copied.map(({ start }) => [start, positionAt(script, start).line]),
    gaps: statements.map(({ start }, index) => {
      const before = statements[index - 1];
      const from = before?.copyData?.end ?? before?.end ?? 0;
      return skipped.some((line: Span) => line.start >= from && line.end <= start);
    }),
  };
}
