import type { Migration } from "../migrations/migration.ts";
import type { MigrationOutline } from "../migrations/migration_outline.ts";
import type { HistoryEntry, JournalEntry } from "./history.ts";

/** One act of a plan: it can be printed, compared and tested without a run. */
export type StepOutline<Own extends MigrationOutline = MigrationOutline> =
  /** Run up, record. `resume` holds the journal of an earlier, unfinished run. */
  | {
    readonly kind: "apply";
    readonly migration: Own;
    readonly resume?: readonly JournalEntry[];
  }
  /** Run down, forget. `stored`: the file is gone, the text comes from the history table. */
  | {
    readonly kind: "revert";
    readonly id: string;
    readonly name: string;
    readonly entry: HistoryEntry;
    readonly migration?: Own;
    readonly stored?: true;
    readonly resume?: readonly JournalEntry[];
  }
  /** Record as applied without running (baseline). */
  | { readonly kind: "record"; readonly migration: Own }
  /** Forget a repeatable, so that the next run applies it again. */
  | {
    readonly kind: "forget";
    readonly id: string;
    readonly name: string;
    readonly entry: HistoryEntry;
  };

/** A step with what is run. */
export type Step = StepOutline<Migration>;

/** Where a run should end. */
export type Target =
  | { readonly kind: "latest" }
  /** Up or down as needed; `0` is before the first. */
  | { readonly kind: "version"; readonly version: string }
  /** The next N pending. */
  | { readonly kind: "up"; readonly steps: number }
  /** The last N applied, backwards along the order of application; `all` reverts everything. */
  | { readonly kind: "down"; readonly steps: number | "all" }
  /** The last N applied are reverted and applied again. */
  | {
    readonly kind: "redo";
    readonly steps: number | "all";
    /** What is left of one that was begun: ids still to be reverted, and to be applied. */
    readonly rest?: { readonly revert: readonly string[]; readonly apply: readonly string[] };
  }
  /** Everything up to and with this version is recorded, nothing is run. */
  | { readonly kind: "baseline"; readonly version: string };

/** What to do about what does not fit. What is let through is still named. */
export interface Policy {
  /** Pending, older than the newest applied. */
  readonly outOfOrder: "refuse" | "warn" | "allow";
  /** Applied and edited since. */
  readonly changed: "refuse" | "warn";
  /** Applied, file gone, though newer files are there. */
  readonly missing: "refuse" | "warn";
  /** Applied, and newer than every file: the database of a later release. */
  readonly newer: "refuse" | "allow";
  /** Whether down text kept in the history may be run for a missing file. */
  readonly storedDown: boolean;
}

/** The defaults of {@linkcode Policy}; the command line and the library share them. */
export const DEFAULT_POLICY: Policy = {
  outOfOrder: "refuse",
  changed: "refuse",
  missing: "refuse",
  newer: "refuse",
  storedDown: false,
};
