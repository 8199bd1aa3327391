import type { DunlinError, Place } from "../errors.ts";
import type { MigrationState, MigrationStatus } from "./state.ts";
import type { Policy, Step, Target } from "./step.ts";

/** Something a plan lets through, or leaves out, and names. */
export interface PlanWarning {
  readonly code: Exclude<MigrationState, "applied" | "pending"> | "newer";
  readonly message: string;
  readonly where?: Place;
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
