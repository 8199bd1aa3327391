import { DunlinError, type ErrorCode } from "../errors.ts";
import type { Setting, Settings } from "./settings.ts";

const OF_DATABASE: readonly ErrorCode[] = [
  "bad-url",
  "connection-failed",
  "authentication-failed",
  "database-missing",
];

/**
 * Says of an error about the database or the folder where that setting came
 * from; a flag was just typed and needs no telling, nor does a default.
 *
 * @returns The error with one line more in `next`, or as it was.
 */
export function withOrigin(error: unknown, { database, dir }: Settings): unknown {
  if (!(error instanceof DunlinError)) return error;
  const words = OF_DATABASE.includes(error.code)
    ? wordsOf("the URL", database)
    : error.code === "missing-folder"
    ? wordsOf("the folder", dir)
    : null;
  if (words === null) return error;
  return error.with({ next: error.next === undefined ? words : `${error.next}\n(${words})` });
}

function wordsOf(what: string, setting: Setting<string> | null): string | null {
  if (setting === null || setting.origin === "the default" || setting.origin.startsWith("--")) {
    return null;
  }
  return `${what} is that of ${setting.origin}`;
}
