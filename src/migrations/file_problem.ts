import { DunlinError, type Place } from "../errors.ts";
import { excerpt } from "../sql/excerpt.ts";
import { offsetAt } from "../sql/position.ts";

/** What is wrong with one file, before it is an error. Line and column count from 1. */
export interface FileProblem {
  readonly message: string;
  readonly next: string;
  readonly line?: number;
  readonly column?: number;
  /** How many UTF-16 units of the line to underline. */
  readonly length?: number;
}

/**
 * A problem of a migration file as a value of the code `invalid-migrations`.
 *
 * @param text The file's text, for the excerpt; left out where it cannot be shown.
 */
export function fileProblem(file: string, problem: FileProblem, text?: string): DunlinError {
  return new DunlinError("invalid-migrations", problem.message, {
    where: placeOf(file, problem, text),
    next: problem.next,
  });
}

function placeOf(file: string, problem: FileProblem, text: string | undefined): Place {
  const { line, column = 1, length = 1 } = problem;
  if (line === undefined) return { file };
  if (text === undefined) return { file, line, column };
  const shown = excerpt(text, offsetAt(text, { line, column }), length);
  return { file, line, column, excerpt: shown };
}

/** A list of names as a sentence holds it: `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
