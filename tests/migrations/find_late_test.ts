import assert from "node:assert/strict";
import { test } from "node:test";
import { findLate, type Settled } from "../../src/migrations/find_late.ts";

const CASES:
  readonly (readonly [what: string, names: string[], settled: Settled, late: string[]])[] = [
    ["nothing is late where nothing is settled", ["1_a.up.sql", "2_b.up.sql"], {}, []],
    ["older than the newest settled", ["1_a.up.sql"], { names: ["2_b.up.sql"] }, ["1_a"]],
    ["newer than all of it", ["3_a.up.sql"], { names: ["2_b.up.sql"] }, []],
    ["settled itself", ["1_a.up.sql"], { names: ["1_a.up.sql", "2_b.up.sql"] }, []],
    ["settled with other zeros", ["001_a.up.sql"], { names: ["1_a.ts", "2_b.up.sql"] }, []],
    ["a file more of what is settled", ["1_a.down.sql"], { names: ["1_a.up.sql"] }, []],
    ["of a settled version", ["2_a.up.sql"], { names: ["2_b.up.sql"] }, ["2_a"]],
    ["renamed", ["2_a.up.sql"], { known: [{ version: "2", name: "" }] }, []],
    ["two of a version, none settled", ["2_b.up.sql", "2_a.ts"], {}, ["2_b"]],
    ["repeatables", ["R__a.sql"], { names: ["2_b.up.sql"] }, []],
    [
      "more digits than a number holds",
      ["99999999999999999998_a.up.sql"],
      { known: [{ version: "99999999999999999999", name: "z" }] },
      ["99999999999999999998_a"],
    ],
    ["as text, 10 is before 9", ["10_a.up.sql"], { names: ["9_b.up.sql"], order: "text" }, [
      "10_a",
    ]],
    ["in order", ["10_b.up.sql", "9_c.up.sql"], { names: ["11_z.ts"] }, ["9_c", "10_b"]],
  ];

for (const [what, names, settled, late] of CASES) {
  test(`findLate(): ${what}`, () =>
    assert.deepEqual(
      findLate(names, settled).map(({ version, name }) => `${version}_${name}`),
      late,
    ));
}

test("findLate() gives all files of a late migration", () => {
  const files = ["1_a.down.sql", "1_a.postgres.up.sql", "1_a.up.sql"];
  const [late] = findLate([...files].reverse(), { names: ["2_b.up.sql"] });
  assert.deepEqual([late?.files, late?.than, late?.collides], [files, "2_b", false]);
});
