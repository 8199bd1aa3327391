/**
 * `deno task bench [PAIRS]`: what a run costs on the wire, exactly, and how
 * long it takes beside the raw clients (5 pairs of runs without PAIRS).
 * Prints Markdown.
 *
 * @module
 */

import process from "node:process";
import { startServers } from "../tests/tools/servers/servers.ts";

const pairs = Number(process.argv[2] ?? 5);
if (!Number.isInteger(pairs) || pairs < 1) {
  throw new TypeError(`not a number of pairs: ${process.argv[2]}`);
}

const servers = await startServers([]);
try {
  Object.assign(process.env, servers.environment);
  // they read those variables as they load
  const { countsReport } = await import("./counts_report.ts");
  const { timesReport } = await import("./times_report.ts");
  const write = (text: string) => void process.stdout.write(text);
  await countsReport(write);
  await timesReport(write, pairs);
} finally {
  await servers.stop();
}
