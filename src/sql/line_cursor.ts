import type { Position } from "./position.ts";
import { countCodePoints, isPair } from "./position.ts";

interface Mark extends Position {
  readonly offset: number;
}

/**
 * Finds lines and columns in a text that is read forward, grows at its end and
 * is dropped at its head. Each answer goes on from the one before; only an
 * offset before that costs a look from the head again. Lines end as those of
 * `findPositions` do.
 */
export class LineCursor {
  #text = "";
  #head: Mark = { offset: 0, line: 1, column: 1 };
  #known: Mark = this.#head;
  #newline = -1;
  #return = -1;
  #pair = -1;

  /** Takes the text anew, with more behind what was there. */
  extend(text: string): void {
    this.#text = text;
    this.#newline = -1;
    this.#return = -1;
    this.#pair = -1;
  }

  /** The place of a UTF-16 offset in the text as it is now. */
  at(offset: number): Position {
    if (offset < this.#known.offset) {
      this.#known = this.#head;
      this.extend(this.#text);
    }
    let { line, column, offset: start } = this.#known;
    for (let next = this.#nextLine(start); next <= offset; next = this.#nextLine(start)) {
      start = next;
      line++;
      column = 1;
    }
    if (this.#pair < start) this.#pair = findPair(this.#text, start);
    const plain = this.#pair >= offset;
    column += plain ? offset - start : countCodePoints(this.#text, start, offset);
    if (plain || !isPair(this.#text, offset - 1)) this.#known = { offset, line, column };
    return { line, column };
  }

  /** Forgets the text before an offset, and takes what is left of it. */
  drop(offset: number, text: string): void {
    const place = this.at(offset);
    this.#head = { ...place, offset: 0 };
    this.#known = this.#head;
    this.extend(text);
  }

  /** Where the line behind `from` begins; Infinity where there is none. */
  #nextLine(from: number): number {
    if (this.#newline < from) this.#newline = find(this.#text, "\n", from);
    if (this.#return < from) this.#return = find(this.#text, "\r", from);
    if (this.#return < this.#newline - 1) return this.#return + 1;
    return this.#newline + 1;
  }
}

function find(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? Infinity : at;
}

// a search that ends at once in a text without characters beyond Latin-1
function findPair(text: string, from: number): number {
  PAIR.lastIndex = from;
  return PAIR.test(text) ? PAIR.lastIndex - 2 : Infinity;
}

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;
