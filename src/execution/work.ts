import type { Timeouts } from "../dialects/dialect.ts";
import type { StepSummary } from "../events/event.ts";
import type { CodeScript, Direction, SqlScript } from "../migrations/migration.ts";
import type { JournalEntry } from "../plan/history.ts";
import type { Step, StepOutline } from "../plan/step.ts";
import type { StepJournal } from "./step_journal.ts";
import type { LargeText } from "../migrations/large_text.ts";
import type { Slice } from "./large/slice.ts";
import { countOf, type Item, type Unit } from "./units.ts";

/** What a step sends, once its file has been read. */
export type Body =
  /** Only the history changes: nothing to send, a baseline, a repeatable forgotten. */
  | { readonly kind: "nothing" }
  | {
    readonly kind: "sql";
    readonly script: SqlScript;
    readonly units: readonly Unit[];
    /** Kept unit by unit; otherwise everything is one transaction with its history row. */
    readonly journaled: boolean;
    /** How many units an earlier run has finished. */
    readonly unitsDone: number;
    /** The journal's row of the unit after them, which was begun and of which nobody said how it went. */
    readonly doubt: JournalEntry | null;
    /** Settings of finished units that the rest needs again. */
    readonly replay: readonly Item[];
    /** Offsets between which nothing may be sent as written (client commands). */
    readonly gaps: readonly { readonly start: number; readonly end: number }[];
    /** SQLite: foreign keys rest while it runs. */
    readonly foreignKeysRest: boolean;
    /** The session must be reset after it (where the driver does that). */
    readonly leavesSession: boolean;
    readonly freesLocks: boolean;
    /** What is sent is read from the file while it is sent. */
    readonly large?: LargeBody;
  }
  | {
    readonly kind: "code";
    readonly script: CodeScript;
    readonly journaled: boolean;
    /** All of it was run, as a person said; only its history row is missing. */
    readonly done: boolean;
    /** What earlier runs have left of its steps; null where nothing is journaled. */
    readonly steps: StepJournal | null;
    /** What `after_each.sql` says, in the same transaction. */
    readonly after: SqlBody | null;
  };

/** A file too large to be held, read. */
export interface LargeBody {
  readonly text: LargeText;
  /** All of it, from the first to the last. */
  readonly slices: readonly Slice[];
  /** How many statements it has. */
  readonly statements: number;
}

/** A file of statements, read. */
export type SqlBody = Extract<Body, { kind: "sql" }>;

/** Whether what a work does is kept piece by piece, under the journal. */
export function isJournaled({ body }: Work): boolean {
  return body.kind !== "nothing" && body.journaled;
}

/** A step, ready to be run. */
export interface Work {
  readonly step: Step;
  readonly summary: StepSummary;
  readonly direction: Direction;
  readonly body: Body;
  /** Own limits, where its directives name any. */
  readonly timeouts: Timeouts | null;
}

/** A step as events tell it. */
export function summarize(step: StepOutline): StepSummary {
  const migration = "migration" in step ? step.migration : undefined;
  const script = step.kind === "revert" ? migration?.down : migration?.up;
  return {
    kind: step.kind,
    id: migration?.id ?? (step as { id: string }).id,
    version: migration?.version ?? (step as { entry: { version: string } }).entry.version,
    name: migration?.name ?? (step as { name: string }).name,
    file: script?.file ?? migration?.up.file ?? null,
  };
}

/** How a migration is called in sentences: `20260301_add_email`. */
export function labelOf(summary: StepSummary): string {
  return summary.version === "" ? summary.id : `${summary.version}_${summary.name}`;
}

/** How many statements a work sends; null where only running it tells. */
export function statementCount(work: Work): number | null {
  if (work.body.kind === "code") return null;
  if (work.body.kind === "nothing") return 0;
  return work.body.units.reduce((sum, unit) => sum + countOf(unit), 0);
}

/** How results and events name a migration: its version as written, or a repeatable's id. */
export function nameOf(summary: StepSummary): string {
  if (summary.version === "") return summary.id;
  const slash = summary.id.lastIndexOf("/");
  return summary.id.slice(0, slash + 1) + summary.version;
}
