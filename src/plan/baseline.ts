import { checkPartial, nameSkipped } from "./apply.ts";
import type { Draft, Question } from "./draft.ts";
import { pointOf } from "./point.ts";
import { baselineRefusal, unknownVersion } from "./refusal.ts";

/**
 * Plans to record every versioned file up to a version as applied, without
 * running it: the schema is already there. The history must be empty or hold
 * only baseline rows up to that version, so that a baseline can be repeated and
 * taken further, but never covers up work of dunlin's own. Repeatables are left
 * to the next run; migrations for other environments are not recorded, and named.
 */
export function planBaseline(question: Question, version: string, draft: Draft): void {
  const { states } = question;
  const end = pointOf(version, states);
  if (end === null || !states.slice(0, end).some(({ migration }) => migration !== undefined)) {
    draft.refusals.push(unknownVersion(version, states));
    return;
  }
  checkPartial(question, new Set(), draft);
  for (const [index, status] of states.entries()) {
    if (status.kind === "repeatable" || status.partial !== undefined) continue;
    if (status.entry !== undefined) {
      const repeated = status.entry.origin === "baseline" && index < end;
      if (!repeated) draft.refusals.push(baselineRefusal(status, version));
    } else if (status.migration !== undefined && index < end && status.state !== "skipped") {
      draft.steps.push({ kind: "record", migration: status.migration });
    }
  }
  nameSkipped(states.slice(0, end), draft);
}
