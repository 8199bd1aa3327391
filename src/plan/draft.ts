import type { DunlinError, Place } from "../errors.ts";
import type { MigrationState, MigrationStatus } from "./state.ts";
import type { Policy, Step, Target } from "./step.ts";

/** Something a plan lets through, or leaves out, and names. */
export interface PlanWarning {
  /** What is odd about the migration: its state, or `newer`. */
  readonly code: Exclude<MigrationState, "applied" | "pending"> | "newer";
  /** One sentence that names the migration, without a final period. */
  readonly message: string;
  /** Its file, if that is there. */
  readonly where?: Place;
  /** The command that would change it, where there is one. */
  readonly next?: string;
}

/** What a plan is made from. */
export interface Question {
  readonly states: readonly MigrationStatus[];
  readonly target: Target;
  readonly policy: Policy;
}

/** A plan while it is made; nothing outside the planner sees it change. */
export interface Draft {
  readonly steps: Step[];
  readonly refusals: DunlinError[];
  readonly warnings: PlanWarning[];
  /** Ids of what the steps so far take out of the history. */
  readonly undone: Set<string>;
}
