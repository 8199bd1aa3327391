import type { Entry } from "../race/results.ts";
import { summarize, type Times } from "../race/summarize.ts";

/**
 * One's times divided by another's, round by round, of the rounds that both
 * took part in: whatever slowed the machine slowed both. Null if there is none.
 */
export function ratioOf(one: Entry, other: Entry): Times | null {
  const ratios: number[] = [];
  for (const [round, ms] of one.ms.entries()) {
    const beside = other.ms[round];
    if (ms !== null && typeof beside === "number") ratios.push(ms / beside);
  }
  return ratios.length === 0 ? null : summarize(ratios);
}
