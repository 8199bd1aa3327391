/** One row of the history table. */
export interface HistoryEntry {
  /** See `Migration.id`. */
  readonly id: string;
  readonly kind: "versioned" | "repeatable";
  /** How it came to be here: run by dunlin, or recorded without running. */
  readonly origin: "applied" | "baseline";
  readonly namespace: string;
  readonly version: string;
  readonly name: string;
  /** Of the up script; SHA-256 in hex. */
  readonly checksum: string;
  /** Order of application, 1 for the first; `down` goes backwards along it. */
  readonly sequence: number;
  /** ISO 8601, UTC, by the server's clock. */
  readonly appliedAt: string;
  readonly durationMs: number;
  /** Whether the text of its down script is kept beside it. */
  readonly hasStoredDown: boolean;
}

/** What the journal says of one statement, or group of statements, of a migration that is not one transaction. */
export interface JournalEntry {
  readonly id: string;
  readonly direction: "up" | "down";
  /** The unit's number in its file, from 1. */
  readonly position: number;
  /** How many units the file had when this was written. */
  readonly total: number;
  readonly state: "intent" | "done" | "failed";
  /** SHA-256 in hex of the unit's text. */
  readonly hash: string;
  /** ISO 8601, UTC, by the server's clock. */
  readonly startedAt: string;
}

/** All that was read of dunlin's own tables, in one snapshot. */
export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly journal: readonly JournalEntry[];
}
