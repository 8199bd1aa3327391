import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { textReporter, type Verbosity } from "../../src/reporters/text.ts";
import { create, EVENTS } from "./fixtures.ts";

function told(event: Event, verbosity: Verbosity = "normal"): { out: string; err: string } {
  let [out, err] = ["", ""];
  const report = textReporter({
    write: (text) => out += text,
    writeError: (text) => err += text,
    verbosity,
  });
  report(event);
  return { out, err };
}

const LINES: readonly (readonly [type: keyof typeof EVENTS, out: string])[] = [
  ["up_to_date", "Nothing to do (1 migration applied)\n"],
  ["tables_created", "Created the history table dunlin_migrations\n"],
  ["lock_waiting", "Waiting for the migration lock held by ci-7, pid 12 (3 s of 1 min)\n"],
  ["lock_acquired", "Got the migration lock after 4.2 s\n"],
  ["replanned", "Planning again: another runner was faster\n"],
  ["migration_started", "Applying 001_create_users from statement 2 of 3\n"],
  ["migration_applied", "Applied 001_create_users (12 ms)\n"],
  ["migration_reverted", "Reverted 001_create_users (1.2 s)\n"],
  ["migration_recorded", "Recorded 001_create_users without running it\n"],
  ["migration_forgotten", "Forgot R__views: it will run again\n"],
  ["interrupted", "Interrupted during 1\n"],
  [
    "statement_proved",
    "  statement 3 (ALTER TABLE) had taken effect before an earlier run ended: not run again\n",
  ],
  ["statement_resolved", "unit 2 (ALTER TABLE) of migration 1 will be run again\n"],
  ["retrying", "the link to the server broke; again in 250 ms (attempt 2 of 8)\n"],
  ["notice", '  notice in 1: relation "users" already exists, skipping\n'],
];

for (const [type, out] of LINES) {
  test(`${type} is told as one line`, () => assert.deepEqual(told(EVENTS[type]), { out, err: "" }));
  test(`${type} is not told to the quiet`, () => assert.equal(told(EVENTS[type], "quiet").out, ""));
}

const BACKGROUND: readonly (readonly [type: keyof typeof EVENTS, out: string])[] = [
  [
    "run_started",
    "PostgreSQL 18.4 at postgres://app@db/shop, history in public.dunlin_migrations\n",
  ],
  [
    "plan_made",
    "Plan:\n  apply  001_create_users  migrations/001_create_users.up.sql\n1 step\n",
  ],
  ["statement_kept", "  2 of 3 kept: ALTER TABLE\n"],
];

for (const [type, out] of BACKGROUND) {
  test(`${type} is told only to those who want it verbose`, () => {
    assert.equal(told(EVENTS[type], "verbose").out, out);
    assert.equal(told(EVENTS[type]).out, "");
  });
}

test("a migration that starts is never called applied", () => {
  const { resumedAt: _, ...started } = EVENTS.migration_started;
  assert.equal(told(started).out, "Applying 001_create_users\n");
  assert.equal(told({ ...started, direction: "down" }).out, "Reverting 001_create_users\n");
});

test("a warning goes to the error stream, however quiet it is to be", () => {
  assert.deepEqual(told(EVENTS.warning, "quiet"), {
    out: "",
    err: "warning: migration 001_create_users was edited\n" +
      "  at     migrations/001_create_users.up.sql\n",
  });
});

test("a warning's next step stands below it", () => {
  const { err } = told({ type: "warning", code: "x", message: "late", next: "hurry" });
  assert.equal(err, "warning: late\n  next   hurry\n");
});

test("a server's warning is told to the quiet, with its code", () => {
  const event: Event = {
    ...EVENTS.notice,
    severity: "Warning",
    code: "1265",
    message: "Data truncated for column 'name'",
  };
  assert.equal(
    told(event, "quiet").err,
    "  warning in 1: Data truncated for column 'name' (1265)\n",
  );
});

test("how often a notice came again is one line", () => {
  const event: Event = { ...EVENTS.notice, hint: "a hint", repeated: 2598 };
  assert.deepEqual(told(event), {
    out: '  notice in 1: and 2,598 times the same: relation "users" already exists, skipping\n',
    err: "",
  });
  const once = told({ ...event, severity: "WARNING", repeated: 1 }, "quiet");
  assert.match(once.err, /^ {2}warning in 1: and 1 time the same: relation/);
});

test("a failed migration is told once, when the run has finished", () => {
  assert.deepEqual(told(EVENTS.migration_failed, "verbose"), { out: "", err: "" });
  assert.equal(
    told(EVENTS.run_finished, "quiet").err,
    `error: migration 002_add_email failed
  said   column exists (42701)
  state  rolled back
  before 1 migration applied
  left   002, 003
`,
  );
});

test("a run that did something says how much, in the right number", () => {
  const event: Event = { ...EVENTS.run_finished, failed: null, remaining: [], durationMs: 31 };
  assert.equal(told(event).out, "1 migration applied in 31 ms\n");
  assert.equal(
    told({ ...event, reverted: ["2", "1"], applied: ["1", "2"] }).out,
    "2 migrations reverted, 2 migrations applied in 31 ms\n",
  );
});

test("a run that did nothing says nothing more", () => {
  const event: Event = { ...EVENTS.run_finished, applied: [], failed: null, remaining: [] };
  assert.deepEqual(told(event, "verbose"), { out: "", err: "" });
});

test("nothing is coloured unless it is told so", () => {
  for (const event of Object.values(EVENTS)) {
    const { out, err } = told(event, "verbose");
    assert.ok(!(out + err).includes("\x1b"), event.type);
  }
});

test("colour stands out where it is wanted", () => {
  let out = "";
  textReporter({ write: (text) => out += text, color: true })(EVENTS.migration_applied);
  assert.equal(out, "\x1b[32mApplied\x1b[39m 001_create_users (12 ms)\n");
});

test("names and notices cannot command the terminal", () => {
  const evil = "\x1b[2J\x9b\r";
  const step = { ...create, name: evil, file: evil };
  const events: Event[] = [
    { ...EVENTS.migration_applied, step },
    { ...EVENTS.plan_made, steps: [step] },
    { ...EVENTS.notice, id: evil, severity: evil, message: evil, detail: evil, hint: evil },
    { ...EVENTS.warning, message: evil, where: { file: evil }, next: evil },
    { ...EVENTS.lock_waiting, holder: evil },
    { ...EVENTS.run_started, server: evil, database: evil, table: evil },
    { ...EVENTS.statement_kept, verb: evil },
    { ...EVENTS.interrupted, during: evil },
    { ...EVENTS.run_finished, remaining: [evil] },
  ];
  for (const event of events) {
    const { out, err } = told(event, "verbose");
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(out + err, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, event.type);
  }
});

test("without an error stream, everything goes to one", () => {
  let out = "";
  textReporter({ write: (text) => out += text })(EVENTS.warning);
  assert.match(out, /^warning: /);
});
