import type { StatusOutline } from "./state.ts";

/** How far a partial migration came: `2 of 5 statements`, or `2 steps` where nobody knows how many there are. */
export function doneWords(
  { done, total }: Pick<NonNullable<StatusOutline["partial"]>, "done" | "total">,
): string {
  return total > 0 ? `${done} of ${total} statements` : `${done} ${done === 1 ? "step" : "steps"}`;
}
