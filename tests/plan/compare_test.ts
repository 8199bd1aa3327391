import assert from "node:assert/strict";
import { test } from "node:test";
import type { Migration } from "../../src/migrations/migration.ts";
import { compare, type CompareOptions } from "../../src/plan/compare.ts";
import type { History } from "../../src/plan/history.ts";
import { entry, file, files, history, journal } from "./fixtures.ts";

const nothing: History = { entries: [], journal: [] };

function states(
  migrations: readonly Migration[],
  before: History,
  options?: CompareOptions,
): Record<string, string> {
  return Object.fromEntries(
    compare(migrations, before, options).map(({ id, state }) => [id, state]),
  );
}

test("a file without a history row is pending", () => {
  assert.deepEqual(states(files("1_a"), nothing), { 1: "pending" });
});

test("a file whose checksum the history holds is applied", () => {
  assert.deepEqual(states(files("1_a"), history("1_a")), { 1: "applied" });
});

test("a pending file older than the newest applied one is out of order", () => {
  assert.deepEqual(states(files("1_a", "2_b", "3_c"), history("1_a", "3_c")), {
    1: "applied",
    2: "out-of-order",
    3: "applied",
  });
});

test("an applied migration whose file is gone still makes older files out of order", () => {
  assert.equal(states(files("1_a", "2_b"), history("1_a", "9_z"))[2], "out-of-order");
});

test("another namespace's applied migrations make nothing out of order", () => {
  const library = file("9_tokens", { namespace: "auth" });
  const before = { entries: [entry(library, 1)], journal: [] };
  assert.deepEqual(states([...files("1_a"), library], before), {
    1: "pending",
    "auth/9": "applied",
  });
});

test("an edited file is changed", () => {
  assert.deepEqual(states([file("1_a", { checksum: "other" })], history("1_a")), { 1: "changed" });
});

test("an edited file recorded by a baseline is changed too", () => {
  const before = { entries: [entry(file("1_a"), 1, { origin: "baseline" })], journal: [] };
  assert.deepEqual(states([file("1_a", { checksum: "other" })], before), { 1: "changed" });
});

test("an applied migration without a file is missing", () => {
  const [one] = compare(files("2_b"), history("1_a", "2_b"));
  assert.equal(one?.state, "missing");
  assert.equal(one?.newer, undefined);
});

test("a missing migration newer than every file of its namespace is newer", () => {
  const library = file("9_tokens", { namespace: "auth" });
  const before = { entries: [...history("1_a", "2_b").entries, entry(library, 3)], journal: [] };
  const two = compare([...files("1_a"), library], before).find(({ id }) => id === "2");
  assert.equal(two?.newer, true);
});

test("with no file at all, what is missing is not newer", () => {
  assert.equal(compare([], history("1_a"))[0]?.newer, undefined);
});

test("of a namespace without files, newer means newer than all files", () => {
  const old = file("1_roles", { namespace: "auth" });
  const young = file("9_tokens", { namespace: "auth" });
  const before = { entries: [entry(old, 1), entry(young, 2)], journal: [] };
  const newer = compare(files("5_a"), before).filter((status) => status.newer).map(({ id }) => id);
  assert.deepEqual(newer, ["auth/9"]);
});

test("a migration for another environment is skipped", () => {
  const seed = file("1_seed", { directives: { only: ["staging"] } });
  assert.deepEqual(states([seed], nothing, { env: "production" }), { 1: "skipped" });
  assert.deepEqual(states([seed], nothing, { env: "staging" }), { 1: "pending" });
});

test("without an environment, a migration for some environments is skipped", () => {
  const seed = file("1_seed", { directives: { only: ["staging"] } });
  assert.deepEqual(states([seed], nothing), { 1: "skipped" });
});

test("an applied migration for another environment stays applied", () => {
  const seed = file("1_seed", { directives: { only: ["staging"] } });
  assert.deepEqual(states([seed], history("1_seed"), { env: "production" }), { 1: "applied" });
});

test("a journal of an up without a history row makes a migration partial", () => {
  const [one] = compare(files("1_a"), { entries: [], journal: journal("1", "up", 2, 5) });
  assert.equal(one?.state, "partial");
  assert.deepEqual([one?.partial?.direction, one?.partial?.done, one?.partial?.total], [
    "up",
    2,
    5,
  ]);
});

test("a journal of a down with a history row makes a migration partial", () => {
  const before = { ...history("1_a"), journal: journal("1", "down", 1, 2) };
  assert.equal(compare(files("1_a"), before)[0]?.partial?.direction, "down");
});

test("a journal of a down without a history row is over", () => {
  assert.deepEqual(states(files("1_a"), { entries: [], journal: journal("1", "down", 2, 2) }), {
    1: "pending",
  });
});

test("a partial migration with neither file nor row is still named", () => {
  const [one] = compare([], { entries: [], journal: journal("auth/7", "up", 1, 2) });
  assert.deepEqual([one?.state, one?.namespace, one?.version], ["partial", "auth", "7"]);
});

test("a journal is read by position, whatever order its rows come in", () => {
  const rows = journal("1", "up", 2, 5).reverse();
  const [one] = compare(files("1_a"), { entries: [], journal: rows });
  assert.deepEqual(one?.partial?.journal.map(({ position }) => position), [1, 2, 3]);
});

test("an edited repeatable is pending again", () => {
  const [one] = compare([file("R__v", { checksum: "other" })], history("R__v"));
  assert.deepEqual([one?.state, one?.rerun], ["pending", true]);
});

test("an unchanged repeatable is applied", () => {
  assert.deepEqual(states(files("R__v"), history("R__v")), { "R__v": "applied" });
});

test("a repeatable whose file is gone is missing, and never newer", () => {
  const [, one] = compare(files("1_a"), history("R__v"));
  assert.deepEqual([one?.state, one?.newer], ["missing", undefined]);
});

test("versions are ordered as numbers, across namespaces, repeatables last by name", () => {
  const library = file("2_x", { namespace: "auth" });
  const all = [...files("R__b", "10_d", "9_c", "R__a", "2_b"), library];
  assert.deepEqual(compare(all, history("3_gone")).map(({ id }) => id), [
    "2",
    "auth/2",
    "3",
    "9",
    "10",
    "R__a",
    "R__b",
  ]);
});

test("versions are ordered as text where the configuration says so", () => {
  const ids = compare(files("9_c", "10_d"), nothing, { order: "text" }).map(({ id }) => id);
  assert.deepEqual(ids, ["10", "9"]);
});

test("out of order follows the configured order", () => {
  assert.equal(states(files("9_c", "10_d"), history("9_c"), { order: "text" })[10], "out-of-order");
});

test("leading zeros do not make two migrations of one", () => {
  assert.deepEqual(states([file("001_a", { checksum: "sum of 1_a" })], history("1_a")), {
    1: "applied",
  });
});
