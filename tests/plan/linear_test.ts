import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Migration } from "../../src/migrations/migration.ts";
import { findLate } from "../../src/migrations/find_late.ts";
import { compare } from "../../src/plan/compare.ts";
import { plan } from "../../src/plan/plan.ts";
import { DEFAULT_POLICY, type Target } from "../../src/plan/step.ts";
import { entry } from "./fixtures.ts";

const COUNT = 100;
/** Sorting costs the logarithm more: 10 n of it 12.5 times what n costs. */
const MOST = 14;

/** The same object, and how often anybody has looked at anything in it. */
function watched<Value extends object>(value: Value, looks: { count: number }): Value {
  return new Proxy(value, {
    get(target, key) {
      looks.count++;
      return Reflect.get(target, key);
    },
  });
}

function migrations(count: number, looks: { count: number }): Migration[] {
  return Array.from({ length: count }, (_, n) =>
    watched(
      {
        id: String(n + 1),
        kind: "versioned",
        namespace: "",
        version: String(n + 1),
        name: "m",
        up: { kind: "sql", file: `${n + 1}_m.up.sql`, text: "", checksum: `${n}`, directives: {} },
        down: { kind: "sql", file: `${n + 1}_m.down.sql`, text: "", checksum: "", directives: {} },
      } as const,
      looks,
    ));
}

/** What a plan looks at: which files are there, which rows, and where it is to lead. */
type Case = readonly [
  what: string,
  file: (n: number) => boolean,
  row: (n: number) => boolean,
  target: Target,
];

const all = () => true;
const none = () => false;
const even = (n: number) => n % 2 === 0;
const latest = { kind: "latest" } as const;
const CASES: readonly Case[] = [
  ["nothing to do", all, all, latest],
  ["everything pending", all, none, latest],
  ["every other one late", all, even, latest],
  ["every other one missing", even, all, latest],
  ["every one of a later release", (n) => n < 3, all, latest],
  ["everything reverted", all, all, { kind: "down", steps: "all" }],
  ["one reverted", all, all, { kind: "down", steps: 1 }],
  ["everything reverted and applied again", all, all, { kind: "redo", steps: "all" }],
  ["a baseline", all, none, { kind: "baseline", version: "50" }],
  ["a version in the middle", all, all, { kind: "version", version: "50" }],
];

function looksOf([, file, row, target]: Case, count: number): number {
  const looks = { count: 0 };
  const known = migrations(count, looks);
  const entries = known.filter((_, n) => row(n)).map((one) =>
    watched(entry(one, Number(one.version)), looks)
  );
  looks.count = 0;
  const statuses = compare(known.filter((_, n) => file(n)), { entries, journal: [] })
    .map((status) => watched(status, looks));
  plan(statuses, target, DEFAULT_POLICY);
  return looks.count;
}

describe("ten times as many migrations cost about ten times as many looks", () => {
  for (const one of CASES) {
    test(`in a plan with ${one[0]}`, () => {
      const [few, many] = [looksOf(one, COUNT), looksOf(one, 10 * COUNT)];
      assert.ok(many <= MOST * few, `${few} for ${COUNT}, ${many} for ${10 * COUNT}`);
    });
  }

  test("where late ones are looked for", () => {
    const looksAt = (count: number): number => {
      const looks = { count: 0 };
      const known = Array.from(
        { length: count },
        (_, n) => watched({ version: String(n + 1), name: "m" }, looks),
      );
      findLate(known.map(({ version }) => `${version}_m.up.sql`), { known });
      return looks.count;
    };
    const [few, many] = [looksAt(COUNT), looksAt(10 * COUNT)];
    assert.ok(many <= MOST * few, `${few} for ${COUNT}, ${many} for ${10 * COUNT}`);
  });
});
