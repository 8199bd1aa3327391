import { RESERVED_WORDS } from "./reserved_words.ts";

/** A name as SQL: as it is where that means the same in every database, else quoted. */
export function quoteName(name: string, quote: (name: string) => string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED_WORDS.has(name) ? name : quote(name);
}
