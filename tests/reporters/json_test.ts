import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { errorToJson, jsonReporter } from "../../src/reporters/json.ts";
import { EVENTS } from "./fixtures.ts";

function told(event: Event): Record<string, unknown> {
  let out = "";
  jsonReporter({ write: (text) => out += text })(event);
  assert.match(out, /^[^\n]+\n$/);
  return JSON.parse(out);
}

for (const event of Object.values(EVENTS)) {
  test(`${event.type} is one object on one line`, () =>
    assert.equal(told(event)["type"], event.type));
}

test("run_finished says all that came of a run", () => {
  assert.deepEqual(told(EVENTS.run_finished), {
    type: "run_finished",
    applied: ["001"],
    reverted: [],
    failed: {
      type: "error",
      code: "migration-failed",
      message: "migration 002_add_email failed",
      where: null,
      server: { code: "42701", label: null, message: "column exists", detail: null, hint: null },
      state: "rolled back",
      next: null,
    },
    remaining: ["002", "003"],
    durationMs: 31,
  });
});

test("run_finished of a good run has failed: null", () => {
  assert.equal(told({ ...EVENTS.run_finished, failed: null })["failed"], null);
});

test("an event has the same keys whether its optional parts are known or not", () => {
  const { resumedAt: _, ...started } = EVENTS.migration_started;
  assert.deepEqual(
    Object.keys(told(started)).sort(),
    Object.keys(told(EVENTS.migration_started)).sort(),
  );
  assert.equal(told(started)["resumedAt"], null);
  assert.deepEqual(told(EVENTS.notice)["detail"], null);
});

test("a place has all its parts", () => {
  assert.deepEqual(told(EVENTS.warning)["where"], {
    file: "migrations/001_create_users.up.sql",
    line: null,
    column: null,
    excerpt: null,
  });
});

test("an error for several problems holds them all", () => {
  const problems = ["1", "2"].map((name) => new DunlinError("plan-refused", name));
  const object = errorToJson(new DunlinError("plan-refused", "2 stand in the way", { problems }));
  assert.deepEqual(object.problems?.map(({ message }) => message), ["1", "2"]);
});

test("an error for one has no list of problems, no stack and no cause", () => {
  const object = errorToJson(new DunlinError("io", "it failed", { cause: new Error("secret") }));
  assert.deepEqual(Object.keys(object), [
    "type",
    "code",
    "message",
    "where",
    "server",
    "state",
    "next",
  ]);
});
