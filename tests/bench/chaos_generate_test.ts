import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUND } from "../../bench/chaos/generate/dml.ts";
import { makeProject } from "../../bench/chaos/generate/make_project.ts";
import { type Flavor, textOf } from "../../bench/chaos/project.ts";
import { Random, randomOf } from "../../bench/chaos/random.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { sourceOf } from "../../bench/workload.ts";
import { databases } from "../contract/databases.ts";

const FLAVORS: readonly Flavor[] = ["postgres", "mysql", "mariadb", "sqlite"];

test("the same seed makes the same numbers, another one others", () => {
  const numbers = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => random.next());
  };
  assert.deepEqual(numbers(7), numbers(7));
  assert.notDeepEqual(numbers(7), numbers(8));
});

test("weights decide how often something is picked", () => {
  const random = new Random(1);
  const picked = Array.from({ length: 4000 }, () => random.weighted([[3, "a"], [1, "b"]]));
  const share = picked.filter((word) => word === "a").length / picked.length;
  assert.ok(share > 0.7 && share < 0.8, `${share}`);
});

for (const flavor of FLAVORS) {
  test(`${flavor}: seed and number of the run make the same project again`, () => {
    for (let run = 1; run <= 20; run++) {
      const one = makeProject(flavor, randomOf(3, run));
      assert.deepEqual(makeProject(flavor, randomOf(3, run)), one);
      assert.ok(one.files.length >= 3);
    }
    assert.notDeepEqual(makeProject(flavor, randomOf(3, 1)), makeProject(flavor, randomOf(3, 2)));
  });

  test(`${flavor}: no two statements of a project leave the same mark`, () => {
    for (let run = 1; run <= 40; run++) {
      const { files } = makeProject(flavor, randomOf(5, run));
      const marks = files.flatMap(({ statements }) => statements)
        .filter(({ kind }) => kind === "mark")
        .flatMap(({ sql }) => [...sql.matchAll(/'(\w+)'/g)].map((found) => found[1]));
      assert.equal(new Set(marks).size, marks.length, `run ${run}: ${marks}`);
    }
  });
}

for (const database of databases) {
  test(`${database.name}: what is made up can be run`, { skip: database.skip }, async () => {
    for (let run = 1; run <= 5; run++) {
      const { files } = makeProject(database.name, randomOf(9, run));
      const fresh = await database.fresh({ quick: true });
      try {
        for (const sql of GROUND) await fresh.raw.query(sql);
        const source = sourceOf(
          files.map((file) => ({ name: file.name, path: file.name, content: textOf(file) })),
        );
        await using migrator = await Migrator.connect(fresh.url, { migrations: source });
        const { applied } = await migrator.up();
        assert.equal(applied.length, files.filter(({ name }) => !/\.down\./.test(name)).length);
      } finally {
        await fresh.dispose();
      }
    }
  });
}
