import { lineEnd } from "./position.ts";
import type { LexicalRules, Span } from "./statement.ts";
import { tokenize } from "./tokenize.ts";

/** The lines behind a `COPY … FROM stdin;`. */
export interface CopyData {
  /** Without the closing `\.` line. */
  readonly data: Span;
  /** Whether a `\.` line closes them. */
  readonly closed: boolean;
  /** Where SQL goes on. */
  readonly behind: number;
  /** Where something stands behind the semicolon, in the line where nothing may; null if nothing does. */
  readonly stray: number | null;
}

/** Whether a statement is PostgreSQL's `COPY … FROM stdin`, which its client feeds. */
export function readsCopyData(text: string, rules: LexicalRules): boolean {
  if (rules.flavor !== "postgres" || !/^COPY\b/i.test(text)) return false;
  let parens = 0;
  let previous = "";
  for (const token of tokenize(text, rules)) {
    const word = text.slice(token.start, token.end).toUpperCase();
    if (word === "(") parens++;
    else if (word === ")") parens--;
    else if (parens === 0 && previous === "FROM" && word === "STDIN") return true;
    previous = token.kind === "word" ? word : "";
  }
  return false;
}

/** Finds the data of a COPY whose semicolon ends at `offset`. */
export function readCopyData(script: string, offset: number): CopyData {
  const rest = lineEnd(script, offset);
  const remainder = script.slice(offset, rest);
  const stray = /\S/.test(remainder) ? offset + remainder.search(/\S/) : null;
  const start = nextLine(script, rest);
  for (let line = start; line < script.length;) {
    const end = script.indexOf("\n", line);
    const stop = end === -1 ? script.length : end;
    if (stop - line <= 3 && /^\\\.\r?$/.test(script.slice(line, stop))) {
      return { data: { start, end: line }, closed: true, behind: stop, stray };
    }
    line = stop + 1;
  }
  const data = { start, end: script.length };
  return { data, closed: false, behind: script.length, stray };
}

function nextLine(script: string, end: number): number {
  if (script.startsWith("\r\n", end)) return end + 2;
  return Math.min(end + 1, script.length);
}
