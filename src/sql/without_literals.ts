import type { LexicalRules } from "./statement.ts";

const HEAD =
  /^(?:INSERT|REPLACE)\s+(?:LOW_PRIORITY\s+|IGNORE\s+|OR\s+\w+\s+)*INTO\s+[^()']{1,300}?(?:\([^()']{0,4000}\))?\s*VALUES\s*(?=\()/iy;
const NUMBER = /0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const WORD = /NULL|TRUE|FALSE|DEFAULT/iy;
/** `X'…'` and `_binary '…'`: what may stand before a string without changing how it is read. */
const INTRODUCER = /(?:X|B|_BINARY\s*)(?=')/iy;
const BESIDE = /[\w$.(]/;

/**
 * A statement that says the same to everything but the table's rows: an INSERT
 * of nothing but literals keeps its head, with `(0)` in the place of its rows.
 * Millions of them then are few different texts. Any other statement comes back
 * as it is.
 */
export function withoutLiterals(text: string, rules: LexicalRules): string {
  HEAD.lastIndex = 0;
  const head = HEAD.exec(text)?.[0];
  if (head === undefined) return text;
  return onlyLiterals(text, head.length, rules) ? `${head}(0)` : text;
}

function onlyLiterals(text: string, from: number, rules: LexicalRules): boolean {
  const escapes = backslashEscapes(rules) && text.indexOf("\\", from) >= 0;
  for (let at = from; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = escapes ? escapedEnd(text, at + 1) : plainEnd(text, at + 1);
    else if (isBetween(code)) at++;
    else at = literalEnd(text, at);
    if (at < 0) return false;
  }
  return true;
}

const QUOTE = 39;

/** Brackets, commas, signs and white space. */
function isBetween(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || (code >= 40 && code <= 41) ||
    (code >= 43 && code <= 45);
}

function literalEnd(text: string, at: number): number {
  INTRODUCER.lastIndex = at;
  if (INTRODUCER.test(text)) return INTRODUCER.lastIndex;
  const literal = text.charCodeAt(at) <= 57 ? NUMBER : WORD;
  literal.lastIndex = at;
  if (!literal.test(text)) return -1;
  return BESIDE.test(text.charAt(literal.lastIndex)) ? -1 : literal.lastIndex;
}

// a doubled quote is read as the end of one string and the begin of the next
function plainEnd(text: string, at: number): number {
  return text.indexOf("'", at) + 1 || -1;
}

function escapedEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === 92) at++;
  }
  return -1;
}

function backslashEscapes(rules: LexicalRules): boolean {
  if (rules.flavor === "postgres") return rules.standardConformingStrings === false;
  return rules.flavor !== "sqlite" && rules.noBackslashEscapes !== true;
}
