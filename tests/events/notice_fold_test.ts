import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { NoticeFold } from "../../src/events/notice_fold.ts";

function notice(message: string, more: { id?: string; line?: number } = {}): Event {
  const { id = "1", line } = more;
  const where = line === undefined ? {} : { where: { file: "1_a.up.sql", line } };
  return { type: "notice", id, severity: "WARNING", code: "01000", message, ...where };
}

const KEPT: Event = { type: "statement_kept", id: "1", position: 1, total: 2, verb: "INSERT" };
const APPLIED: Event = {
  type: "migration_applied",
  step: { kind: "apply", id: "1", version: "1", name: "a", file: null },
  durationMs: 1,
};

function told(events: readonly Event[]): string[] {
  const said: string[] = [];
  const fold = new NoticeFold((event) => {
    if (event.type !== "notice") return void said.push(event.type);
    const { message, repeated } = event;
    said.push(repeated === undefined ? message : `${message} +${repeated}`);
  });
  for (const event of events) fold.hear(event);
  return said;
}

test("a notice is told at once, and its repeats before its migration is said to be applied", () => {
  const same = Array.from({ length: 2599 }, () => notice("cut"));
  assert.deepEqual(told([...same.slice(0, 5), KEPT, ...same.slice(5), APPLIED]), [
    "cut",
    "statement_kept",
    "cut +2598",
    "migration_applied",
  ]);
});

test("repeats need not follow each other", () => {
  const events = [notice("a"), notice("b"), notice("a"), notice("b"), notice("a"), APPLIED];
  assert.deepEqual(told(events), ["a", "b", "a +2", "b +1", "migration_applied"]);
});

test("what is said at another place, or of another migration, is no repeat", () => {
  const events = [notice("a", { line: 1 }), notice("a", { line: 2 }), notice("a", { id: "2" })];
  assert.deepEqual(told([...events, APPLIED]), ["a", "a", "a", "migration_applied"]);
});

test("the next migration begins anew", () => {
  const events = [notice("a"), APPLIED, notice("a"), APPLIED];
  assert.deepEqual(told(events), ["a", "migration_applied", "a", "migration_applied"]);
});

test("of one migration no more than a thousand different ones are told", () => {
  const many = Array.from({ length: 1500 }, (_, row) => notice(`row ${row}`));
  const said = told([...many, APPLIED]);
  assert.equal(said.length, 1002);
  assert.deepEqual(said.slice(-3), ["row 999", "500 more are not told", "migration_applied"]);
});

test("a listener that throws at a repeat still hears what follows", () => {
  const said: string[] = [];
  const fold = new NoticeFold((event) => {
    said.push(event.type);
    if (event.type === "notice" && event.repeated) throw new Error("deaf");
  });
  fold.hear(notice("a"));
  fold.hear(notice("a"));
  assert.throws(() => fold.hear(APPLIED), /deaf/);
  assert.deepEqual(said, ["notice", "notice", "migration_applied"]);
});
