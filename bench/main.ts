/**
 * `deno task bench`: what a run costs on the wire, exactly, and how long it
 * takes beside the raw clients and beside other tools. See bench/README.md.
 *
 * @module
 */

import process from "node:process";
import { startServers } from "../tests/tools/servers/servers.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { mergeResults } from "./page/merge_results.ts";
import { keepResults, keptResults, writePage } from "./page/write_page.ts";
import { racesOf } from "./race/races.ts";

const names = racesOf({ many: 1, far: 1, long: 1, megabytes: 1, huge: true })
  .map(({ name }) => name);
const options = readOptions(process.argv.slice(2), names);
if (options.render) await writePage();
else await onServers(options.counts ? count : () => race(options));

async function onServers(act: () => Promise<void>): Promise<void> {
  process.env["DUNLIN_DATABASES"] = options.engines.join(",");
  const servers = await startServers([]);
  try {
    Object.assign(process.env, servers.environment);
    await act();
  } finally {
    await servers.stop();
  }
}

async function count(): Promise<void> {
  // it reads those variables as it loads
  const { countsReport } = await import("./counts_report.ts");
  await countsReport((text) => void process.stdout.write(text));
}

async function race(options: BenchOptions): Promise<void> {
  const { hasFailed, runBench, spokenResult } = await import("./run_bench.ts");
  const results = await runBench(options, {
    log: (line) => void process.stderr.write(`${line}\n`),
    done: (result) => void (options.json || process.stdout.write(spokenResult(result))),
  });
  if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  if (options.write) {
    await keepResults(mergeResults(await keptResults(), results));
    await writePage();
  }
  if (hasFailed(results)) process.exitCode = 1;
}
