/** A file of a folder that is larger is never held as one text. */
export const LARGE_FILE_BYTES: number = 8 * 1024 * 1024;

/** The text of a file that is too large to be held: read in pieces, as often as it is needed. */
export interface LargeText {
  /** Its size when it was listed. */
  readonly bytes: number;
  /** As `checksum()` gives it for the whole text when it was listed; empty where it is refused. */
  readonly checksum: string;
  /** Why it is no text, in the words of `decode()`; null if it is. */
  readonly refused: {
    readonly kind: "refused";
    readonly message: string;
    readonly next: string;
    readonly line: number;
    readonly column: number;
  } | null;
  /** Reads it from the start. */
  read(): LargeReading;
  /**
   * As {@linkcode read}, for one who knows every part of the text by its hash:
   * it is not asked again whether it is UTF-8, and no checksum is made.
   */
  readKnown(): AsyncIterable<string>;
}

/**
 * The text from its start, decoded strictly as UTF-8 without its BOM, in pieces
 * of about 64 kB that never end within a surrogate pair.
 * The next piece is read while one is used. It is read once.
 *
 * Iterating throws a `DunlinError`: `io` if the file cannot be read or is not
 * what it was when it was listed, `invalid-migrations` if it was not UTF-8 then
 * or held a NUL.
 */
export interface LargeReading extends AsyncIterable<string> {
  /** How many bytes have been given so far, as text. */
  readonly bytesRead: number;
  /**
   * What `checksum()` gives for the whole text.
   *
   * @throws {RangeError} Before the end has been reached.
   */
  checksum(): string;
}
