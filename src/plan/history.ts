/** One row of the history table. */
export interface HistoryEntry {
  /** See `Migration.id`. */
  readonly id: string;
  /** See `Migration.kind`. */
  readonly kind: "versioned" | "repeatable";
  /** How it came to be here: run by dunlin, or recorded without running. */
  readonly origin: "applied" | "baseline";
  /** See `Migration.namespace`. */
  readonly namespace: string;
  /** The digits as they were written when it was applied. */
  readonly version: string;
  /** The name its file had. */
  readonly name: string;
  /** Of the up script; SHA-256 in hex. */
  readonly checksum: string;
  /** Order of application, 1 for the first; `down` goes backwards along it. */
  readonly sequence: number;
  /** ISO 8601, UTC, by the server's clock. */
  readonly appliedAt: string;
  /** How long its up took, in milliseconds; 0 for a baseline. */
  readonly durationMs: number;
  /** Whether the text of its down script is kept beside it. */
  readonly hasStoredDown: boolean;
}

/** What the journal says of one statement, or group of statements, of a migration that is not one transaction. */
export interface JournalEntry {
  /** Of the migration; see `Migration.id`. */
  readonly id: string;
  /** Which of its scripts was running. */
  readonly direction: "up" | "down";
  /** The unit's number in its file, from 1. */
  readonly position: number;
  /** How many units the file had when this was written; 0 for a step of code, of which nobody knows. */
  readonly total: number;
  /** Started; kept; or refused by the server. */
  readonly state: "intent" | "done" | "failed";
  /** SHA-256 in hex of the unit's text; of a step, half of its name's and half of its statement's. */
  readonly hash: string;
  /** ISO 8601, UTC, by the server's clock. */
  readonly startedAt: string;
  /** The leading keywords of its first statement, for people; a step's name. */
  readonly verb: string;
  /** The file that was running; null where that is not known. */
  readonly file: string | null;
  /** What was seen of the statement's claims before it was sent; null where nothing was. */
  readonly before: readonly (string | null)[] | null;
  /** The same after the server refused it. */
  readonly after: readonly (string | null)[] | null;
}

/** All that was read of dunlin's own tables, in one snapshot. */
export interface History {
  /** What is applied or recorded, in no particular order. */
  readonly entries: readonly HistoryEntry[];
  /** What is unfinished, in no particular order. */
  readonly journal: readonly JournalEntry[];
}
