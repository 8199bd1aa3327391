import { escapeLines } from "../../reporters/escape.ts";
import { paintFor } from "../../reporters/paint.ts";
import { wrapText } from "../../reporters/wrap.ts";
import type { Check } from "./check.ts";

const COLOURS = { ok: "green", warning: "yellow", problem: "red" } as const;
const VERDICT = 9;
const LEAST = 30;

/** Checks as a table: verdict, what was looked at, what came of it; what to do below. */
export function renderChecks(
  checks: readonly Check[],
  { columns, color }: { readonly columns: number; readonly color: boolean },
): string {
  const paint = paintFor(color);
  const names = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const width = Math.max(columns - VERDICT - names, LEAST);
  const hang = " ".repeat(VERDICT + names);
  return checks.flatMap(({ name, verdict, says, more = [], next }) => {
    const [first = "", ...rest] = wrapText(escapeLines(says), width);
    const head = paint(COLOURS[verdict], verdict) + " ".repeat(VERDICT - verdict.length) +
      name.padEnd(names) + first;
    const below = [
      ...rest,
      ...more.flatMap((line) => wrapText(escapeLines(line), width)),
      ...(next === undefined ? [] : wrapText(`next: ${escapeLines(next)}`, width)),
    ];
    return [head, ...below.map((line) => hang + line)];
  }).join("\n") + "\n";
}
