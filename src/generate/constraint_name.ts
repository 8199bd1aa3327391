import { createHash } from "node:crypto";
import type { Grammar } from "./grammar.ts";

const HASH_LENGTH = 8;

/**
 * `products_sku_key` from its parts. Where that is longer than the database
 * allows it is cut, and a hash of all of it keeps it apart from others;
 * PostgreSQL would cut it in silence.
 */
export function constraintName(grammar: Grammar, ...parts: readonly string[]): string {
  const whole = parts.join("_");
  if (nameLength(grammar, whole) <= (grammar.longestName?.most ?? Infinity)) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, HASH_LENGTH);
  const tail = `_${hash}_${parts.at(-1)}`;
  let head = parts.slice(0, -1).join("_");
  while (nameLength(grammar, head + tail) > grammar.longestName!.most) {
    head = [...head].slice(0, -1).join("");
  }
  return head + tail;
}

/** How long a name is, as the database counts. */
export function nameLength(grammar: Grammar, name: string): number {
  return grammar.longestName?.unit === "bytes"
    ? new TextEncoder().encode(name).length
    : [...name].length;
}
