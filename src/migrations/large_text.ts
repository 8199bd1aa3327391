/** A text too large to be held as one; see the contract of `read`. */
export interface LargeText {
  /** Size when listed. */
  readonly bytes: number;
  /** The text from the start, in pieces. */
  read(): LargeReading;
}

/** One reading of a large text. */
export interface LargeReading extends AsyncIterable<string> {
  /** Consumed so far. */
  readonly bytesRead: number;
  /** At the end only: the same value as the checksum of the whole text. */
  checksum(): string;
}
