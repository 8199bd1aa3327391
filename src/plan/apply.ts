import type { Draft, Question } from "./draft.ts";
import { labelOf, placeOf } from "./label.ts";
import {
  asWarning,
  changedRefusal,
  lateRefusal,
  missingRefusal,
  partialRefusal,
} from "./refusal.ts";
import { command } from "./command.ts";
import type { MigrationStatus } from "./state.ts";

/** Whether a migration waits to be applied, from its start or from where it stopped. */
export function isWaiting({ state, partial }: MigrationStatus): boolean {
  return state === "pending" || state === "out-of-order" || partial?.direction === "up";
}

/** Names, or refuses, whatever is applied and does not fit its file any more. */
export function checkHistory({ states, target, policy }: Question, draft: Draft): void {
  for (const status of states) {
    if (draft.undone.has(status.id)) continue;
    if (status.state === "changed") {
      const refusal = changedRefusal(status, target);
      if (policy.changed === "refuse") draft.refusals.push(refusal);
      else draft.warnings.push(asWarning("changed", refusal));
    }
    if (status.state === "missing") {
      const refusal = missingRefusal(status, target);
      if (refuses(status, policy)) draft.refusals.push(refusal);
      else draft.warnings.push(asWarning(status.newer ? "newer" : "missing", refusal));
    }
  }
}

/** A repeatable that is gone stands in nobody's way: it would only have been run again. */
function refuses(status: MigrationStatus, policy: Question["policy"]): boolean {
  if (status.kind === "repeatable") return false;
  return (status.newer ? policy.newer : policy.missing) === "refuse";
}

/**
 * Refuses every partial migration that the plan does not finish itself: partly
 * reverted ones, those whose file is gone, and those beyond the target. A
 * repeatable waits for a later run, unless this one takes away what its
 * finished statements stand on: those would be left out when it goes on.
 */
export function checkPartial(
  { states }: Question,
  chosen: ReadonlySet<MigrationStatus>,
  draft: Draft,
): void {
  for (const status of states) {
    if (status.partial === undefined) continue;
    const up = status.partial.direction === "up";
    if (!up && draft.undone.has(status.id)) continue;
    const waits = up && status.kind === "repeatable" && draft.undone.size === 0;
    const finished = waits || chosen.has(status);
    if (finished && status.migration !== undefined) continue;
    draft.refusals.push(partialRefusal(status, states));
  }
}

/** Plans to apply these migrations, in the order given: a partial one goes on where it stopped. */
export function planApplies(
  question: Question,
  chosen: readonly MigrationStatus[],
  draft: Draft,
): void {
  const newest = newestStaying(question, draft);
  const places = new Map(question.states.map((status, index) => [status, index]));
  for (const status of chosen) {
    const { migration, partial } = status;
    if (migration === undefined) continue;
    if (isWaiting(status) && partial === undefined) {
      const last = newest.get(status.namespace);
      const late = last !== undefined && last.index > (places.get(status) ?? -1);
      if (late) refuseLate(question, status, last.status, draft);
    }
    draft.steps.push({
      kind: "apply",
      migration,
      ...(partial?.direction === "up" ? { resume: partial.journal } : {}),
    });
  }
}

/** By namespace, the newest that stays applied, and where it stands: one this very plan reverts does not count. */
function newestStaying(
  { states }: Question,
  draft: Draft,
): ReadonlyMap<string, { readonly index: number; readonly status: MigrationStatus }> {
  const newest = new Map<string, { index: number; status: MigrationStatus }>();
  states.forEach((status, index) => {
    const stays = status.kind === "versioned" && status.entry !== undefined &&
      !draft.undone.has(status.id);
    if (stays) newest.set(status.namespace, { index, status });
  });
  return newest;
}

function refuseLate(
  { target, policy }: Question,
  status: MigrationStatus,
  newest: MigrationStatus,
  draft: Draft,
): void {
  const refusal = lateRefusal(status, newest, target);
  if (policy.outOfOrder === "refuse") draft.refusals.push(refusal);
  else draft.warnings.push(asWarning("out-of-order", refusal));
}

/** Names the migrations left out because of `-- dunlin: only …`. */
export function nameSkipped(states: readonly MigrationStatus[], draft: Draft): void {
  for (const status of states) {
    if (status.state !== "skipped") continue;
    const only = status.migration?.up.directives.only ?? [];
    draft.warnings.push({
      code: "skipped",
      message: `migration ${labelOf(status)} is skipped: it is only for ${only.join(", ")}`,
      ...placeOf(status),
      next: `in that environment, ${command(`migrate --env ${only[0] ?? "NAME"}`)} applies it`,
    });
  }
}

/**
 * Plans the repeatables that wait, and those just forgotten, unless a versioned
 * migration stays pending: they are written against the newest schema.
 *
 * @param wanted Whether a repeatable is within the target.
 */
export function planRepeatables(
  { states }: Question,
  applied: ReadonlySet<MigrationStatus>,
  wanted: (status: MigrationStatus) => boolean,
  draft: Draft,
): void {
  const behind = states.some((status) =>
    status.kind === "versioned" && !applied.has(status) &&
    (isWaiting(status) || (draft.undone.has(status.id) && status.migration !== undefined))
  );
  if (behind) return;
  for (const status of states) {
    const { kind, migration, partial } = status;
    if (kind !== "repeatable" || migration === undefined || status.state === "skipped") continue;
    if (!wanted(status) || !(isWaiting(status) || draft.undone.has(status.id))) continue;
    const resume = partial?.direction === "up" ? { resume: partial.journal } : {};
    draft.steps.push({ kind: "apply", migration, ...resume });
  }
}
