import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "2_code.ts": {
    up: (db: { execute(text: string): Promise<void> }) =>
      db.execute("INSERT INTO birds VALUES (1)"),
  },
  "3_nests.up.sql": "CREATE TABLE nests (id INT);",
};
const ALL = { transaction: "all" } as const;

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: one transaction for all`, { skip }, () => {
    if (name === "mysql" || name === "mariadb") {
      test(
        "is refused by name, before anything is changed",
        on(database, async (project) => {
          project.files = FILES;
          const error = await project.failure(project.up(ALL));
          assert.equal(error.code, "unsupported");
          assert.match(error.message, /2_code\.ts|1_birds/);
          assert.equal(await project.exists("birds"), false);
          assert.equal(await project.exists("dunlin_migrations"), false);
        }),
      );
      return;
    }

    test(
      "applies everything at once",
      on(database, async (project) => {
        project.files = FILES;
        assert.deepEqual((await project.up(ALL)).applied, ["1", "2", "3"]);
        assert.deepEqual(await project.versions(), ["1", "2", "3"]);
        assert.deepEqual(await project.column("SELECT id FROM birds"), ["1"]);
      }),
    );

    test(
      "applies nothing where one fails, and says so",
      on(database, async (project) => {
        project.files = { ...FILES, "4_bad.up.sql": "SELECT * FROM nowhere;" };
        const error = await project.failure(project.up(ALL));
        assert.equal(error.code, "migration-failed");
        assert.match(error.message, /4_bad/);
        assert.equal(
          error.state,
          "all 4 migrations of this run were one transaction and were rolled back: nothing of them is kept",
        );
        assert.deepEqual(error.progress?.applied, []);
        assert.equal(error.progress?.failed, "4");
        assert.deepEqual(project.said("migration_applied"), []);
        assert.deepEqual(await project.versions(), []);
        assert.equal(await project.exists("birds"), false);
        project.files = { ...FILES, "4_bad.up.sql": "SELECT 1;" };
        assert.deepEqual((await project.up(ALL)).applied, ["1", "2", "3", "4"]);
      }),
    );

    test(
      "is refused where a file cannot, naming the file",
      on(database, async (project) => {
        const vacuum = "VACUUM;";
        project.files = { ...FILES, "4_vacuum.up.sql": vacuum };
        const error = await project.failure(project.up(ALL));
        assert.equal(error.code, "unsupported");
        assert.match(error.message, /4_vacuum\.up\.sql/);
        assert.equal(await project.exists("birds"), false);
      }),
    );

    test(
      "what one file sets does not reach the next",
      { skip: name === "sqlite" ? "its settings end with the transaction's session" : false },
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE SCHEMA other; SET search_path = other; SET ROLE pg_monitor; " +
            "CREATE TEMP TABLE t (id int); PREPARE p AS SELECT 1;",
          "2_b.up.sql":
            "CREATE TABLE birds (id int); CREATE TEMP TABLE t (id int); PREPARE p AS SELECT 1;",
        };
        assert.deepEqual((await project.up(ALL)).applied, ["1", "2"]);
        const place = await project.column(
          "SELECT schemaname FROM pg_tables WHERE tablename = 'birds'",
        );
        assert.deepEqual(place, ["public"]);
      }),
    );

    test(
      "reverting everything is all or nothing too",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id INT);",
          "1_a.down.sql": "DROP TABLE nowhere;",
          "2_b.up.sql": "CREATE TABLE b (id INT);",
          "2_b.down.sql": "DROP TABLE b;",
        };
        await project.up();
        const error = await project.failure(project.down("all", ALL));
        assert.deepEqual(error.progress?.reverted, []);
        assert.deepEqual(await project.versions(), ["1", "2"]);
        assert.equal(await project.exists("b"), true);
      }),
    );
  });
}
