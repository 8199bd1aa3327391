import type { CopyData, Row, StatementResult } from "../drivers/connection.ts";
import type { Place } from "../errors.ts";
import type { Item, Unit } from "./units.ts";
import type { Work } from "./work.ts";

/** Some text of a message, and what it means when its results are in. */
export interface Part {
  readonly work: Work;
  readonly text: string;
  /** A comment before the text, which the server shows while it runs. */
  readonly prefix?: string;
  /** How many statements it holds. */
  readonly results: number;
  /** The file's statements in it; its text begins where the first of them does. */
  readonly items?: readonly Item[];
  readonly unit?: Unit;
  /**
   * Its statements need not be heard of one by one; it is a message of its own,
   * then, and has no prefix. See `SendHooks.whole`.
   */
  readonly whole?: readonly number[];
  /** It must be a message of its own. */
  readonly alone?: boolean;
  /** A statement of dunlin's own, never of a file or of its code. */
  readonly own?: boolean;
  /** It readies a session that was made new, before its work begins. */
  readonly readies?: true;
  /** It asks whether this statement may be in a transaction, and raises if not. */
  readonly asks?: Item;
  /** It opens a transaction that is the lock: waits for it where the text, which does not, met another's. */
  readonly waits?: () => Promise<void>;
  /** It is the COMMIT of a transaction. */
  readonly commits?: boolean;
  /** A message may end here: a migration is whole. */
  readonly endsMigration?: boolean;
  /** What came right before it must not stand without it. */
  readonly inseparable?: true;
  readonly onStart?: () => void;
  readonly onDone?: () => void;
  /** Hears of each of `items` that has ended, and how many rows it changed. */
  readonly onItem?: (item: Item, changed: number | null) => void;
  /** As `items`, where they are many and their file is large: made when one of them has failed. */
  readonly itemsOf?: () => readonly Item[];
  /** Hears of each of its results. */
  readonly onEach?: (result: StatementResult) => void;
  /** The place of an offset in its file, where the file's text is not at hand. */
  readonly placeAt?: (offset: number) => Place;
  /** The place of a line of its COPY's data, from 1. */
  readonly dataPlace?: (line: number) => Place;
  /** Wants the rows of its one result. */
  readonly onRows?: (rows: readonly Row[]) => void;
}

/** What a migration does, in order: text that may share messages, and acts between messages. */
export type Act =
  | SingleAct
  /** Acts that are made while the ones before them are carried out. */
  | { readonly kind: "stream"; readonly part: Part; acts(): AsyncIterable<SingleAct> };

/** One act. */
export type SingleAct =
  | { readonly kind: "sql"; readonly part: Part }
  | { readonly kind: "copy"; readonly part: Part; readonly data: CopyData }
  | { readonly kind: "call"; readonly part: Part; readonly run: () => Promise<void> };
