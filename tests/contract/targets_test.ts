import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (name VARCHAR(20));",
  "1_birds.down.sql": "DROP TABLE birds;",
  "2_nests.up.sql": "CREATE TABLE nests (id INT);",
  "2_nests.down.sql": "DROP TABLE nests;",
  "10_eggs.up.sql": "CREATE TABLE eggs (id INT);\nINSERT INTO eggs VALUES (1);",
  "10_eggs.down.sql": "DROP TABLE eggs;",
};

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: where a run ends`, { skip }, () => {
    test(
      "up applies everything pending, in the order of versions",
      on(database, async (project) => {
        project.files = FILES;
        const run = await project.up();
        assert.deepEqual(run.applied, ["1", "2", "10"]);
        assert.deepEqual(run.reverted, []);
        assert.deepEqual(await project.versions(), ["1", "2", "10"]);
        assert.deepEqual(await project.column("SELECT id FROM eggs"), ["1"]);
      }),
    );

    test(
      "up by steps, and to a version, goes that far",
      on(database, async (project) => {
        project.files = FILES;
        assert.deepEqual((await project.run({ kind: "up", steps: 1 })).applied, ["1"]);
        const run = await project.run({ kind: "version", version: "2" });
        assert.deepEqual(run.applied, ["2"]);
        assert.equal(await project.exists("eggs"), false);
      }),
    );

    test(
      "down reverts the last applied and forgets them",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        assert.deepEqual((await project.down()).reverted, ["10"]);
        assert.deepEqual((await project.down(2)).reverted, ["2", "1"]);
        assert.deepEqual(await project.versions(), []);
        assert.equal(await project.exists("birds"), false);
      }),
    );

    test(
      "a lower version is reached downwards, 0 is before the first",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        const run = await project.run({ kind: "version", version: "1" });
        assert.deepEqual(run.reverted, ["10", "2"]);
        assert.deepEqual((await project.run({ kind: "version", version: "0" })).reverted, ["1"]);
      }),
    );

    test(
      "down goes backwards along the order of application",
      on(database, async (project) => {
        const { "2_nests.up.sql": up, "2_nests.down.sql": down, ...others } = FILES;
        project.files = others;
        await project.up();
        project.files = FILES;
        const policy = { outOfOrder: "allow" } as const;
        assert.deepEqual((await project.up({ policy })).applied, ["2"]);
        assert.deepEqual(await project.versions(), ["1", "10", "2"]);
        assert.deepEqual((await project.down()).reverted, ["2"]);
        assert.ok(up && down);
      }),
    );

    test(
      "redo reverts the last and applies it again",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        await project.query("INSERT INTO eggs VALUES (2)");
        const run = await project.run({ kind: "redo", steps: 1 });
        assert.deepEqual([run.reverted, run.applied], [["10"], ["10"]]);
        assert.deepEqual(await project.column("SELECT id FROM eggs"), ["1"]);
      }),
    );

    test(
      "reset reverts everything and applies everything",
      on(database, async (project) => {
        project.files = FILES;
        await project.run({ kind: "up", steps: 2 });
        const run = await project.run({ kind: "redo", steps: "all" });
        assert.deepEqual(run.reverted, ["2", "1"]);
        assert.deepEqual(run.applied, ["1", "2", "10"]);
        const sequences = await project.column(
          "SELECT sequence FROM dunlin_migrations ORDER BY sequence",
        );
        assert.equal(new Set(sequences).size, 3);
      }),
    );

    test(
      "baseline records without running, and up goes on from there",
      on(database, async (project) => {
        project.files = FILES;
        const run = await project.run({ kind: "baseline", version: "2" });
        assert.deepEqual([run.recorded, run.applied], [["1", "2"], []]);
        assert.equal(await project.exists("birds"), false);
        assert.deepEqual((await project.up()).applied, ["10"]);
        assert.deepEqual(
          await project.column("SELECT origin FROM dunlin_migrations ORDER BY sequence"),
          ["baseline", "baseline", "applied"],
        );
      }),
    );

    test(
      "a repeatable runs behind the versioned ones, and again when its text changes",
      on(database, async (project) => {
        const view = (column: string) =>
          `DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT ${column} AS one FROM eggs;`;
        project.files = { ...FILES, "R__v.sql": view("id") };
        assert.deepEqual((await project.up()).applied, ["1", "2", "10", "R__v"]);
        assert.deepEqual((await project.up()).applied, []);
        project.files = { ...FILES, "R__v.sql": view("id + 1") };
        assert.deepEqual((await project.up()).applied, ["R__v"]);
        assert.deepEqual(await project.column("SELECT one FROM v"), ["2"]);
        assert.deepEqual(
          await project.column("SELECT COUNT(*) FROM dunlin_migrations WHERE id = 'R__v'"),
          ["1"],
        );
      }),
    );

    test(
      "a missing file is reverted by the text the history keeps, where that is allowed",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        const { "10_eggs.up.sql": _up, "10_eggs.down.sql": _down, ...others } = FILES;
        project.files = others;
        const refused = await project.failure(project.down());
        assert.equal(refused.code, "no-down");
        const policy = { storedDown: true };
        assert.deepEqual((await project.down(1, { policy })).reverted, ["10"]);
        assert.equal(await project.exists("eggs"), false);
      }),
    );

    test(
      "a stored down text is run as its head says, or not at all",
      on(database, async (project) => {
        const policy = { storedDown: true };
        const apart = name === "sqlite"
          ? "-- dunlin: foreign-keys off\nDELETE FROM nests;"
          : "-- dunlin: no-transaction\n" + (name === "postgres"
            ? "CREATE INDEX CONCURRENTLY i ON eggs (id);\nDROP TABLE eggs;"
            : "DROP TABLE eggs;");
        project.files = {
          "1_nests.up.sql": "CREATE TABLE nests (id INT PRIMARY KEY);\n" +
            "CREATE TABLE eggs (nest INT REFERENCES nests (id) ON DELETE CASCADE, id INT);",
          "1_nests.down.sql": "-- dunlin: irreversible because the nests are gone\n",
          "2_fill.up.sql": "INSERT INTO nests VALUES (1);\nINSERT INTO eggs VALUES (1, 2);",
          "2_fill.down.sql": name === "sqlite" ? apart + "\nINSERT INTO nests VALUES (1);" : apart,
        };
        await project.up();
        project.files = { "0_later.up.sql": "SELECT 1;" };
        assert.deepEqual((await project.down(1, { policy })).reverted, ["2"]);
        if (name === "sqlite") assert.deepEqual(await project.column("SELECT id FROM eggs"), ["2"]);
        const refused = await project.failure(project.down(1, { policy }));
        assert.equal(refused.code, "no-down");
        assert.match(refused.message, /irreversible: the nests are gone/);
        assert.deepEqual(await project.versions(), ["1"]);
      }),
    );

    test(
      "stored down text that was tampered with is not run",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        await project.query(
          "UPDATE dunlin_migrations SET down_text = 'DROP TABLE birds' WHERE id = '10'",
        );
        const { "10_eggs.up.sql": _up, "10_eggs.down.sql": _down, ...others } = FILES;
        project.files = others;
        const policy = { storedDown: true };
        const refused = await project.failure(project.down(1, { policy }));
        assert.equal(refused.code, "history-damaged");
        assert.equal(await project.exists("birds"), true);
      }),
    );
  });
}
