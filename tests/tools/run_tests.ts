/**
 * `deno task test [ARGUMENTS OF deno test]`: starts the servers the tests
 * need, runs `deno test` with their addresses, stops them, and says how many
 * tests passed, failed and were skipped.
 *
 * @module
 */

import { existsSync } from "node:fs";
import process from "node:process";
import { testFiles } from "./runtimes/test_files.ts";
import { runSuite } from "./suite.ts";
import { denoSummary } from "./test_counts.ts";

const args = process.argv.slice(2);
// what is no path is an option, or its value
const paths = args.filter((arg) => !arg.startsWith("-") && existsSync(arg));
const files = await testFiles(paths.length > 0 ? paths : ["tests"]);

await runSuite(files, (runTests) =>
  runTests({
    command: [process.execPath, "test", "--allow-all", "--parallel", ...args],
    summary: denoSummary,
  }));
