import { DunlinError } from "../errors.ts";
import { nearestWord } from "../nearest_word.ts";

/** A call that was not understood; exit code 2. */
export function usageError(message: string, next: string): DunlinError {
  return new DunlinError("usage", message, { next });
}

/** An unknown word, with the nearest known one. */
export function unknownWord(
  what: string,
  word: string,
  known: readonly string[],
  help: string,
  nearest: (word: string, known: readonly string[]) => string | null = nearestWord,
): DunlinError {
  const guess = nearest(word, known);
  const next = guess === null ? help : `did you mean ${guess}? (${help})`;
  return usageError(`unknown ${what} ${/^\S+$/.test(word) ? word : JSON.stringify(word)}`, next);
}
