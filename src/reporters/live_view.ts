import type { Blocking } from "../events/blocking.ts";
import type { Event, StepSummary } from "../events/event.ts";
import type { StatementDone } from "../events/statement_done.ts";

/** The migration at work. */
export interface LiveMigration {
  readonly step: StepSummary;
  readonly direction: "up" | "down";
  /** How many statements its file holds; null where only running it tells. */
  readonly statements: number | null;
  /** How many of them, or steps of code, have ended, by this run and the ones before it; null: nobody said. */
  readonly ended: number | null;
  /** Rows its statements have changed so far, as far as the server has said. */
  readonly rows: number;
  /** Of a large file: how many bytes were read, of how many; null of any other. */
  readonly bytes: { readonly done: number; readonly total: number } | null;
  /** Since when, by the clock of the caller. */
  readonly sinceMs: number;
}

/** What keeps a run from going on. */
export type Hindrance =
  | {
    readonly kind: "lock";
    readonly holder: string | null;
    readonly sinceMs: number;
    readonly untilMs: number;
  }
  | {
    readonly kind: "pause";
    readonly said: string;
    readonly attempt: number;
    readonly attempts: number;
    readonly untilMs: number;
  }
  | { readonly kind: "blocked"; readonly by: readonly Blocking[]; readonly sinceMs: number };

/** What there is to see of a run in progress; nothing that happened before. */
export interface LiveState {
  /** When the run was first heard of; null: not yet. */
  readonly sinceMs: number | null;
  /** How many migrations are done, of how many. */
  readonly done: number;
  readonly total: number;
  readonly current: LiveMigration | null;
  readonly hindrance: Hindrance | null;
  /** An interrupt came: it stops behind the current migration. */
  readonly stopping: boolean;
  /** Nothing more is to be seen. */
  readonly ended: boolean;
}

/** Before the first event. */
export const NOTHING_LIVE: LiveState = {
  sinceMs: null,
  done: 0,
  total: 0,
  current: null,
  hindrance: null,
  stopping: false,
  ended: false,
};

/** What changes the view beside the events of a run. */
export type LiveSignal =
  | ({ readonly type: "statement_done" } & StatementDone)
  | { readonly type: "stopping" }
  /** Who blocks the running statement, asked beside it; empty: nobody. */
  | { readonly type: "blocking"; readonly by: readonly Blocking[] };

/**
 * The view after something happened.
 *
 * @param atMs When it happened, by a clock that only runs forward
 */
export function advanceLive(state: LiveState, event: Event | LiveSignal, atMs: number): LiveState {
  const next = { ...state, sinceMs: state.sinceMs ?? atMs };
  switch (event.type) {
    case "lock_waiting": {
      const { holder, waitedMs, waitMs } = event;
      const sinceMs = atMs - waitedMs;
      return { ...next, hindrance: { kind: "lock", holder, sinceMs, untilMs: sinceMs + waitMs } };
    }
    case "lock_acquired":
      return { ...next, hindrance: null };
    case "plan_made":
      return { ...next, total: next.done + event.steps.length, hindrance: null };
    case "retrying": {
      const { attempt, attempts, pauseMs, error } = event;
      const said = error.server?.message ?? error.message;
      const untilMs = atMs + pauseMs;
      return {
        ...next,
        current: null,
        hindrance: { kind: "pause", said, attempt, attempts, untilMs },
      };
    }
    case "migration_started": {
      const { step, direction, statements, resumedAt } = event;
      const ended = resumedAt === undefined ? null : resumedAt - 1;
      const current = {
        step,
        direction,
        statements,
        ended,
        rows: 0,
        bytes: null,
        sinceMs: atMs,
      };
      return { ...next, current, hindrance: null };
    }
    case "statement_kept":
      // pieces of a file are told by its statements
      return event.total === null
        ? { ...next, current: behind(next.current, event.position, 0) }
        : next;
    case "statement_done": {
      const current = read(behind(next.current, event.number, event.rows ?? 0), event);
      return {
        ...next,
        current,
        hindrance: next.hindrance?.kind === "blocked" ? null : next.hindrance,
      };
    }
    case "migration_applied":
    case "migration_reverted":
    case "migration_recorded":
    case "migration_forgotten":
      return { ...next, done: next.done + 1, current: null, hindrance: null };
    case "migration_failed":
    case "replanned":
      return { ...next, current: null, hindrance: null };
    case "run_finished":
      return { ...next, current: null, hindrance: null, ended: true };
    case "stopping":
      return { ...next, stopping: true };
    case "blocking":
      return { ...next, hindrance: blocked(next.hindrance, event.by, atMs) };
    default:
      return next;
  }
}

function behind(
  current: LiveMigration | null,
  ended: number,
  rows: number,
): LiveMigration | null {
  return current === null ? null : { ...current, ended, rows: current.rows + rows };
}

function read(
  current: LiveMigration | null,
  { bytes, totalBytes }: StatementDone,
): LiveMigration | null {
  if (current === null || bytes === undefined || totalBytes === undefined) return current;
  return { ...current, bytes: { done: bytes, total: totalBytes } };
}

// what the run itself says of waiting counts for more
function blocked(
  now: Hindrance | null,
  by: readonly Blocking[],
  atMs: number,
): Hindrance | null {
  if (now !== null && now.kind !== "blocked") return now;
  return by.length === 0 ? null : { kind: "blocked", by, sinceMs: now?.sinceMs ?? atMs };
}
