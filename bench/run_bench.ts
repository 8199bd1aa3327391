import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { databaseNamed } from "../tests/contract/databases.ts";
import { cacheFolder } from "../tests/tools/servers/npm_package.ts";
import { allContenders } from "./contenders/all_contenders.ts";
import type { BenchOptions } from "./options.ts";
import { raceTable } from "./page/race_table.ts";
import { racesOf } from "./race/race.ts";
import type { RaceResult, Results } from "./race/results.ts";
import { runRace } from "./race/run_race.ts";

/** Runs the races that were asked for, telling each result as it comes; exit code 1 if dunlin failed. */
export async function runBench(options: BenchOptions): Promise<Results> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const contenders = await allContenders(options);
  for (const line of contenders.missing) log(`not measured here: ${line}`);
  const races = racesOf(options).filter(({ name }) => options.only?.includes(name) ?? true);
  const shares = races.flatMap((race) =>
    race.engines.filter((engine) => options.engines.includes(engine)).map(() => race.share)
  ).reduce((sum, share) => sum + share, 0);
  await mkdir(join(cacheFolder, "bench", "projects"), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "bench", "projects", "run-"));
  const results: RaceResult[] = [];
  const versions: Record<string, string> = {};
  try {
    for (const race of races) {
      for (const engine of race.engines.filter((each) => options.engines.includes(each))) {
        const database = databaseNamed(engine);
        if (!database.available) continue;
        const lanes = contenders.on(engine).filter(({ name }) =>
          options.contenders?.some((part) => name.includes(part)) ?? true
        );
        for (const { name, version } of lanes) versions[name] = version;
        const budgetMs = options.minutes * 60_000 * race.share / shares;
        const result = await runRace(race, database, lanes, {
          rounds: options.rounds,
          budgetMs,
          folder,
          log,
        });
        results.push(result);
        if (!options.json) {
          process.stdout.write(`\n${engine}: ${race.title}\n\n${raceTable(result)}`);
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return {
    format: 1,
    versions,
    machine:
      `${process.platform} ${process.arch}, ${availableParallelism()} processors, ${gigabytes} GB`,
    races: results,
  };
}
