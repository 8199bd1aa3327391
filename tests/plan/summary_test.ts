import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../src/plan/compare.ts";
import { countStates, statusRows } from "../../src/plan/summary.ts";
import { file, files, history, journal } from "./fixtures.ts";

const states = compare(
  [
    file("1_a", { checksum: "other" }),
    ...files("3_c", "4_d", "6_f"),
    file("7_g", { directives: { only: ["staging"] } }),
    ...files("8_h", "R__v"),
  ],
  {
    entries: history("1_a", "2_b", "4_d").entries,
    journal: journal("6", "up", 1, 3),
  },
);

test("countStates() counts every migration once", () => {
  assert.deepEqual(countStates(states), {
    applied: 1,
    pending: 2,
    outOfOrder: 1,
    partial: 1,
    changed: 1,
    missing: 1,
    skipped: 1,
  });
});

test("statusRows() has the same keys for every migration", () => {
  const keys = statusRows(states).map((row) => Object.keys(row).join());
  assert.equal(new Set(keys).size, 1);
});

test("statusRows() tells an edited migration by its two checksums", () => {
  const [row] = statusRows(states);
  assert.deepEqual([row?.checksum, row?.fileChecksum], ["sum of 1_a", "other"]);
});

test("statusRows() has nulls for what is not known", () => {
  const missing = statusRows(states).find(({ state }) => state === "missing");
  assert.deepEqual([missing?.file, missing?.fileChecksum, missing?.downFile], [null, null, null]);
  const pending = statusRows(states).find(({ state }) => state === "pending");
  assert.deepEqual([pending?.appliedAt, pending?.durationMs, pending?.sequence], [
    null,
    null,
    null,
  ]);
});

test("statusRows() tells how far a partial migration came", () => {
  const partial = statusRows(states).find(({ state }) => state === "partial")?.partial;
  assert.deepEqual(partial, { direction: "up", done: 1, total: 3 });
});
