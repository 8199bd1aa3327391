import { isUtf8 } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { firstBadByte } from "./decode.ts";

/** What makes bytes no text, and the offset of the byte. */
export type BadText =
  | { readonly kind: "byte"; readonly at: number }
  | { readonly kind: "nul"; readonly at: number };

/**
 * Hashes and checks the bytes of a file that come in pieces: the same checksum
 * as `checksum()` of the whole text, without a string being made of it.
 */
export class TextScan {
  #hash: Hash = createHash("sha256");
  /** The hash before white space that may turn out to be the end's. */
  #sealed: Hash | null = null;
  #afterReturn = false;
  #marks = 0;
  #taken = 0;
  #bad: BadText | null = null;
  #even: Uint8Array = new Uint8Array(0);

  /** What was found to be no text so far, a wrong byte before any NUL; null if nothing was. */
  get bad(): BadText | null {
    return this.#bad;
  }

  /**
   * Takes the next piece.
   *
   * @param bytes Whole UTF-8 sequences; see {@linkcode wholeLength}.
   */
  update(bytes: Uint8Array): void {
    if (this.#bad?.kind === "byte") return;
    if (!isUtf8(bytes)) {
      this.#bad = { kind: "byte", at: this.#taken + firstBadByte(bytes) };
      return;
    }
    if (this.#bad === null) {
      const nul = indexOf.call(bytes, 0);
      if (nul >= 0) this.#bad = { kind: "nul", at: this.#taken + nul };
    }
    this.#take(this.#withoutMark(bytes));
    this.#taken += bytes.length;
  }

  /** The checksum of what was taken. It can be asked for once. */
  checksum(): string {
    return (this.#sealed ?? this.#hash).digest("hex");
  }

  /** A BOM is dropped when a file is decoded, and one more when its text is hashed. */
  #withoutMark(bytes: Uint8Array): Uint8Array {
    let from = 0;
    while (
      this.#marks < 2 && this.#taken + from === this.#marks * 3 &&
      bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf
    ) {
      this.#marks++;
      from += 3;
    }
    return from === 0 ? bytes : bytes.subarray(from);
  }

  #take(bytes: Uint8Array): void {
    const even = this.#evenOut(bytes);
    let end = even.length;
    while (end > 0 && isTrailingSpace(even[end - 1] as number)) end--;
    if (end > 0) {
      this.#sealed = null;
      this.#hash.update(even.subarray(0, end));
    }
    if (end === even.length) return;
    this.#sealed ??= this.#hash.copy();
    this.#hash.update(even.subarray(end));
  }

  /** With every CR LF and lone CR as one LF. */
  #evenOut(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return bytes;
    const start = this.#afterReturn && bytes[0] === LF ? 1 : 0;
    this.#afterReturn = bytes[bytes.length - 1] === CR;
    const first = indexOf.call(bytes, CR, start);
    if (first < 0) return start === 0 ? bytes : bytes.subarray(start);
    if (this.#even.length < bytes.length) this.#even = new Uint8Array(bytes.length);
    const even = this.#even;
    even.set(bytes.subarray(start, first));
    let to = first - start;
    for (let from = first; from < bytes.length; from++) {
      const byte = bytes[from] as number;
      even[to++] = byte === CR ? LF : byte;
      if (byte === CR && bytes[from + 1] === LF) from++;
    }
    return even.subarray(0, to);
  }
}

/** How many of these bytes are whole UTF-8 sequences: all, or all but the beginning of one. */
export function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return wanted > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** That of typed arrays searches natively everywhere; Buffer's own does not on Deno. */
const { indexOf } = Uint8Array.prototype;
const CR = 13;
const LF = 10;

function isTrailingSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0c);
}
