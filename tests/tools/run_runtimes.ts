/**
 * `deno task runtimes [--runtime=NAME]… [FILE|FOLDER]…`: runs test files
 * (those of tests/runtimes if none is named) on Bun, Node 22 and Node 24, each
 * taken from npm, in a copy of the repository beside npm's node_modules.
 * NAME is deno, bun, node22 or node24; all four without it.
 *
 * @module
 */

import process from "node:process";
import { RUNTIMES } from "./runtimes/runtime.ts";
import { testFiles } from "./runtimes/test_files.ts";
import { workingCopy } from "./runtimes/working_copy.ts";
import { runSuite, say } from "./suite.ts";
import { addCounts, countsLine, noTests } from "./test_counts.ts";

const FLAG = "--runtime=";
const args = process.argv.slice(2);
const named = args.filter((arg) => arg.startsWith(FLAG)).map((arg) => arg.slice(FLAG.length));
const paths = args.filter((arg) => !arg.startsWith("-"));

const unknown = [
  ...named.filter((name) => !(name in RUNTIMES)).map((name) => FLAG + name),
  ...args.filter((arg) => arg.startsWith("-") && !arg.startsWith(FLAG)),
];
if (unknown.length > 0) {
  throw new TypeError(`not understood: ${unknown.join(" ")} (known: ${Object.keys(RUNTIMES)})`);
}

const files = await testFiles(paths.length > 0 ? paths : ["tests/runtimes"]);
const wanted = named.length > 0 ? named : Object.keys(RUNTIMES);

await runSuite(files, async (runTests) => {
  const cwd = await workingCopy();
  let counts = noTests;
  const lines: string[] = [];
  for (const name of wanted) {
    const { install, test, summary } = RUNTIMES[name]!;
    const ran = await runTests({ command: test(await install(), files), summary, cwd });
    lines.push(`${name}: ${countsLine(ran)}`);
    counts = addCounts(counts, ran);
  }
  for (const line of lines) say(line);
  return counts;
});
