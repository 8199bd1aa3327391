import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "./engines/engine.ts";
import { makeProject } from "./generate/make_project.ts";
import type { ChaosOptions } from "./options.ts";
import { type Project, textOf } from "./project.ts";
import { randomOf } from "./random.ts";
import { runProject } from "./run_project.ts";
import { startRunner } from "./runner.ts";
import type { ProjectReport } from "./verdict.ts";

/** Puts an engine's projects through their disturbances, one after another. */
export async function runEngine(
  engine: Engine,
  options: ChaosOptions,
  onReport: (report: ProjectReport, project: Project) => void,
): Promise<readonly ProjectReport[]> {
  const startMs = await startOf(engine, options.program);
  const reports: ProjectReport[] = [];
  let landed = 0;
  for (let run = options.from; run < options.from + options.runs; run++) {
    if (landed >= options.target) break;
    const random = randomOf(options.seed, run);
    const project = makeProject(engine.flavor, random);
    const folder = await layOut(engine.name, options.seed, run, project);
    const { kills, program, only } = options;
    const told = await runProject({
      engine,
      project,
      folder,
      program,
      random,
      kills,
      startMs,
      ...only === undefined ? {} : { only },
    });
    const keep = told.verdict !== "ok";
    if (!keep) await rm(folder, { recursive: true, force: true });
    const report = { run, ...told, folder: keep ? folder : null };
    landed += report.hits.filter((hit) => hit.landed).length;
    reports.push(report);
    onReport(report, project);
  }
  return reports;
}

/** A folder with the project's files in `migrations`. */
export async function layOut(
  name: string,
  seed: number,
  run: number,
  project: Project,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `dunlin-chaos-${name}-${seed}-${run}-`));
  await mkdir(join(folder, "migrations"));
  for (const file of project.files) {
    await writeFile(join(folder, "migrations", file.name), textOf(file));
  }
  return folder;
}

/** How long the command line takes until it has read the database, in milliseconds. */
async function startOf(engine: Engine, program: readonly string[]): Promise<number> {
  const database = await engine.fresh();
  const folder = await layOut(engine.name, 0, 0, {
    flavor: engine.flavor,
    files: [],
    commands: [],
  });
  await writeFile(join(folder, "migrations", "1_nothing.up.sql"), "-- nothing\n");
  try {
    const began = performance.now();
    const runner = startRunner({
      program,
      args: ["migrate", ...engine.options],
      url: database.url,
      folder,
      boundMs: 60_000,
    });
    await runner.begun;
    const startMs = performance.now() - began;
    const { code, stderr } = await runner.ended;
    if (code !== 0) throw new Error(`${program.join(" ")} does not run: ${stderr}`);
    return startMs;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await database.dispose();
  }
}
