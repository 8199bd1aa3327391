import { DunlinError } from "../errors.ts";
import { type Plan, plan } from "./plan.ts";
import type { MigrationStatus } from "./state.ts";
import type { Policy, Target } from "./step.ts";

/**
 * A plan that can run.
 *
 * @throws {DunlinError} Where {@linkcode plan} refuses; see {@linkcode refusalOf}.
 */
export function planOrRefuse(
  states: readonly MigrationStatus[],
  target: Target,
  policy?: Policy,
): Plan {
  const made = plan(states, target, policy);
  const refusal = refusalOf(made.refusals);
  if (refusal !== null) throw refusal;
  return made;
}

/**
 * One error for all refusals: the only one itself, or one that lists them as
 * `problems`, under the code they share, else `plan-refused`.
 *
 * @returns null if there are none.
 */
export function refusalOf(refusals: readonly DunlinError[]): DunlinError | null {
  const [first, ...others] = refusals;
  if (first === undefined) return null;
  const state = "nothing was run: the database is as it was";
  if (others.length === 0) return first.with({ state });
  const code = others.every((other) => other.code === first.code) ? first.code : "plan-refused";
  const message = code === "no-down"
    ? `${refusals.length} migrations cannot be reverted`
    : `${refusals.length} migrations stand in the way`;
  return new DunlinError(code, message, { state, problems: refusals });
}
