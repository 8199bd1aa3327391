import type { StatusOutline } from "./state.ts";

/**
 * How far a partial migration came: `2 of 5 pieces`, of which one may be a row of
 * statements; or `2 steps` where nobody knows how many there are.
 */
export function doneWords(
  { done, total }: Pick<NonNullable<StatusOutline["partial"]>, "done" | "total">,
): string {
  return total > 0 ? `${done} of ${total} pieces` : `${done} ${done === 1 ? "step" : "steps"}`;
}
