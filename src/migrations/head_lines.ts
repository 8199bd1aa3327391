/** What a file is written in, as far as its comments go. */
export type CommentStyle = "sql" | "code";

/** A line at the head of a file, before anything but comments. */
export interface HeadLine {
  /** UTF-16 offset of the line's first character. */
  readonly start: number;
  readonly text: string;
  /** It stands inside a block comment. */
  readonly block: boolean;
}

/** The head of a file, line by line. */
export interface Head {
  readonly lines: readonly HeadLine[];
  /** Where the first thing that is no comment stands; the text's length if there is none. */
  readonly end: number;
}

/**
 * The lines at the head of a file that are empty or comments: `--` and `#` in
 * SQL, `//` and a `#!` in TypeScript, and block comments in both. MySQL's
 * executable comments count as statements.
 */
export function readHead(text: string, style: CommentStyle): Head {
  const lines: HeadLine[] = [];
  const linePattern = /[^\r\n]*(?:\r\n?|\n|$)/y;
  let start = 0;
  let block = false;
  while (start < text.length) {
    linePattern.lastIndex = start;
    const raw = linePattern.exec(text)?.[0] ?? "";
    const line = raw.replace(/[\r\n]+$/, "");
    const rest = pastBlocks(line, block, style);
    if (rest.stopsAt !== null) return { lines, end: start + rest.stopsAt };
    lines.push({ start, text: line, block });
    block = rest.block;
    start += raw.length;
  }
  return { lines, end: text.length };
}

/** Reads one line: where it holds more than comments, and whether a block comment goes on behind it. */
function pastBlocks(
  line: string,
  inBlock: boolean,
  style: CommentStyle,
): { readonly block: boolean; readonly stopsAt: number | null } {
  let at = 0;
  let block = inBlock;
  while (at < line.length) {
    if (block) {
      const close = line.indexOf("*/", at);
      if (close < 0) return { block, stopsAt: null };
      [at, block] = [close + 2, false];
    } else if (/\s/.test(line[at] ?? "")) at++;
    else if (startsLineComment(line.slice(at), style)) return { block, stopsAt: null };
    else if (line.startsWith("/*", at) && !/^\/\*M?!/.test(line.slice(at, at + 4))) {
      [at, block] = [at + 2, true];
    } else return { block, stopsAt: at };
  }
  return { block, stopsAt: null };
}

function startsLineComment(rest: string, style: CommentStyle): boolean {
  return style === "sql" ? /^(--|#)/.test(rest) : /^(\/\/|#!)/.test(rest);
}
