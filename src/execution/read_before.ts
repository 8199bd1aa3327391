import type { Step } from "../plan/step.ts";
import type { Prepared } from "./prepare_work.ts";
import type { Session } from "./session.ts";

interface Reading {
  readonly steps: readonly Step[];
  readonly rules: string;
  readonly prepared: Prepared;
}

/** What was read without the lock, for the run that asked for it. */
const readings = new WeakMap<object, Reading>();

/** Remembers what came of reading the files of a plan, for {@linkcode readBefore}. */
export function rememberReading(
  request: object,
  session: Session,
  steps: readonly Step[],
  prepared: Prepared,
): void {
  readings.set(request, { steps, rules: rulesOf(session), prepared });
}

/**
 * What reading the very same files has given before; null if they have to be
 * read. It is given out once: what a run learns later may read them otherwise.
 */
export function readBefore(
  request: object,
  session: Session,
  steps: readonly Step[],
): Prepared | null {
  const before = readings.get(request);
  readings.delete(request);
  if (before === undefined || before.rules !== rulesOf(session)) return null;
  const same = before.steps.length === steps.length &&
    steps.every((step, at) => isSame(step, before.steps[at]));
  return same ? before.prepared : null;
}

function rulesOf({ rules }: Session): string {
  return JSON.stringify(rules);
}

// what an earlier run has begun, and what the history keeps, is judged by the newest look
function isSame(step: Step, before: Step | undefined): boolean {
  return step.kind === "apply" && before?.kind === "apply" &&
    step.migration === before.migration &&
    step.resume === undefined && before.resume === undefined;
}
