import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { compare } from "../../src/plan/compare.ts";
import { planOrRefuse, refusalOf } from "../../src/plan/plan_or_refuse.ts";
import { file, files, history } from "./fixtures.ts";

test("a plan without refusals is returned", () => {
  const made = planOrRefuse(compare(files("1_a"), history()), { kind: "latest" });
  assert.equal(made.steps.length, 1);
});

test("a single refusal is thrown in its own words", () => {
  const states = compare(files("1_a", "2_b", "3_c"), history("1_a", "3_c"));
  assert.throws(() => planOrRefuse(states, { kind: "latest" }), {
    code: "plan-refused",
    message: "migration 2_b is out of order: 3_c is newer and already applied",
    state: "nothing was run: the database is as it was",
  });
});

test("several refusals are thrown as the problems of one error", () => {
  const states = compare(files("1_a", "2_b", "4_d"), history("1_a", "3_c", "4_d"));
  assert.throws(() => planOrRefuse(states, { kind: "latest" }), (thrown: unknown) => {
    assert.ok(thrown instanceof DunlinError);
    assert.equal(thrown.code, "plan-refused");
    assert.equal(thrown.message, "2 migrations stand in the way");
    assert.equal(thrown.problems.length, 2);
    return true;
  });
});

test("refusals of one code keep that code", () => {
  const bare = [file("1_a", { down: false }), file("2_b", { down: false })];
  const states = compare(bare, history("1_a", "2_b"));
  assert.throws(() => planOrRefuse(states, { kind: "down", steps: "all" }), {
    code: "no-down",
    message: "2 migrations cannot be reverted",
  });
});

test("no refusals are no error", () => {
  assert.equal(refusalOf([]), null);
});
