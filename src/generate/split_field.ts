import { BadField } from "./field.ts";

/** A piece of a field between colons, with its place in it. */
export interface FieldPart {
  readonly text: string;
  /** UTF-16 offset in the field. */
  readonly offset: number;
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "(": ")" };

/**
 * Splits a field at its colons, those in brackets and quotes left alone:
 * `at:time:default='12:30'` has three parts.
 *
 * @throws {BadField} If a bracket or a quote is never closed.
 */
export function splitField(word: string): readonly FieldPart[] {
  const parts: FieldPart[] = [];
  const open: { readonly close: string; readonly offset: number }[] = [];
  let start = 0;
  for (let offset = 0; offset < word.length; offset++) {
    const sign = word[offset]!;
    const last = open.at(-1);
    if (last && sign === last.close) open.pop();
    else if (last?.close === "'" || last?.close === '"') continue;
    else if (opensQuote(word, offset, start, open.length > 0)) {
      open.push({ close: sign, offset });
    } else if (CLOSING[sign]) open.push({ close: CLOSING[sign], offset });
    else if (sign === ":" && open.length === 0) {
      if (word[offset + 1] === ":") offset++; // a cast
      else {
        parts.push({ text: word.slice(start, offset), offset: start });
        start = offset + 1;
      }
    }
  }
  const unclosed = open[0];
  if (unclosed) {
    throw new BadField(
      word,
      unclosed.offset,
      `${word[unclosed.offset]} is never closed`,
      `close it with ${unclosed.close}, and quote the whole field, so that the shell leaves it alone`,
    );
  }
  parts.push({ text: word.slice(start), offset: start });
  return parts;
}

// an apostrophe in a comment (comment=the buyer's name) is only a letter
function opensQuote(word: string, offset: number, start: number, inside: boolean): boolean {
  const sign = word[offset];
  if (sign !== "'" && sign !== '"') return false;
  return offset === start || /[=(,{\s]/.test(word[offset - 1] ?? "") || inside && sign === '"';
}
