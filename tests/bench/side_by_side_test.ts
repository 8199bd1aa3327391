import assert from "node:assert/strict";
import { test } from "node:test";
import { sideBySide, summarize } from "../../bench/side_by_side.ts";

function recorded(order: string[], name: string, times: readonly number[]) {
  const left = [...times];
  return {
    name,
    run: () => {
      order.push(name);
      return Promise.resolve(left.shift()!);
    },
  };
}

test("summarize() gives the middle value, or the mean of the two in the middle", () => {
  assert.deepEqual(summarize([9, 1, 5]), { median: 5, least: 1, most: 9 });
  assert.deepEqual(summarize([4, 1, 8, 2]), { median: 3, least: 1, most: 8 });
  assert.deepEqual(summarize([7]), { median: 7, least: 7, most: 7 });
});

test("summarize() of nothing is a wrong call", () => {
  assert.throws(() => summarize([]), RangeError);
});

test("sideBySide() lets the two take turns at being first", async () => {
  const order: string[] = [];
  const times = [1, 1, 1];
  await sideBySide(recorded(order, "ours", times), recorded(order, "raw", times), 2);
  assert.deepEqual(order, ["ours", "raw", "raw", "ours", "ours", "raw"]);
});

test("sideBySide() leaves the first pair out, and divides within each other one", async () => {
  const order: string[] = [];
  const { ours, raw, ratio } = await sideBySide(
    recorded(order, "ours", [100, 2, 9]),
    recorded(order, "raw", [1, 1, 3]),
    2,
  );
  assert.deepEqual(ours, { median: 5.5, least: 2, most: 9 });
  assert.deepEqual(raw, { median: 2, least: 1, most: 3 });
  assert.deepEqual(ratio, { median: 2.5, least: 2, most: 3 });
});
