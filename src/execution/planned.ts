import type { OwnState } from "../dialects/own_state.ts";
import { compare } from "../plan/compare.ts";
import type { Plan } from "../plan/plan.ts";
import { planOrRefuse } from "../plan/plan_or_refuse.ts";
import type { Target } from "../plan/step.ts";
import type { RunRequest } from "./run.ts";

/** What a run would do now, without a lock. @throws {DunlinError} `plan-refused` and its kind */
export function planned(
  state: OwnState,
  request: RunRequest,
  target: Target = request.target,
): Plan {
  const { migrations, policy, env, order } = request;
  const states = compare(migrations, state.history, {
    ...(env === undefined ? {} : { env }),
    ...(order === undefined ? {} : { order }),
  });
  return planOrRefuse(states, target, policy);
}
