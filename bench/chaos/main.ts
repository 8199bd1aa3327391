/**
 * `deno task chaos`: projects made up from a seed, disturbed at random
 * instants, and compared with undisturbed twins. See bench/README.md.
 *
 * @module
 */

import process from "node:process";
import { runCi } from "./ci.ts";
import { openEngine } from "./engines/open_engine.ts";
import { makeProject } from "./generate/make_project.ts";
import { everyGap, type GapReport } from "./gaps/every_gap.ts";
import { renderGap, renderGaps } from "./gaps/report.ts";
import { readOptions } from "./options.ts";
import { textOf } from "./project.ts";
import { randomOf } from "./random.ts";
import {
  countOf,
  type EngineReport,
  renderFailure,
  renderProgress,
  renderReports,
} from "./report.ts";
import { playScenario } from "./scenarios/scenario.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";
import { type Finding, worst } from "./verdict.ts";
import { runEngine } from "./run_engine.ts";

const options = readOptions(process.argv.slice(2));
const out = (text: string) => void process.stdout.write(text);
const err = (text: string) => void process.stderr.write(text);

if (options.show) show();
else if (options.ci) {
  const { passed, failed, skipped } = await runCi(options, out);
  out(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed > 0 ? 1 : 0;
} else if (options.everyGap) await hitEveryGap();
else if (options.scenarios.length > 0) await play();
else {
  const reports: EngineReport[] = [];
  for (const name of options.engines) reports.push(await disturb(name));
  out(options.json ? JSON.stringify(reports) + "\n" : renderReports(reports));
  const failed = reports.some((report) =>
    (["lost", "doubled", "wedged", "crashed", "human"] as const)
      .some((verdict) => countOf(report, verdict) > 0)
  );
  process.exitCode = failed ? 1 : 0;
}

async function disturb(name: typeof options.engines[number]): Promise<EngineReport> {
  const engine = await openEngine(name);
  const began = performance.now();
  try {
    const projects = await runEngine(engine, options, (report, project) => {
      if (options.verbose) err(renderProgress(report, name));
      if (report.verdict !== "ok") err(renderFailure(report, project, name, options.seed));
    });
    return {
      engine: name,
      description: engine.description,
      seed: options.seed,
      durationMs: Math.round(performance.now() - began),
      projects,
    };
  } finally {
    await engine.stop();
  }
}

async function hitEveryGap(): Promise<void> {
  const all: GapReport[] = [];
  for (const name of options.engines) {
    if (name === "sqlite") continue; // it has no link that could break
    const engine = await openEngine(name);
    try {
      all.push(
        ...await everyGap(engine, options.program, (report) => {
          if (options.verbose || report.verdict !== "ok") err(renderGap(report));
        }),
      );
    } finally {
      await engine.stop();
    }
  }
  out(options.json ? JSON.stringify(all) + "\n" : renderGaps(all));
  process.exitCode = all.every(({ verdict }) => verdict === "ok") ? 0 : 1;
}

async function play(): Promise<void> {
  const chosen = SCENARIOS.filter(({ name }) =>
    options.scenarios.includes("all") || options.scenarios.includes(name)
  );
  if (chosen.length === 0) {
    const names = SCENARIOS.map(({ name }) => name).join(", ");
    throw new TypeError(`--scenario ${options.scenarios}: there are all, ${names}`);
  }
  const results: { engine: string; scenario: string; findings: readonly Finding[] }[] = [];
  for (const name of options.engines) {
    const engine = await openEngine(name);
    try {
      for (const scenario of chosen.filter(({ flavors }) => flavors.includes(engine.flavor))) {
        const findings = await playScenario(scenario, engine, options.program);
        results.push({ engine: name, scenario: scenario.name, findings });
      }
    } finally {
      await engine.stop();
    }
  }
  const lines = results.map(({ engine, scenario, findings }) =>
    [
      `${engine}: ${scenario}: ${worst(findings)}`,
      ...findings.map(({ verdict, what }) => `  ${verdict}: ${what}`),
    ].join("\n") + "\n"
  );
  out(options.json ? JSON.stringify(results) + "\n" : lines.join(""));
  process.exitCode = results.every(({ findings }) => findings.length === 0) ? 0 : 1;
}

function show(): void {
  for (const name of options.engines) {
    if (name === "pgbouncer" || name === "galera") continue;
    const project = makeProject(name, randomOf(options.seed, options.from));
    out(`== ${name}, seed ${options.seed}, run ${options.from}\n`);
    for (const file of project.files) out(`-- ${file.name}\n${textOf(file)}`);
    for (const { args } of project.commands) out(`$ dunlin ${args.join(" ")}\n`);
  }
}
