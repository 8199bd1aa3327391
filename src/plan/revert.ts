import type { Draft, Question } from "./draft.ts";
import { labelOf, placeOf } from "./label.ts";
import { irreversibleReason, noDownRefusal } from "./refusal.ts";
import type { MigrationStatus } from "./state.ts";
import type { Step } from "./step.ts";

/**
 * Plans the revert of these migrations, last applied first. Applied repeatables
 * are forgotten before anything else: they may stand on what is about to go,
 * and a crash in between only makes them run again. Where `everything` goes, a
 * repeatable with a down file is reverted instead.
 */
export function planReverts(
  question: Question,
  chosen: readonly MigrationStatus[],
  everything: boolean,
  draft: Draft,
): void {
  const repeatables = question.states.filter(({ kind, entry }) =>
    kind === "repeatable" && entry !== undefined
  );
  if (chosen.length === 0 && !(everything && repeatables.length > 0)) return;
  for (const status of repeatables) leaveRepeatable(question, status, everything, draft);
  for (const status of lastAppliedFirst(chosen)) revert(question, status, draft);
}

/** Versioned migrations of the history, backwards along the order they were applied in. */
export function lastAppliedFirst(states: readonly MigrationStatus[]): readonly MigrationStatus[] {
  return states
    .filter(({ kind, entry }) => kind === "versioned" && entry !== undefined)
    .sort((a, b) => (b.entry?.sequence ?? 0) - (a.entry?.sequence ?? 0));
}

function leaveRepeatable(
  question: Question,
  status: MigrationStatus,
  everything: boolean,
  draft: Draft,
): void {
  const half = status.partial?.direction === "down";
  const step = half || everything ? revertStep(question, status) : null;
  leave(question, status, step ?? (half ? null : forgetStep(status)), draft);
}

function revert(question: Question, status: MigrationStatus, draft: Draft): void {
  const step = revertStep(question, status);
  leave(question, status, step, draft);
  if (step === null || status.state !== "changed" || question.target.kind === "redo") return;
  draft.warnings.push({
    code: "changed",
    message: `migration ${labelOf(status)} was edited after it was applied: ` +
      "it is reverted by its down file as that is now",
    ...placeOf(status),
  });
}

function leave(question: Question, status: MigrationStatus, step: Step | null, draft: Draft) {
  draft.undone.add(status.id);
  if (step === null) draft.refusals.push(noDownRefusal(status, question.target));
  else draft.steps.push(step);
}

function forgetStep({ id, name, entry }: MigrationStatus): Step | null {
  return entry === undefined ? null : { kind: "forget", id, name, entry };
}

/** By its own file; by the text the history keeps only where the policy says so. */
function revertStep({ policy }: Question, status: MigrationStatus): Step | null {
  const { id, name, entry, migration, partial } = status;
  if (entry === undefined || irreversibleReason(status) !== undefined) return null;
  const own = migration?.down !== undefined;
  if (!own && !(policy.storedDown && entry.hasStoredDown)) return null;
  return {
    kind: "revert",
    id,
    name,
    entry,
    ...(migration === undefined ? {} : { migration }),
    ...(own ? {} : { stored: true as const }),
    ...(partial?.direction === "down" ? { resume: partial.journal } : {}),
  };
}
