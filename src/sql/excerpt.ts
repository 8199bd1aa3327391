import { lineEnd } from "./position.ts";

const WIDTH = 100;
const BEFORE = 60;

/**
 * The source line around an offset and, below it, a line with carets under the
 * place: what people are shown beside an error. A line longer than about 100
 * columns is cut around the place, with `…` where it goes on; tabs stay tabs
 * in both lines, so that the carets stand right at any tab width.
 *
 * @param length How many UTF-16 units to underline, at most to the end of the line; 1 by default.
 * @throws {RangeError} If the offset is negative or behind the end of the text.
 */
export function excerpt(text: string, offset: number, length = 1): string {
  if (!(offset >= 0 && offset <= text.length)) {
    throw new RangeError(`offset ${offset} is not in the text`);
  }
  const start = lineStart(text, offset);
  const end = Math.max(lineEnd(text, start), offset);
  const before = [...text.slice(Math.max(start, offset - 2 * WIDTH), offset)];
  const after = [...text.slice(offset, Math.min(end, offset + 2 * WIDTH))];
  const fits = offset - start <= 2 * WIDTH && end - offset <= 2 * WIDTH &&
    before.length + after.length <= WIDTH;
  const left = fits ? before : before.slice(-BEFORE);
  const right = fits ? after : after.slice(0, WIDTH - left.length);
  const leftMark = offset - left.join("").length > start ? "…" : "";
  const rightMark = offset + right.join("").length < end ? "…" : "";
  const shown = leftMark + left.join("") + right.join("") + rightMark;
  const underlined = [...text.slice(offset, Math.min(end, offset + length))].length;
  const carets = "^".repeat(Math.max(1, Math.min(underlined, right.length)));
  return shown.trimEnd() + "\n" + leftMark.replace("…", " ") + indent(left) + carets;
}

function lineStart(text: string, offset: number): number {
  let start = offset;
  // Between \r and \n the line is still the one they end.
  if (text[start] === "\n" && text[start - 1] === "\r") start--;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

function indent(characters: readonly string[]): string {
  return characters.map((character) => (character === "\t" ? "\t" : " ")).join("");
}
