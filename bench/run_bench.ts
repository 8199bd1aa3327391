import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type DatabaseName, databaseNamed } from "../tests/contract/databases.ts";
import { cacheFolder } from "../tests/tools/servers/npm_package.ts";
import { allContenders } from "./contenders/all_contenders.ts";
import type { BenchOptions } from "./options.ts";
import { raceTable } from "./page/race_table.ts";
import type { Race } from "./race/race.ts";
import { racesOf } from "./race/races.ts";
import type { RaceResult, Results } from "./race/results.ts";
import { runRace } from "./race/run_race.ts";
import { Standing } from "./race/standing.ts";
import { serverVersion } from "./server_version.ts";

/** Where a bench tells what it does. */
export interface BenchOutput {
  /** A line about what goes on. */
  log(line: string): void;
  /** A race that is over. */
  done(result: RaceResult): void;
}

/** One race on one database. */
interface Heat {
  readonly race: Race;
  readonly engine: DatabaseName;
}

/** Runs the races that were asked for, one after another, telling each result as it comes. */
export async function runBench(options: BenchOptions, output: BenchOutput): Promise<Results> {
  const contenders = await allContenders(options);
  for (const line of contenders.missing) output.log(`not measured here: ${line}`);
  const heats = heatsOf(options);
  const shares = heats.reduce((sum, { race }) => sum + race.share, 0);
  const versions: Record<string, string> = {};
  const races: RaceResult[] = [];
  await inProjects(async (folder, standing) => {
    for (const { race, engine } of heats) {
      const lanes = contenders.on(engine).filter(({ name, only }) =>
        (race.who?.includes(name) ?? true) && (only?.(race) ?? true)
      );
      versions[`${engine}, the server`] ??= await serverVersion(engine);
      for (const { name, version } of lanes) versions[name] = version;
      const budgetMs = options.minutes * 60_000 * race.share / shares;
      const how = { rounds: options.rounds, budgetMs, folder, standing, log: output.log };
      const result = await runRace(race, databaseNamed(engine), lanes, how);
      races.push(result);
      output.done(result);
    }
  });
  return { format: 1, versions, machine: machine(), races };
}

/** What came out, as Markdown. */
export function spokenResult(result: RaceResult): string {
  return `\n${result.engine}: ${result.title}\n\n${raceTable(result)}`;
}

/** Whether dunlin or a raw client is without a figure; what a peer cannot do is a result. */
export function hasFailed({ races }: Results): boolean {
  return races.some(({ entries }) =>
    entries.some(({ kind, absent }) => kind !== "peer" && absent?.startsWith("failed"))
  );
}

function heatsOf(options: BenchOptions): Heat[] {
  return racesOf(options)
    .filter(({ name }) => options.only?.includes(name) ?? true)
    .flatMap((race) =>
      race.engines
        .filter((engine) => options.engines.includes(engine) && databaseNamed(engine).available)
        .map((engine) => ({ race, engine }))
    );
}

async function inProjects(
  act: (folder: string, standing: Standing) => Promise<void>,
): Promise<void> {
  // there, because the packages of peers are found from there
  const above = join(cacheFolder, "bench", "projects");
  await mkdir(above, { recursive: true });
  const folder = await mkdtemp(join(above, "run-"));
  const standing = new Standing();
  try {
    await act(folder, standing);
  } finally {
    await standing.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const { platform, arch } = process;
  return `${platform} ${arch}, ${availableParallelism()} processors, ${gigabytes} GB`;
}
