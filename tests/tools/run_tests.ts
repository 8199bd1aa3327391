/**
 * `deno task test [ARGUMENTS OF deno test]`: starts the servers the tests
 * need, runs `deno test` with their addresses, stops them, and says how many
 * tests passed, failed and were skipped.
 *
 * @module
 */

import process from "node:process";
import { runSuite } from "./suite.ts";
import { denoSummary } from "./test_counts.ts";

await runSuite((runTests) =>
  runTests({
    command: [process.execPath, "test", "--allow-all", "--parallel", ...process.argv.slice(2)],
    summary: denoSummary,
  })
);
