/**
 * Where a token ends, given where it starts. Each answers the offset behind
 * the token, or -1 where the text ends inside it.
 *
 * @module
 */

/** A quoted run; the quote doubled, and with `backslash` any character behind `\`, belongs to it. */
export function endOfQuoted(
  text: string,
  start: number,
  quote: string,
  backslash: boolean,
): number {
  const close = quote.charCodeAt(0);
  const near = Math.min(start + NEAR, text.length);
  for (let i = start + 1; i < near; i++) {
    const code = text.charCodeAt(i);
    if (code === 92 && backslash) i++;
    else if (code === close) {
      if (text.charCodeAt(i + 1) !== close) return i + 1;
      i++;
    }
    if (i >= near - 1) return endOfLongQuoted(text, i + 1, quote, backslash);
  }
  return -1;
}

/** Strings are short, or long enough for a search that costs a call. */
const NEAR = 48;

function endOfLongQuoted(text: string, from: number, quote: string, backslash: boolean): number {
  const find = backslash
    ? (at: number) => search(ENDS[quote] ?? ENDS["'"] as RegExp, text, at)
    : null;
  for (let i = from;;) {
    const at = find === null ? text.indexOf(quote, i) : find(i);
    if (at === -1) return -1;
    if (text.charCodeAt(at) === 92 && find !== null) i = at + 2;
    else if (text.charCodeAt(at + 1) !== text.charCodeAt(at)) return at + 1;
    else i = at + 2;
  }
}

const ENDS: Readonly<Record<string, RegExp>> = { "'": /['\\]/g, '"': /["\\]/g };

function search(what: RegExp, text: string, from: number): number {
  what.lastIndex = from;
  return what.test(text) ? what.lastIndex - 1 : -1;
}

/** A block comment that starts with two characters; `levels` is how deep others may nest in it. */
export function endOfBlockComment(text: string, start: number, levels: number): number {
  if (levels === 0) return behind(text, "*/", start + 2);
  let depth = 1;
  for (let i = start + 2; i < text.length - 1; i++) {
    const pair = text.charCodeAt(i) * 256 + text.charCodeAt(i + 1);
    if (pair === OPEN && depth <= levels) depth++;
    else if (pair === CLOSE) depth--;
    else continue;
    i++;
    if (depth === 0) return i + 1;
  }
  return -1;
}

const OPEN = 47 * 256 + 42;
const CLOSE = 42 * 256 + 47;

/** A comment to the end of the line, without the line end; the end of the text ends it too. */
export function endOfLineComment(text: string, start: number, carriageReturn: boolean): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && (carriageReturn || text.charCodeAt(i + 1) === 10))) return i;
  }
  return text.length;
}

/** A word: letters, digits, `_`, `$` and everything beyond ASCII. */
export function endOfWord(text: string, start: number): number {
  let i = start;
  while (i < text.length && isWordPart(text.charCodeAt(i))) i++;
  return i;
}

/** A number in any notation; a sign in its exponent is left to be a symbol. */
export function endOfNumber(text: string, start: number): number {
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const dotted = code === 46 && isDigit(text.charCodeAt(i + 1));
    if (!dotted && (!isWordPart(code) || code === 36 || code >= 128)) break;
    i++;
  }
  return i;
}

/** The `$tag$` that opens a dollar-quoted string at `start`, or null. Source: PostgreSQL manual 4.1.2.4. */
export function dollarTag(text: string, start: number): string | null {
  let i = start + 1;
  if (isDigit(text.charCodeAt(i))) return null;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 36) return text.slice(start, i + 1);
    if (!isWordPart(code)) return null;
    i++;
  }
  return null;
}

/**
 * A variable of SQLite that starts with `$`, `@`, `:` or `#`: any `::` and one
 * `(…)` without white space belong to it, quotes and semicolons inside
 * included. -1 where no name follows. Source: SQLite `tokenize.c`, CC_VARALPHA.
 */
export function endOfVariable(text: string, start: number): number {
  let named = false;
  for (let i = start + 1;; i++) {
    const code = text.charCodeAt(i);
    if (isWordPart(code)) named = true;
    else if (code === 58 && text.charCodeAt(i + 1) === 58) i++;
    else if (!named) return -1;
    else return code === 40 ? endOfVariableSuffix(text, i) : i;
  }
}

/** An open parenthesis ends at white space too; the engine refuses it then. */
function endOfVariableSuffix(text: string, open: number): number {
  let i = open + 1;
  while (i < text.length && text.charCodeAt(i) !== 41 && !isSpace(text.charCodeAt(i))) i++;
  return text.charCodeAt(i) === 41 ? i + 1 : i;
}

/** A dollar-quoted string that opens with `tag` at `start`. */
export function endOfDollarQuoted(text: string, start: number, tag: string): number {
  return behind(text, tag, start + tag.length);
}

/**
 * The opening quote of a further part of a string that ended at `end`: white
 * space with a line end between, and `--` comments. -1 where there is none.
 * Source: PostgreSQL manual 4.1.2.1.
 */
export function continuationOfString(text: string, end: number): number {
  let lineEnds = false;
  for (let i = end; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) lineEnds = true;
    else if (code === 39) return lineEnds ? i : -1;
    else if (code === 45 && text.charCodeAt(i + 1) === 45) i = endOfLineComment(text, i, true) - 1;
    else if (!isSpace(code)) return -1;
  }
  return -1;
}

function behind(text: string, close: string, from: number): number {
  const at = text.indexOf(close, from);
  return at === -1 ? -1 : at + close.length;
}

/** White space of every flavour. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** What may stand inside a word. */
export function isWordPart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 ||
    isDigit(code) || code === 36 || code >= 128;
}
