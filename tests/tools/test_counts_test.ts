import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addCounts,
  bunSummary,
  countsLine,
  denoSummary,
  judgeRun,
  nodeSummary,
} from "./test_counts.ts";

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

test("reads Deno's summary, steps and files that did not load included", () => {
  assert.deepEqual(
    denoSummary(
      "a ... ok (1ms)\n\nFAILED | 56 passed (3 steps) | 11 failed (1 step) | 14 ignored (5s)\n",
    ),
    counts(59, 12, 14),
  );
});

test("of Deno's tests, those filtered out are not skipped", () => {
  assert.deepEqual(
    denoSummary("ok | 1 passed | 0 failed | 206 filtered out (881ms)"),
    counts(1, 0, 0),
  );
});

test("reads Bun's summary", () => {
  const output =
    " 2 pass\n 1 skip\n 1 todo\n 3 fail\n 1 error\nRan 7 tests across 2 files. [46.00ms]\n";
  assert.deepEqual(bunSummary(output), counts(2, 3, 2));
});

test("reads Node's summary", () => {
  const output =
    "ℹ tests 8\nℹ suites 1\nℹ pass 3\nℹ fail 2\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\n";
  assert.deepEqual(nodeSummary(output), counts(3, 3, 2));
});

test("without a summary there are no counts", () => {
  for (const read of [denoSummary, bunSummary, nodeSummary]) {
    assert.equal(read("error: Module not found\n"), undefined);
  }
});

test("a failed run without a failed test is a failure", () => {
  assert.deepEqual(judgeRun(counts(1, 0, 0), 1), counts(1, 1, 0));
});

test("a run without a summary is a failure, whatever its exit code", () => {
  assert.deepEqual(judgeRun(undefined, 0), counts(0, 1, 0));
});

test("a failed test is not counted again for the exit code", () => {
  assert.deepEqual(judgeRun(counts(0, 1, 0), 1), counts(0, 1, 0));
});

test("the final line names all three counts", () => {
  assert.equal(
    countsLine(addCounts(counts(1, 0, 2), counts(3, 1, 0))),
    "4 passed, 1 failed, 2 skipped",
  );
});
