/**
 * `deno task bench`: what a run costs on the wire, exactly, and how long it
 * takes beside the raw clients and beside other tools. See bench/README.md.
 *
 * @module
 */

import process from "node:process";
import { startServers } from "../tests/tools/servers/servers.ts";
import { readOptions } from "./options.ts";
import { racesOf } from "./race/race.ts";

const races = racesOf({ many: 1, far: 1 }).map(({ name }) => name);
const options = readOptions(process.argv.slice(2), races);
process.env["DUNLIN_DATABASES"] = options.engines.join(",");

const write = (text: string) => void process.stdout.write(text);
const servers = await startServers([]);
try {
  Object.assign(process.env, servers.environment);
  // these read those variables as they load
  if (options.counts) await (await import("./counts_report.ts")).countsReport(write);
  else await (await import("./run_bench.ts")).runBench(options);
} finally {
  await servers.stop();
}
