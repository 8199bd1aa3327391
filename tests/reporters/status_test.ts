import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../src/plan/compare.ts";
import { planLines } from "../../src/reporters/plan.ts";
import { renderStatus } from "../../src/reporters/status.ts";
import { textWidth } from "../../src/reporters/text_width.ts";
import { file, files, history } from "../plan/fixtures.ts";
import { create } from "./fixtures.ts";
import { states } from "./status_fixtures.ts";

test("every migration has a line with its state, name, time and what is odd about it", () => {
  assert.equal(
    renderStatus(states),
    `state         migration  applied at           took   note
changed       001_a      2026-03-01 12:00:00  12 ms  edited since it was applied
missing       002_b      2026-03-01 12:00:00  12 ms  its file is gone
out of order  003_用户
applied       004_d      2026-03-01 12:00:00         baseline
partial       006_f                                  1 of 3 pieces applied
skipped       007_g                                  only staging
pending       008_h
pending       R__v       2026-03-01 12:00:00  12 ms  edited: it runs again
`,
  );
});

test("a missing migration of a later release is told as that", () => {
  assert.match(renderStatus(compare(files("1_a"), history("1_a", "2_b"))), /of a later release/);
});

test("no line is wider than the terminal", () => {
  for (const line of renderStatus(states, { columns: 60 }).split("\n")) {
    assert.ok(textWidth(line) <= 60, line);
  }
});

test("only states are coloured, and only if told so", () => {
  assert.ok(!renderStatus(states).includes("\x1b"));
  const coloured = renderStatus(states, { color: true });
  assert.ok(coloured.includes("\x1b[33mpending\x1b[39m       008_h\n"));
});

test("no migrations are no table", () => {
  assert.equal(renderStatus([]), "");
});

test("names cannot command the terminal", () => {
  const evil = compare([file("1_a\x1b[2J\n")], { entries: [], journal: [] });
  assert.match(renderStatus(evil), /1_a\\x1b\[2J\\n/);
});

test("planLines() lists steps and counts them", () => {
  assert.deepEqual(planLines([create, { ...create, kind: "record", version: "2", id: "2" }]), [
    "  apply                       001_create_users  migrations/001_create_users.up.sql",
    "  record, without running it  2_create_users    migrations/001_create_users.up.sql",
    "2 steps",
  ]);
});

test("planLines() of no steps says so", () => {
  assert.deepEqual(planLines([]), ["nothing to do"]);
});
