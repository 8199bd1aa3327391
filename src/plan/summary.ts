import type { MigrationState, StatusOutline } from "./state.ts";

/** How many migrations are in each state; the seven add up to all of them. */
export interface StatusCounts {
  readonly applied: number;
  readonly pending: number;
  readonly outOfOrder: number;
  readonly partial: number;
  readonly changed: number;
  readonly missing: number;
  readonly skipped: number;
}

/** One migration as JSON tells it: these keys, in this order, always all of them. */
export interface StatusRow {
  readonly id: string;
  /** As written, `001`; empty for a repeatable. */
  readonly version: string;
  readonly name: string;
  readonly namespace: string;
  readonly kind: "versioned" | "repeatable";
  readonly state: MigrationState;
  /** ISO 8601, UTC. Null if it is not in the history, as are the next four. */
  readonly appliedAt: string | null;
  readonly durationMs: number | null;
  /** Order of application, from 1. */
  readonly sequence: number | null;
  readonly origin: "applied" | "baseline" | null;
  /** Of the up script when it was applied. */
  readonly checksum: string | null;
  /** Of the up script as it is now; null if the file is missing, as are the next two. */
  readonly fileChecksum: string | null;
  readonly file: string | null;
  /** Also null where nothing was written to undo it. */
  readonly downFile: string | null;
  /** Environments of `-- dunlin: only …`; null for all. */
  readonly only: readonly string[] | null;
  readonly partial: {
    readonly direction: "up" | "down";
    readonly done: number;
    readonly total: number;
  } | null;
  /** A repeatable that has run before and whose text has changed. */
  readonly rerun: boolean;
  /** Missing because the database belongs to a later release. */
  readonly newer: boolean;
}

const COUNTED = {
  "applied": "applied",
  "pending": "pending",
  "out-of-order": "outOfOrder",
  "partial": "partial",
  "changed": "changed",
  "missing": "missing",
  "skipped": "skipped",
} as const satisfies Record<MigrationState, keyof StatusCounts>;

/** Counts the migrations of each state. */
export function countStates(states: readonly StatusOutline[]): StatusCounts {
  const counts: Record<keyof StatusCounts, number> = {
    applied: 0,
    pending: 0,
    outOfOrder: 0,
    partial: 0,
    changed: 0,
    missing: 0,
    skipped: 0,
  };
  for (const { state } of states) counts[COUNTED[state]] += 1;
  return counts;
}

/** The statuses as plain JSON, in the order they have. */
export function statusRows(states: readonly StatusOutline[]): readonly StatusRow[] {
  return states.map(statusRow);
}

function statusRow(status: StatusOutline): StatusRow {
  const { id, version, name, namespace, kind, state, migration, entry, partial } = status;
  return {
    id,
    version,
    name,
    namespace,
    kind,
    state,
    appliedAt: entry?.appliedAt ?? null,
    durationMs: entry?.durationMs ?? null,
    sequence: entry?.sequence ?? null,
    origin: entry?.origin ?? null,
    checksum: entry?.checksum ?? null,
    fileChecksum: migration?.up.checksum ?? null,
    file: migration?.up.file ?? null,
    downFile: migration?.down?.file ?? null,
    only: migration?.up.directives?.only ?? null,
    partial: partial === undefined
      ? null
      : { direction: partial.direction, done: partial.done, total: partial.total },
    rerun: status.rerun === true,
    newer: status.newer === true,
  };
}
