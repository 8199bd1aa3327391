import assert from "node:assert/strict";
import { test } from "node:test";
import { summarize } from "../../bench/race/summarize.ts";

test("summarize() gives the middle value, or the mean of the two in the middle", () => {
  assert.deepEqual(summarize([9, 1, 5]), { median: 5, least: 1, most: 9 });
  assert.deepEqual(summarize([4, 1, 8, 2]), { median: 3, least: 1, most: 8 });
  assert.deepEqual(summarize([7]), { median: 7, least: 7, most: 7 });
});

test("summarize() of nothing is a wrong call", () => {
  assert.throws(() => summarize([]), RangeError);
});
