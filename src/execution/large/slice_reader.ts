import { createHash } from "node:crypto";
import { DunlinError } from "../../errors.ts";
import type { LargeText } from "../../migrations/large_text.ts";
import { giveBackHere } from "../../drivers/give_back.ts";
import type { Slice } from "./slice.ts";
import { TextWindow } from "./text_window.ts";

/** A file is not what it was when it was read for the first time. */
export function changedFile(file: string): DunlinError {
  return new DunlinError("io", `${file} was changed while it was read`, {
    where: { file },
    next: "let nothing write to the file, then run the same command again",
  });
}

/** Reads a large file anew, slice by slice; what is handed over is what was read before. */
export class SliceReader {
  readonly #file: string;
  readonly #slices: readonly Slice[];
  readonly #pieces: AsyncIterator<string>;
  readonly #window = new TextWindow();
  readonly #used = giveBackHere();
  /** How many slices are behind. */
  #passed = 0;

  constructor(file: string, text: LargeText, slices: readonly Slice[]) {
    this.#file = file;
    this.#slices = slices;
    this.#pieces = text.readKnown()[Symbol.asyncIterator]();
  }

  /** Goes past slices that an earlier run has sent, without a look at them. */
  async skip(before: Slice): Promise<void> {
    while (this.#passed < this.#slices.length && this.#next !== before) {
      const { end } = this.#next;
      await this.#until(end);
      this.#window.forget(end);
      this.#passed++;
    }
  }

  /** What a slice sends; those before it are read as well. @throws {DunlinError} `io`, if the file has changed */
  async take(slice: Slice): Promise<string> {
    for (;;) {
      const next = this.#next;
      const text = await this.#read(next);
      if (next === slice) return text.slice(slice.start - slice.from);
    }
  }

  /** Reads what is left, to the end. @throws {DunlinError} `io`, if the file has changed */
  async finish(): Promise<void> {
    while (this.#passed < this.#slices.length) await this.#read(this.#next);
    const end = this.#slices.at(-1)?.end ?? 0;
    if (this.#window.end > end || (await this.#pieces.next()).done !== true) {
      throw changedFile(this.#file);
    }
  }

  /** Reads no more. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  get #next(): Slice {
    const slice = this.#slices[this.#passed];
    if (slice === undefined) throw new RangeError("Expected a slice that was not read yet");
    return slice;
  }

  async #read({ from, end, hash }: Slice): Promise<string> {
    await this.#until(end);
    const text = this.#window.slice(from, end);
    if (createHash("sha256").update(text).digest("hex") !== hash) throw changedFile(this.#file);
    this.#window.forget(end);
    this.#passed++;
    return text;
  }

  async #until(end: number): Promise<void> {
    while (this.#window.end < end) {
      const piece = await this.#pieces.next();
      if (piece.done === true) throw changedFile(this.#file);
      this.#window.push(piece.value);
      this.#used(piece.value.length);
    }
  }
}
