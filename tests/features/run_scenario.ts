import type { Scenario, ScenarioStep } from "./read_features.ts";
import type { Step } from "./step.ts";
import type { World } from "./world.ts";

/**
 * Runs the steps one after the other.
 *
 * @throws {Error} The first step's that fails, with its words and place in front;
 * also of a step that no kind fits, or more than one.
 */
export async function runScenario(
  { steps }: Scenario,
  kinds: readonly Step[],
  world: World,
): Promise<void> {
  // before anything is done: a scenario is understood as a whole, or not at all
  const acts = steps.map((step) => ({ step, act: actOf(step, kinds) }));
  for (const { step, act } of acts) {
    try {
      await act(world);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`${step.place}: ${step.text}\n${message}\n${world.lastWords()}`, {
        cause: error,
      });
    }
  }
}

function actOf(step: ScenarioStep, kinds: readonly Step[]): (world: World) => unknown {
  const fitting = kinds.filter(({ pattern }) => pattern.test(step.text));
  const [kind] = fitting;
  if (kind === undefined) throw new Error(`${step.place}: no step reads “${step.text}”`);
  if (fitting.length > 1) {
    const patterns = fitting.map(({ pattern }) => String(pattern)).join(" and ");
    throw new Error(`${step.place}: “${step.text}” is read by ${patterns}`);
  }
  const given = (kind.pattern.exec(step.text) ?? []).slice(1);
  return (world) => kind.act(world, ...given, ...(step.block === null ? [] : [step.block]));
}
