import { DunlinError } from "../errors.ts";
import { nearestWord } from "../nearest_word.ts";

/** The task somebody may have meant: `seed` for `db:seed`, `db:sede` too; null if none is near. */
export function nearestTask(word: string, names: readonly string[]): string | null {
  const within = names.filter((name) => word !== "" && name.endsWith(`:${word}`));
  return within[0] ?? nearestWord(word, names);
}

/** Nobody added a task of that name. */
export function unknownTask(word: string, names: readonly string[]): DunlinError {
  const guess = nearestTask(word, names);
  const shown = /^\S+$/.test(word) ? word : JSON.stringify(word);
  return new DunlinError("usage", `there is no task ${shown}`, {
    next: guess === null ? "`list` shows all of them" : `did you mean ${guess}?`,
  });
}
