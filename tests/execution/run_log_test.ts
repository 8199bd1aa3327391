import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { RunLog } from "../../src/execution/run_log.ts";
import type { Work } from "../../src/execution/work.ts";

function work(kind: "apply" | "revert", version: string): Work {
  const summary = { kind, id: version, version, name: "a", file: null };
  return { summary } as unknown as Work;
}

function logAfter(...works: readonly Work[]): RunLog {
  const log = new RunLog(() => {}, { kind: "latest" });
  for (const one of works) log.done(one, 1);
  return log;
}

const GONE = new DunlinError("io", "1_a.up.sql is listed in its folder and cannot be opened");

test("a file that cannot be read is told with what is true of the database", () => {
  assert.equal((logAfter().failed(GONE) as DunlinError).state, "nothing was changed");
  const log = logAfter(work("revert", "3"), work("apply", "1"), work("apply", "2"));
  assert.equal((log.failed(GONE) as DunlinError).state, "kept: applied 1 and 2, reverted 3");
});

test("that nothing was changed is not said once something was", () => {
  const early = new DunlinError("invalid-migrations", "edited", { state: "nothing was changed" });
  assert.equal((logAfter().failed(early) as DunlinError).state, "nothing was changed");
  const late = logAfter(work("apply", "1")).failed(early) as DunlinError;
  assert.equal(late.state, "kept: applied 1");
});

test("what a server says of a file of its own is left as it is", () => {
  const server = new DunlinError("io", "no space left", {
    server: { code: "53100", message: "m" },
  });
  assert.equal((logAfter(work("apply", "1")).failed(server) as DunlinError).state, undefined);
});
