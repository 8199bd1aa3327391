import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../src/execution/pace.ts";

test("far away, a message holds as many as are allowed from the first on", () => {
  const pace = new Pace(50, false);
  assert.equal(pace.migrations, 50);
  pace.sent(50, 10_000);
  assert.equal(pace.migrations, 50);
});

test("near by, messages grow while they take a moment", () => {
  const pace = new Pace(50, true);
  const sizes = Array.from({ length: 8 }, () => {
    const { migrations } = pace;
    pace.sent(migrations, migrations * 0.5);
    return migrations;
  });
  assert.deepEqual(sizes, [1, 2, 4, 8, 16, 32, 50, 50]);
});

test("near by, a message that took long is followed by one migration", () => {
  const pace = new Pace(50, true);
  for (const _ of Array(4)) pace.sent(pace.migrations, 1);
  assert.equal(pace.migrations, 16);
  pace.sent(16, 5_000);
  assert.equal(pace.migrations, 1);
});

test("near by, a message foresees 50 ms of work", () => {
  const pace = new Pace(50, true);
  pace.sent(1, 10);
  pace.sent(2, 20);
  pace.sent(4, 40);
  assert.equal(pace.migrations, 5);
});

test("what ended no migration tells nothing of the pace", () => {
  const pace = new Pace(50, true);
  pace.sent(0, 9_000);
  pace.sent(1, 1);
  pace.sent(0, 9_000);
  assert.equal(pace.migrations, 2);
});
