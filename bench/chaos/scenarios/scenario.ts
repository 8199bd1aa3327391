import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChaosDatabase, Engine } from "../engines/engine.ts";
import type { Flavor } from "../project.ts";
import { crashOf, type Ended, type Runner, startRunner } from "../runner.ts";
import type { Finding } from "../verdict.ts";

/** A known fault, played through step by step. */
export interface Scenario {
  readonly name: string;
  /** What it shows, as a sentence. */
  readonly shows: string;
  readonly flavors: readonly Flavor[];
  /** What was not as promised. */
  play(stage: Stage): Promise<readonly Finding[]>;
}

/** What a scenario is played on. */
export interface Stage {
  readonly engine: Engine;
  readonly database: ChaosDatabase;
  /** Puts a file into the migrations folder, or replaces it. */
  write(name: string, text: string): Promise<void>;
  start(...args: readonly string[]): Runner;
  /** Runs the command line to its end. */
  run(...args: readonly string[]): Promise<Ended>;
}

const BOUND_MS = 120_000;

/** Plays a scenario on a database and in a folder of its own. */
export async function playScenario(
  scenario: Scenario,
  engine: Engine,
  program: readonly string[],
): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-chaos-scenario-"));
  await mkdir(join(folder, "migrations"));
  const database = await engine.fresh();
  const ends: Ended[] = [];
  const start = (...args: readonly string[]) =>
    startRunner({
      program,
      args: [...args, ...engine.options],
      url: database.urls[0] as string,
      folder,
      boundMs: BOUND_MS,
    });
  try {
    const findings = await scenario.play({
      engine,
      database,
      write: (name, text) => writeFile(join(folder, "migrations", name), text),
      start,
      run: async (...args) => {
        const ended = await start(...args).ended;
        ends.push(ended);
        return ended;
      },
    });
    const crashes = ends.map((ended) => crashOf(ended)).filter((crash) => crash !== null);
    return [...findings, ...crashes.map((what) => ({ verdict: "crashed", what } as const))];
  } finally {
    await database.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A finding unless it holds. */
export function expect(holds: boolean, verdict: Finding["verdict"], what: string): Finding[] {
  return holds ? [] : [{ verdict, what }];
}

/** What a run said of its error, for findings. */
export function saidBy({ code, error, stderr }: Ended): string {
  return error === null
    ? `exit code ${code}: ${stderr.slice(0, 200)}`
    : `exit code ${code}, ${error.code}: ${error.message}; next: ${error.next}`;
}
