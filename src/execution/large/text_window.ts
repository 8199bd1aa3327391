import { excerpt } from "../../sql/excerpt.ts";

const EXCERPT_UNITS = 400;

/** The part of a text that is at hand while the text is read from its start to its end. */
export class TextWindow {
  #pieces: string[] = [];
  #start = 0;
  #end = 0;

  /** UTF-16 offset behind what was read so far. */
  get end(): number {
    return this.#end;
  }

  push(text: string): void {
    this.#pieces.push(text);
    this.#end += text.length;
  }

  /** What stands between two offsets, both at hand. */
  slice(from: number, to: number): string {
    let text = "";
    this.each(from, to, (part) => text += part);
    return text;
  }

  /** Hands over what stands between two offsets, piece by piece. */
  each(from: number, to: number, hear: (part: string) => void): void {
    if (from < this.#start || to > this.#end) throw new RangeError(`${from} is not at hand`);
    let at = this.#start;
    for (const piece of this.#pieces) {
      if (at >= to) return;
      const next = at + piece.length;
      if (next > from) hear(piece.slice(Math.max(from - at, 0), to - at));
      at = next;
    }
  }

  /** Forgets what stands before an offset. */
  forget(before: number): void {
    let gone = 0;
    while (gone < this.#pieces.length) {
      const next = this.#start + (this.#pieces[gone] as string).length;
      if (next > before) break;
      this.#start = next;
      gone++;
    }
    if (gone > 0) this.#pieces = this.#pieces.slice(gone);
  }

  /** The line around an offset as people are shown it, as far as it is at hand. */
  excerptAt(offset: number): string | undefined {
    if (offset < this.#start || offset > this.#end) return undefined;
    const from = Math.max(this.#start, offset - EXCERPT_UNITS);
    const text = this.slice(from, Math.min(this.#end, offset + EXCERPT_UNITS));
    return excerpt(text, offset - from);
  }
}
