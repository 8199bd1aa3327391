import type { SqlScript } from "../migrations/migration.ts";
import { splitOf } from "../migrations/split_of.ts";
import type { SqlProblem } from "../sql/sql_problem.ts";
import type { LexicalRules, Span, Statement } from "../sql/statement.ts";

/** Two files, one behind the other, as one text that is sent. */
export interface Behind {
  /** The first file, with the text of both. */
  readonly script: SqlScript;
  /** Of the second file, with offsets in the text of both. */
  readonly statements: readonly Statement[];
  readonly skipped: readonly Span[];
  readonly problems: readonly SqlProblem[];
}

const SEPARATOR = "\n;\n";

/**
 * Puts one file behind another. Each is read by itself, so that nothing in the
 * first (a DELIMITER) changes how the second is cut; its places stay its own.
 *
 * @param length Of the first file's text, where that is too large to be held
 */
export function scriptBehind(
  script: SqlScript,
  tail: SqlScript,
  rules: LexicalRules,
  length: number = script.text.length,
): Behind {
  const start = length + SEPARATOR.length;
  const moved = <Found extends Span>(span: Found): Found => ({
    ...span,
    start: span.start + start,
    end: span.end + start,
  });
  const { statements, skipped, problems } = splitOf(tail, rules);
  const source = {
    text: script.source?.text ?? script.text,
    offsetOf: script.source?.offsetOf ?? ((offset: number) => Math.min(offset, script.text.length)),
    secrets: [...script.source?.secrets ?? [], ...tail.source?.secrets ?? []],
    tail: { start, script: tail },
  };
  return {
    script: { ...script, text: script.text + SEPARATOR + tail.text, source },
    statements: statements.map((statement) => ({
      ...moved(statement),
      ...(statement.copyData ? { copyData: moved(statement.copyData) } : {}),
    })),
    skipped: skipped.map(moved),
    problems: problems.map((problem) => ({ ...problem, offset: problem.offset + start })),
  };
}
