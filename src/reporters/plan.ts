import type { StepSummary } from "../events/event.ts";
import { escapeText } from "./escape.ts";
import { plural } from "./plural.ts";
import { stepLabel } from "./step_label.ts";
import { renderTable } from "./table.ts";

const WORDS: Record<StepSummary["kind"], string> = {
  apply: "apply",
  revert: "revert",
  record: "record, without running it",
  forget: "forget, so that it runs again",
};

/**
 * The steps of a plan as a list, a line each, and how many there are; what a
 * dry run shows.
 *
 * @param columns Where lines are cut; not at all if left out.
 * @returns Lines without line ends.
 */
export function planLines(
  steps: readonly StepSummary[],
  columns: number = Infinity,
): readonly string[] {
  if (steps.length === 0) return ["nothing to do"];
  const rows = steps.map((
    step,
  ) => [WORDS[step.kind], stepLabel(step), escapeText(step.file ?? "")]);
  const table = renderTable(rows, {
    columns: columns - 2,
    flexible: 1,
    spare: [2],
    readable: Infinity,
  });
  return [...table.map((line) => "  " + line), plural(steps.length, "step")];
}
