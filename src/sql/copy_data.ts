import { lineEnd, type Position } from "./position.ts";
import type { LexicalRules, Span } from "./statement.ts";
import { tokenize } from "./tokenize.ts";

/** What one look at a window found of the data of a COPY. Offsets are the window's. */
export interface CopyRead {
  /** "closed" by a `\.` line, "torn" where the script ends without one, "open": more text is needed. */
  readonly state: "closed" | "torn" | "open";
  /** Where the data begin, where this look found that; else null. */
  readonly begins: number | null;
  /** Whole lines, without the closing `\.` line; null while they have not begun. */
  readonly data: Span | null;
  /** Where to go on: behind the data that were given, or where SQL begins again. */
  readonly behind: number;
  /** Where something stands behind the semicolon, in the line where nothing may; null if nothing does. */
  readonly stray: number | null;
}

/** A line of data that is longer is given in pieces. */
const LONGEST_LINE = 1_048_576;

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

/** Reads the lines behind one `COPY … FROM stdin;`, window by window. */
export class CopyReader {
  /** Where the data begin in the script. */
  start = 0;
  /** Where the data begin, for people. */
  place: Position = { line: 1, column: 1 };
  /** Whether the line of the statement has been read. */
  begun = false;
  #insideLine = false;

  /**
   * Reads a window from an offset on: first what is left of the statement's
   * line, then data.
   *
   * @param ended Whether nothing comes behind the window.
   */
  read(window: string, offset: number, ended: boolean): CopyRead {
    if (this.begun) return { begins: null, stray: null, ...this.#data(window, offset, ended) };
    const rest = lineEnd(window, offset);
    if (!ended && rest + 1 >= window.length) {
      return { state: "open", begins: null, data: null, behind: offset, stray: null };
    }
    const remainder = window.slice(offset, rest);
    const stray = /\S/.test(remainder) ? offset + remainder.search(/\S/) : null;
    const begins = nextLine(window, rest);
    this.begun = true;
    return { begins, stray, ...this.#data(window, begins, ended) };
  }

  #data(
    window: string,
    start: number,
    ended: boolean,
  ): Pick<CopyRead, "state" | "data" | "behind"> {
    let line = this.#insideLine ? nextMark(window, start) : start;
    for (; line < window.length; line = nextMark(window, line)) {
      const end = endOfMark(window, line, ended);
      if (end === null) continue;
      this.#insideLine = false;
      if (end === -1) return { state: "open", data: { start, end: line }, behind: line };
      return { state: "closed", data: { start, end: line }, behind: end };
    }
    const length = window.length;
    if (ended) return { state: "torn", data: { start, end: length }, behind: length };
    const end = this.#whole(window, start);
    return { state: "open", data: { start, end }, behind: end };
  }

  /** Behind the last whole line, or inside a line that is too long to be waited for. */
  #whole(window: string, start: number): number {
    const end = Math.max(window.lastIndexOf("\n") + 1, start);
    if (end > start) this.#insideLine = false;
    if (window.length - end <= LONGEST_LINE) return end;
    this.#insideLine = true;
    const last = window.charCodeAt(window.length - 1);
    const apart = last === 13 || (last >= 0xd800 && last <= 0xdbff);
    return apart ? window.length - 1 : window.length;
  }
}

/** Where a line begins that may be the closing one; the text's end where there is none. */
function nextMark(text: string, from: number): number {
  const at = text.indexOf("\n\\.", from);
  if (at !== -1) return at + 1;
  // the closing line may be cut at the end of the window
  const tail = Math.max(text.length - 2, from);
  const newline = text.indexOf("\n", tail);
  return newline === -1 || newline + 1 === text.length ? text.length : newline + 1;
}

/** Where a closing line ends that begins here; -1 where that cannot be told yet, null where it is none. */
function endOfMark(text: string, line: number, ended: boolean): number | null {
  const mark = text.slice(line, line + 4);
  const whole = /^\\\.\r?\n/.exec(mark);
  if (whole !== null) return line + whole[0].length - 1;
  if (line + mark.length < text.length || !/^\\(\.\r?)?$/.test(mark)) return null;
  if (!ended) return -1;
  return /^\\\./.test(mark) ? text.length : null;
}

function nextLine(text: string, end: number): number {
  if (text.startsWith("\r\n", end)) return end + 2;
  return Math.min(end + 1, text.length);
}
