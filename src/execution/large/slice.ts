import type { LexicalRules } from "../../sql/statement.ts";
import type { Item } from "../units.ts";

/**
 * A part of a large file, as reading it has found it: where it stands and what
 * its text hashes to, never the text itself. The slices of a file follow each
 * other without a gap.
 */
export interface Slice {
  readonly kind:
    | "text" // statements that are sent as one text
    | "copy" // a `COPY … FROM stdin` whose data follows
    | "data" // whole lines of that data
    | "skipped"; // nothing of it is sent from here: comments, BEGIN, a statement kept by itself
  /** UTF-16 offset behind the slice before it. */
  readonly from: number;
  /** UTF-16 offset of what is sent. */
  readonly start: number;
  /** UTF-16 offset behind it. */
  readonly end: number;
  /** SHA-256 in hex of the text between `from` and `end`. */
  readonly hash: string;
  /** How many statements it holds; of data: how many lines. */
  readonly count: number;
  /** The number of its first statement in the file, from 1; of data, of its COPY. */
  readonly first: number;
  /** It may not share a message with what stands beside it: it changes how that is read. */
  readonly alone: boolean;
  /** Of `start`. */
  readonly line: number;
  /** Of `start`. */
  readonly column: number;
  /** UTF-16 offsets from `start`, each behind a statement, some tens of thousands apart. */
  readonly cuts: readonly number[];
  /** The rules its first statement is written in. */
  readonly rules: LexicalRules;
}

/** What a unit of a large file sends. */
export interface Stretch {
  /** The number of its first statement. */
  readonly first: number;
  /** The number of its last one. */
  readonly last: number;
  /** How many statements are sent; less than the numbers say where BEGIN and COMMIT are left out. */
  readonly count: number;
  /** The leading keywords of its first statement. */
  readonly verb: string;
  readonly slices: readonly Slice[];
  /** Samples of statements that write: before any is sent the server is asked about their tables. */
  readonly asks: readonly Item[];
}
