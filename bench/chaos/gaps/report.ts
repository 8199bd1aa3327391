import { table } from "../../table.ts";
import type { Verdict } from "../verdict.ts";
import type { GapReport } from "./every_gap.ts";

const COLUMNS: readonly Verdict[] = ["ok", "lost", "doubled", "wedged", "human", "crashed"];

/** One line, and what was found. */
export function renderGap(
  { engine, case: name, gap, verdict, findings, asked }: GapReport,
): string {
  const head = `${engine}: ${name}, ${gap.kind} ${gap.number}: ${verdict}`;
  const questions = asked.map(({ sql, answer }) => `  asked about, and it was ${answer}: ${sql}`);
  return [head, ...findings.map(({ what }) => `  ${what}`), ...questions].join("\n") + "\n";
}

/** A row for each engine and kind of run. */
export function renderGaps(reports: readonly GapReport[]): string {
  const keys = [...new Set(reports.map(({ engine, case: name }) => `${engine}\n${name}`))];
  return table([
    ["engine", "run", "gaps", ...COLUMNS, "asked"],
    ...keys.map((key) => {
      const [engine = "", name = ""] = key.split("\n");
      const own = reports.filter((report) => report.engine === engine && report.case === name);
      const counts = COLUMNS.map((verdict) =>
        String(own.filter((report) => report.verdict === verdict).length)
      );
      const asked = own.flatMap((report) => report.asked).length;
      return [engine, name, String(own.length), ...counts, String(asked)];
    }),
  ]);
}
