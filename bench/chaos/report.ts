import { type Table, table } from "../table.ts";
import { type Project, textOf } from "./project.ts";
import type { ProjectReport, Verdict } from "./verdict.ts";

/** What an engine's projects came to. */
export interface EngineReport {
  readonly engine: string;
  readonly description: string;
  readonly seed: number;
  readonly durationMs: number;
  readonly projects: readonly ProjectReport[];
}

/** Disturbances that found a runner to disturb. */
export function landed({ projects }: EngineReport): number {
  return projects.flatMap(({ hits }) => hits).filter((hit) => hit.landed).length;
}

/** How many projects came to that. */
export function countOf({ projects }: EngineReport, verdict: Verdict): number {
  return projects.filter((project) => project.verdict === verdict).length;
}

/** The tables of the end: engines by verdict, disturbances by engine, what was asked. */
export function renderReports(reports: readonly EngineReport[]): string {
  return [table(verdicts(reports)), table(disturbances(reports)), ...asked(reports)].join("\n");
}

const COLUMNS: readonly Verdict[] = ["ok", "lost", "doubled", "wedged", "human", "crashed"];

function verdicts(reports: readonly EngineReport[]): Table {
  const head = ["engine", "projects", "disturbed", "in vain", ...COLUMNS, "asked", "s"];
  return [
    head,
    ...reports.map((report) => {
      const hits = report.projects.flatMap((project) => project.hits);
      return [
        `${report.engine} (${report.description})`,
        String(report.projects.length),
        String(landed(report)),
        String(hits.length - landed(report)),
        ...COLUMNS.map((verdict) => String(countOf(report, verdict))),
        String(report.projects.flatMap((project) => project.asked).length),
        (report.durationMs / 1000).toFixed(0),
      ];
    }),
  ];
}

function disturbances(reports: readonly EngineReport[]): Table {
  const names = new Set(
    reports.flatMap(({ projects }) => projects.flatMap(({ hits }) => hits))
      .map(({ disturbance }) => disturbance),
  );
  return [
    ["disturbance", ...reports.map(({ engine }) => engine)],
    ...[...names].map((name) => [
      name,
      ...reports.map(({ projects }) =>
        String(
          projects.flatMap(({ hits }) => hits)
            .filter((hit) => hit.landed && hit.disturbance === name).length,
        )
      ),
    ]),
  ];
}

function asked(reports: readonly EngineReport[]): string[] {
  const all = reports.flatMap(({ engine, projects }) =>
    projects.flatMap((project) => project.asked).map((asked) =>
      `${engine}: ${asked.kind}, which was ${asked.answer}` +
      (asked.unprovable ? "" : " (can be proved)")
    )
  );
  if (all.length === 0) return [];
  const counts = new Map<string, number>();
  for (const line of all) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [table([
    ["asked about", "times"],
    ...[...counts].sort().map(([line, count]) => [line, String(count)]),
  ])];
}

const BEHIND = { begun: "its beginning", start: "its start", last: "the last one" } as const;

/** All that is needed to see a failure again. */
export function renderFailure(
  report: ProjectReport,
  project: Project,
  engine: string,
  seed: number,
): string {
  const lines = [
    `${report.verdict}: ${engine}, seed ${seed}, run ${report.run}` +
    (report.folder === null ? "" : `, kept in ${report.folder}`),
    `  again: deno task chaos --engine ${engine} --seed ${seed} --run ${report.run}`,
    ...report.findings.map(({ verdict, what }) => `  ${verdict}: ${what}`),
    ...report.hits.map((hit) =>
      `  ${hit.landed ? "hit" : "missed"}: ${hit.disturbance} ${hit.atMs} ms behind ` +
      `${BEHIND[hit.from]}: ${hit.command} → ${hit.ended}`
    ),
    ...project.files.flatMap((file) => [
      `  -- ${file.name}`,
      ...textOf(file).trimEnd().split("\n").map((line) => `  ${line}`),
    ]),
  ];
  return lines.join("\n") + "\n";
}

/** One line for one project. */
export function renderProgress(
  { run, verdict, hits, asked }: ProjectReport,
  engine: string,
): string {
  const what = hits.filter((hit) => hit.landed).map((hit) => `${hit.disturbance} → ${hit.ended}`);
  const questions = asked.length === 0 ? "" : `; asked ${asked.length} times`;
  return `${engine} ${run}: ${verdict}: ${what.join(", ")}${questions}\n`;
}
