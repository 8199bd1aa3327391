import type { DunlinError, Place } from "../errors.ts";

/** A step as an event tells it. */
export interface StepSummary {
  /** What the step does. */
  readonly kind: "apply" | "revert" | "record" | "forget";
  /** See `Migration.id`. */
  readonly id: string;
  /** As written; empty for a repeatable. */
  readonly version: string;
  /** Without version and ending. */
  readonly name: string;
  /** The file whose text is sent; null where none is. */
  readonly file: string | null;
}

/** Everything a run can say. Times are milliseconds, ids those of `Migration.id`. */
export type Event =
  | {
    readonly type: "run_started";
    readonly dialect: string;
    readonly server: string;
    readonly database: string;
    readonly table: string;
  }
  /** Nothing was locked or written. */
  | { readonly type: "up_to_date"; readonly applied: number }
  | { readonly type: "tables_created"; readonly table: string }
  | {
    readonly type: "lock_waiting";
    readonly holder: string | null;
    readonly waitedMs: number;
    readonly waitMs: number;
  }
  | { readonly type: "lock_acquired"; readonly waitedMs: number }
  | { readonly type: "plan_made"; readonly steps: readonly StepSummary[] }
  /** Something let through by policy, or worth knowing; never a failure. */
  | {
    readonly type: "warning";
    readonly code: string;
    readonly message: string;
    readonly where?: Place;
    readonly next?: string;
  }
  /** Something that passes stood in the way: the same is tried again after a pause. */
  | {
    readonly type: "retrying";
    /** From 1; counts anew once a migration was finished. */
    readonly attempt: number;
    readonly attempts: number;
    readonly pauseMs: number;
    readonly error: DunlinError;
  }
  /** What was planned is no longer true: read and planned again. */
  | { readonly type: "replanned"; readonly reason: string }
  | {
    readonly type: "migration_started";
    readonly direction: "up" | "down";
    readonly step: StepSummary;
    readonly statements: number | null;
    readonly resumedAt?: number;
  }
  /** How far the sending of a large file has come; at most once a second. It may yet be rolled back. */
  | {
    readonly type: "migration_progress";
    readonly id: string;
    /** How many of its statements have ended, or begun with their data. */
    readonly statements: number;
    readonly totalStatements: number;
    /** Rows changed and copied, as far as the server says. */
    readonly rows: number;
    readonly bytes: number;
    readonly totalBytes: number;
  }
  /** A unit of a migration that is not one transaction, or a step of its code, is kept. */
  | {
    readonly type: "statement_kept";
    readonly id: string;
    readonly position: number;
    /** null for a step: how many there are, only running the code tells. */
    readonly total: number | null;
    /** The unit's leading keywords; a step's name. */
    readonly verb: string;
  }
  /** A statement that an earlier run had begun was found to have taken effect; it was not run again. */
  | {
    readonly type: "statement_proved";
    readonly id: string;
    readonly position: number;
    /** Its number in the file, from 1; null for a step of code. */
    readonly number: number | null;
    /** Its leading keywords; a step's name. */
    readonly verb: string;
  }
  /** A person has said how a statement in doubt went, or that a partial migration was undone. */
  | {
    readonly type: "statement_resolved";
    readonly id: string;
    readonly direction: "up" | "down";
    readonly decision: "done" | "retry" | "abandon";
    /** The unit's number in its file; null where the whole journal was dropped. */
    readonly position: number | null;
    readonly verb: string;
  }
  /** A NOTICE or warning of the server. */
  | {
    readonly type: "notice";
    readonly id: string | null;
    readonly severity: string;
    readonly code: string | null;
    readonly message: string;
    readonly detail?: string;
    readonly hint?: string;
    readonly where?: Place;
    /** How often the same was said again since it was told; absent when it is told first. */
    readonly repeated?: number;
  }
  /** Said after the commit, never before. */
  | { readonly type: "migration_applied"; readonly step: StepSummary; readonly durationMs: number }
  | { readonly type: "migration_reverted"; readonly step: StepSummary; readonly durationMs: number }
  | { readonly type: "migration_recorded"; readonly step: StepSummary }
  | { readonly type: "migration_forgotten"; readonly step: StepSummary }
  | { readonly type: "migration_failed"; readonly step: StepSummary; readonly error: DunlinError }
  /** A seed was run; said after its commit. */
  | { readonly type: "seed_applied"; readonly file: string; readonly durationMs: number }
  /** `before_all.sql` or `after_all.sql` was run; said after its commit. */
  | { readonly type: "hook_applied"; readonly file: string; readonly durationMs: number }
  /** A seed that another environment is for. */
  | { readonly type: "seed_skipped"; readonly file: string; readonly only: readonly string[] }
  | { readonly type: "interrupted"; readonly during: string | null }
  | {
    readonly type: "run_finished";
    readonly applied: readonly string[];
    readonly reverted: readonly string[];
    readonly failed: DunlinError | null;
    readonly remaining: readonly string[];
    readonly durationMs: number;
  };

/** Receives every event, in order, synchronously. It must not throw. */
export type EventListener = (event: Event) => void;
