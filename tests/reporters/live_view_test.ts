import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { liveLines } from "../../src/reporters/live_lines.ts";
import {
  advanceLive,
  type LiveSignal,
  type LiveState,
  NOTHING_LIVE,
} from "../../src/reporters/live_view.ts";
import { textWidth } from "../../src/reporters/text_width.ts";
import { create, EVENTS } from "./fixtures.ts";

type Happened = readonly [atMs: number, event: Event | LiveSignal];

function after(...happened: readonly Happened[]): LiveState {
  return happened.reduce((state, [atMs, event]) => advanceLive(state, event, atMs), NOTHING_LIVE);
}

function seen(state: LiveState, nowMs: number, columns = 80): readonly string[] {
  return liveLines(state, { columns, nowMs });
}

const { resumedAt: _, ...started } = EVENTS.migration_started;
const planned: Event = { type: "plan_made", steps: Array.from({ length: 10 }, () => create) };
const blocking: LiveSignal = {
  type: "blocking",
  by: [{ session: "4711", who: "app, psql", statement: "UPDATE users\n  SET name = 'x'" }],
};

test("nothing is to be seen before a run is heard of, and once it has ended", () => {
  assert.deepEqual(seen(NOTHING_LIVE, 0), []);
  assert.deepEqual(seen(after([0, planned], [5, EVENTS.run_finished]), 10), []);
});

test("the migration at work, its statement k of n, its rows and its age are told", () => {
  const state = after(
    [0, planned],
    [1000, started],
    [3000, { type: "statement_done", id: "1", number: 1, total: 3, rows: 1234 }],
  );
  assert.deepEqual(seen(state, 9000), [
    "▸ applying 001_create_users: statement 2 of 3, 1,234 rows, 8 s",
    "  [------------------------------] 0 of 10 migrations, 9 s",
  ]);
});

test("how many statements there are is told while the server has not said how far it is", () => {
  assert.match(seen(after([0, started]), 0)[0]!, /: 3 statements, 0 s$/);
});

test("a resumed migration counts on from where it was left", () => {
  assert.match(seen(after([0, EVENTS.migration_started]), 0)[0]!, /: statement 2 of 3, 0 s$/);
});

test("code counts its steps, as nobody knows how many there will be", () => {
  const state = after(
    [0, { ...started, statements: null }],
    [1, { ...EVENTS.statement_kept, position: 4, total: null }],
  );
  assert.match(seen(state, 1)[0]!, /: step 5, 0 s$/);
});

test("the bar grows with each migration that is done", () => {
  const state = after([0, planned], [1, started], [2, EVENTS.migration_applied]);
  assert.deepEqual(seen(state, 2000), [
    "  [###---------------------------] 1 of 10 migrations, 2 s",
  ]);
});

test("after planning again, what was done before still counts", () => {
  const state = after(
    [0, planned],
    [1, EVENTS.migration_applied],
    [2, EVENTS.replanned],
    [3, EVENTS.plan_made],
  );
  assert.match(seen(state, 3)[0]!, /1 of 2 migrations/);
});

test("waiting for the lock: for whom, since when, and how long still", () => {
  const state = after([5000, EVENTS.lock_waiting]);
  assert.deepEqual(seen(state, 12_000), [
    "  waiting for the migration lock for 10 s, 50 s left, held by ci-7, pid 12",
  ]);
  assert.deepEqual(seen(advanceLive(state, EVENTS.lock_acquired, 13_000), 13_000), []);
});

test("a pause before another attempt says what for, and counts down", () => {
  const state = after([0, { ...EVENTS.retrying, pauseMs: 4000 }]);
  assert.deepEqual(seen(state, 1000), [
    "  attempt 2 of 8 in 3 s: the link to the server broke",
  ]);
});

test("a statement that waits names the session that blocks it, and since when", () => {
  const state = after([0, started], [2000, blocking], [3000, blocking]);
  assert.equal(
    seen(state, 8000)[1],
    "  blocked for 6 s by 4711 (app, psql): UPDATE users SET name = 'x'",
  );
  const free = advanceLive(state, { type: "blocking", by: [] }, 9000);
  assert.equal(seen(free, 9000).length, 1);
});

test("what the run itself waits for is not overwritten by who blocks", () => {
  const state = after([0, EVENTS.retrying], [1, blocking]);
  assert.match(seen(state, 1)[0]!, /attempt 2 of 8/);
});

test("an interrupt that was heard is seen", () => {
  const state = after([0, started], [1, { type: "stopping" }]);
  assert.equal(seen(state, 1).at(-1), "  stopping after the current migration");
});

const EVERYTHING = after(
  [0, planned],
  [1, { ...started, step: { ...create, name: "名".repeat(60) + "x".repeat(300) } }],
  [2, blocking],
  [3, { type: "stopping" }],
);

for (const columns of [1, 10, 20, 40, 80, 300]) {
  test(`no line reaches the last of ${columns} columns`, () => {
    for (
      const state of [EVERYTHING, after([0, EVENTS.lock_waiting]), after([0, EVENTS.retrying])]
    ) {
      for (const line of seen(state, 5000, columns)) {
        assert.ok(textWidth(line) <= Math.max(columns - 1, 2), JSON.stringify(line));
      }
    }
  });
}

test("a long name is cut, not what is said of it", () => {
  assert.match(seen(EVERYTHING, 5000)[0]!, /^▸ applying 001_名+…: 3 statements, 4 s$/);
});

test("colours add nothing to the words", () => {
  const colored = liveLines(EVERYTHING, { columns: 80, nowMs: 5000, color: true });
  // deno-lint-ignore no-control-regex
  const bare = colored.map((line) => line.replaceAll(/\x1b\[\d+m/g, ""));
  assert.deepEqual(bare, seen(EVERYTHING, 5000));
});

test("control characters of names and statements are shown, not obeyed", () => {
  const state = after(
    [0, { ...started, step: { ...create, name: "a\x1b[2J" } }],
    [1, { type: "blocking", by: [{ session: "1", who: "\x1b]0;x", statement: "\x07" }] }],
  );
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(seen(state, 1).join(""), /[\x00-\x1f]/);
});
