import type { DunlinError } from "../errors.ts";
import {
  checkHistory,
  checkPartial,
  isWaiting,
  nameSkipped,
  planApplies,
  planRepeatables,
} from "./apply.ts";
import { planBaseline } from "./baseline.ts";
import type { Draft, PlanWarning, Question } from "./draft.ts";
import { pointOf } from "./point.ts";
import { redoRefusal, unknownVersion } from "./refusal.ts";
import { lastAppliedFirst, planReverts } from "./revert.ts";
import type { MigrationStatus } from "./state.ts";
import { DEFAULT_POLICY, type Policy, type Step, type StepOutline, type Target } from "./step.ts";

/** What will be done, or every reason why nothing will, as results tell it. */
export interface PlanOutline {
  /** In the order they run. Not to be run while there are refusals. */
  readonly steps: readonly StepOutline[];
  /** One for each migration in the way; empty if the plan can run. */
  readonly refusals: readonly DunlinError[];
  /** What is let through by policy, or left out, by name. */
  readonly warnings: readonly PlanWarning[];
}

/** {@linkcode PlanOutline} with what is run. */
export interface Plan extends PlanOutline {
  readonly steps: readonly Step[];
}

/**
 * Decides what brings a database to a target. Pure: the same statuses, target
 * and policy give the same plan.
 *
 * - `latest`, `up`: pending migrations in version order, then the repeatables
 *   that wait, unless a versioned one stays pending.
 * - `version`: everything newer is reverted, last applied first; then what is
 *   pending at or below it is applied. `0` reverts all.
 * - `down`: backwards along the order of application; `all` takes repeatables too.
 * - `redo`: those just reverted are applied again, in version order, edited or
 *   not, and with them the repeatables that were forgotten. `all` goes on to
 *   apply everything that has a file.
 * - `baseline`: see {@linkcode planBaseline}.
 *
 * A plan that only reverts asks nothing of migrations it does not touch: an
 * edited file elsewhere never keeps a bad release from being taken back.
 *
 * @param states As {@linkcode compare} orders them.
 * @throws {RangeError} If a number of steps is negative or no integer.
 */
export function plan(
  states: readonly MigrationStatus[],
  target: Target,
  policy: Policy = DEFAULT_POLICY,
): Plan {
  const question: Question = { states, target, policy };
  const draft: Draft = { steps: [], refusals: [], warnings: [], undone: new Set() };
  switch (target.kind) {
    case "latest":
      planUp(question, states.length, Infinity, draft);
      break;
    case "up":
      planUp(question, states.length, count(target.steps), draft);
      break;
    case "version":
      planVersion(question, target.version, draft);
      break;
    case "down":
      planReverts(question, lastApplied(states, target.steps), target.steps === "all", draft);
      checkPartial(question, new Set(), draft);
      break;
    case "redo":
      planRedo(question, target, draft);
      break;
    case "baseline":
      planBaseline(question, target.version, draft);
      break;
  }
  const { steps, refusals, warnings } = draft;
  return { steps, refusals, warnings };
}

function planUp(question: Question, end: number, limit: number, draft: Draft): void {
  const range = question.states.slice(0, end).filter(({ kind }) => kind === "versioned");
  const chosen = range.filter(isWaiting).slice(0, limit);
  const applied = new Set(chosen);
  const reach = chosen.length < limit ? range.at(-1) : chosen.at(-1);
  const last = reach === undefined ? -1 : question.states.indexOf(reach);
  checkHistory(question, draft);
  checkPartial(question, applied, draft);
  planApplies(question, chosen, draft);
  planRepeatables(question, applied, () => true, draft);
  nameSkipped(
    question.states.filter(({ kind }, index) => kind === "repeatable" || index <= last),
    draft,
  );
}

function planVersion(question: Question, version: string, draft: Draft): void {
  const { states } = question;
  const end = pointOf(version, states);
  if (end === null) {
    draft.refusals.push(unknownVersion(version, states));
    return;
  }
  const above = lastAppliedFirst(states.slice(end));
  planReverts(question, above, end === 0, draft);
  const applies = states.slice(0, end).some(isWaiting);
  if (end > 0 && (above.length === 0 || applies)) {
    planUp(question, end, Infinity, draft);
    return;
  }
  checkPartial(question, new Set(), draft);
  if (end > 0) planRepeatables(question, new Set(), () => true, draft);
}

type Redo = Extract<Target, { kind: "redo" }>;

function planRedo(question: Question, { steps, rest }: Redo, draft: Draft): void {
  const { states, target, policy } = question;
  const all = steps === "all";
  const reverted = new Set(
    rest === undefined
      ? lastApplied(states, steps)
      : lastAppliedFirst(states).filter(({ id }) => rest.revert.includes(id)),
  );
  planReverts(question, [...reverted], all && rest?.revert.length !== 0, draft);
  const left = (status: MigrationStatus) =>
    isWaiting(status) && (all || rest?.apply.includes(status.id) === true);
  const again = states.filter((status) =>
    status.kind === "versioned" && (reverted.has(status) || left(status))
  );
  checkPartial(question, new Set(rest === undefined ? [] : again), draft);
  for (const status of again) {
    if (status.migration !== undefined || !reverted.has(status)) continue;
    const refusal = redoRefusal(status, target);
    if (policy.missing === "refuse") draft.refusals.push(refusal);
    else draft.warnings.push({ code: "missing", message: refusal.message });
  }
  planApplies(question, again, draft);
  planRepeatables(
    question,
    new Set(again),
    ({ id }) => all || draft.undone.has(id) || rest?.apply.includes(id) === true,
    draft,
  );
  if (all) nameSkipped(states, draft);
}

function lastApplied(
  states: readonly MigrationStatus[],
  steps: number | "all",
): readonly MigrationStatus[] {
  const applied = lastAppliedFirst(states);
  return steps === "all" ? applied : applied.slice(0, count(steps));
}

function count(steps: number): number {
  if (Number.isSafeInteger(steps) && steps >= 0) return steps;
  throw new RangeError(`a number of steps is an integer, 0 or more, not ${steps}`);
}
