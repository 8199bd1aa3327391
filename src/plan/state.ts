import type { Migration } from "../migrations/migration.ts";
import type { MigrationOutline } from "../migrations/migration_outline.ts";
import type { HistoryEntry, JournalEntry } from "./history.ts";

/**
 * Where a migration stands. `pending` covers a repeatable whose text changed
 * (`rerun` is true); `skipped` is a pending one that another environment is for.
 */
export type MigrationState =
  | "applied"
  | "pending"
  | "out-of-order" // pending, older than the newest applied
  | "partial" // journal says k of n done
  | "changed" // applied, edited since
  | "missing" // applied, file gone
  | "skipped"; // `-- dunlin: only …` names other environments

/** One migration of the union of files and history, as results tell it. */
export interface StatusOutline<Own extends MigrationOutline = MigrationOutline> {
  /** See `Migration.id`. */
  readonly id: string;
  /** See `Migration.kind`. */
  readonly kind: "versioned" | "repeatable";
  /** See `Migration.namespace`. */
  readonly namespace: string;
  /** The digits as written; empty for a repeatable. */
  readonly version: string;
  /** The file's, else the history's; empty where only a journal is left. */
  readonly name: string;
  /** Where it stands; partial comes before every other. */
  readonly state: MigrationState;
  /** The file's side; absent if missing. */
  readonly migration?: Own;
  /** The history's side; absent if it was never applied. */
  readonly entry?: HistoryEntry;
  /** Of a partial one: which way it was going and how far it came. */
  readonly partial?: {
    readonly direction: "up" | "down";
    readonly done: number;
    readonly total: number;
    readonly journal: readonly JournalEntry[];
  };
  /** A repeatable that has run before and whose text has changed. */
  readonly rerun?: true;
  /** Of a missing one: newer than every file, so the database belongs to a later release. */
  readonly newer?: true;
}

/** A status with what is run. */
export type MigrationStatus = StatusOutline<Migration>;
