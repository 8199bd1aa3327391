/**
 * `deno task test [ARGUMENTS OF deno test]`: starts the servers the tests
 * need, runs `deno test` with their addresses, stops them, and says how many
 * tests passed, failed and were skipped.
 *
 * @module
 */

import process from "node:process";
import { runSuite } from "./suite.ts";

await runSuite((runTests) =>
  runTests((report) => ({
    command: [
      process.execPath,
      "test",
      "--allow-all",
      "--parallel",
      `--junit-path=${report}`,
      ...process.argv.slice(2),
    ],
  }))
);
