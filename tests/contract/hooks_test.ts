import assert from "node:assert/strict";
import { test } from "node:test";
import { databases } from "./databases.ts";
import { on, type Project } from "./project.ts";

const LOG = "CREATE TABLE IF NOT EXISTS log (what VARCHAR(40));\n";
const says = (what: string) => `INSERT INTO log VALUES ('${what}');\n`;
const ONE = { "1_one.up.sql": `CREATE TABLE one (id INTEGER);\n${says("1")}` };
const TWO = { "2_two.up.sql": says("2").replace(";\n", " -- no semicolon") };
const AROUND = {
  "before_all.sql": LOG + says("before"),
  "after_each.sql": says("each"),
  "after_all.sql": says("after"),
};

const logged = (project: Project) => project.column("SELECT what FROM log");

for (const database of databases) {
  const { name, skip } = database;
  const journaled = name === "mysql" || name === "mariadb";
  const run = (what: string, act: (project: Project) => Promise<void>) =>
    test(`${name}: ${what}`, { skip }, on(database, act));

  run("hooks run around what is applied, and not when there is nothing to do", async (project) => {
    project.files = { ...AROUND, ...ONE, ...TWO };
    await project.up();
    const expected = ["before", "1", "each", "2", "each", "after"];
    assert.deepEqual(await logged(project), expected);
    assert.deepEqual(project.said("hook_applied").map(({ file }) => file), [
      "migrations/before_all.sql",
      "migrations/after_all.sql",
    ]);
    await project.up();
    assert.deepEqual(await logged(project), expected);
    assert.deepEqual(await project.versions(), ["1", "2"]);
  });

  run(
    "a run that only reverts runs no hook, and a hook is no part of the checksum",
    async (project) => {
      project.files = { ...AROUND, ...TWO, "2_two.down.sql": says("down") };
      await project.up();
      await project.query("DELETE FROM log");
      project.files = { ...project.files, "after_each.sql": says("other") };
      await project.down();
      assert.deepEqual(await logged(project), ["down"]);
    },
  );

  run(
    "after_each.sql is kept with its migration: a failure in it names its file",
    async (project) => {
      await project.query(LOG.replace(";\n", ""));
      const bad = `${says("each")}INSERT INTO nosuch VALUES (1);\n`;
      project.files = { ...ONE, "after_each.sql": `-- behind each\n${bad}` };
      const error = await project.failure(project.up());
      assert.equal(error.code, "migration-failed");
      assert.equal(error.where?.file, "migrations/after_each.sql");
      assert.equal(error.where?.line, 3);
      assert.deepEqual(await project.versions(), []);
      assert.deepEqual(await logged(project), []);
      assert.equal(await project.exists("one"), journaled);
      project.files = { ...ONE, "after_each.sql": says("each") };
      await project.up();
      assert.deepEqual(await logged(project), ["1", "each"]);
      assert.deepEqual(await project.versions(), ["1"]);
    },
  );

  run("a file of nothing but comments has its hook, too", async (project) => {
    await project.query(LOG.replace(";\n", ""));
    project.files = { "1_empty.up.sql": "-- nothing", "after_each.sql": says("each") };
    await project.up();
    assert.deepEqual(await logged(project), ["each"]);
  });

  run(
    "before_all.sql that fails lets no migration begin; the next run begins with it",
    async (project) => {
      project.files = { ...ONE, "before_all.sql": `${LOG}INSERT INTO nosuch VALUES (1);` };
      const error = await project.failure(project.up());
      assert.equal(error.code, "hook-failed");
      assert.equal(error.where?.file, "migrations/before_all.sql");
      assert.match(String(error.state), /no migration was begun/);
      assert.equal(await project.exists("one"), false);
      project.files = { ...ONE, "before_all.sql": LOG };
      await project.up();
      assert.deepEqual(await logged(project), ["1"]);
    },
  );

  run(
    "after_all.sql that fails leaves what was applied, and says that it is over",
    async (project) => {
      await project.query(LOG.replace(";\n", ""));
      project.files = { ...ONE, "after_all.sql": "INSERT INTO nosuch VALUES (1);" };
      const error = await project.failure(project.up());
      assert.equal(error.code, "hook-failed");
      assert.match(String(error.state), /the migrations before it are applied/);
      assert.match(String(error.next), /only behind a run that applies something/);
      assert.deepEqual(error.progress?.applied, ["1"]);
      assert.deepEqual(await project.versions(), ["1"]);
    },
  );

  if (name === "postgres") {
    for (const hook of ["before_all.sql", "after_each.sql"]) {
      run(`the lock that ${hook} frees is taken again`, async (project) => {
        const held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted " +
          "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        const found: string[] = [];
        const looking = { up: async () => void found.push(...await project.column(held)) };
        project.files = {
          "1_a.ts": looking,
          "2_b.ts": looking,
          [hook]: "SELECT pg_advisory_unlock_all();",
        };
        await project.up();
        assert.deepEqual(found, ["1", "1"]);
      });
    }
  }

  if (name !== "sqlite") {
    run("an after_each.sql that was edited behind a failure in it is named", async (project) => {
      await project.query(LOG.replace(";\n", ""));
      const bad = "INSERT INTO nosuch VALUES (1);";
      const file = { "1_a.up.sql": "-- dunlin: no-transaction\nCREATE TABLE a (id INTEGER);" };
      project.files = { ...file, "after_each.sql": says("each") + bad };
      await project.failure(project.up());
      project.files = { ...file, "after_each.sql": says("edited") + bad };
      const edited = await project.failure(project.up());
      assert.equal(edited.code, "resume-refused");
      assert.match(
        String(edited.next),
        /statements of migrations\/after_each\.sql count among them/,
      );
      project.files = file;
      const gone = await project.failure(project.up());
      assert.match(String(gone.next), /also those of an after_each\.sql that is gone/);
      project.files = { ...file, "after_each.sql": says("each") };
      await project.up();
      assert.deepEqual(await logged(project), ["each"]);
    });

    run(
      "after_all.sql that is tried again runs, though nothing is left to apply",
      async (project) => {
        await project.query(LOG.replace(";\n", ""));
        await project.query("CREATE TABLE busy (id INTEGER)");
        project.files = {
          ...ONE,
          "after_all.sql": `ALTER TABLE busy ADD x INTEGER;\n${says("after")}`,
        };
        const other = await project.fresh.session();
        await other.query(name === "postgres" ? "BEGIN" : "LOCK TABLES busy WRITE");
        if (name === "postgres") await other.query("LOCK TABLE busy");
        let freed: Promise<unknown> = Promise.resolve();
        const onEvent = ({ type }: { readonly type: string }) => {
          if (type !== "retrying") return;
          freed = other.query(name === "postgres" ? "ROLLBACK" : "UNLOCK TABLES");
        };
        try {
          await project.up({ retries: 5, lockTimeoutMs: 1000, onEvent });
          assert.equal(project.said("retrying").length, 1);
          assert.deepEqual(await logged(project), ["1", "after"]);
          assert.deepEqual(await project.versions(), ["1"]);
        } finally {
          await freed;
          await other.close();
        }
      },
    );
  }

  run("what is wrong with a hook is told before anything is made", async (project) => {
    for (
      const [hook, text] of [
        ["before_all.sql", "SELECT 'never closed"],
        ["after_all.sql", "DELETE FROM dunlin_migrations;"],
        ["after_each.sql", "BEGIN;\nSELECT 1;\nCOMMIT;"],
        ...name === "sqlite" ? [["after_each.sql", "PRAGMA foreign_keys = OFF;"]] as const : [],
      ] as const
    ) {
      project.files = { ...ONE, [hook]: text };
      const error = await project.failure(project.up());
      const first = error.problems[0] ?? error;
      assert.equal(first.where?.file, `migrations/${hook}`, hook);
      assert.equal(await project.exists("dunlin_migrations"), false);
    }
  });

  run(
    "behind a TypeScript migration after_each.sql runs where that is one transaction",
    async (project) => {
      await project.query(LOG.replace(";\n", ""));
      project.files = {
        "1_code.ts": { up: (db) => db.execute(says("code")) },
        "after_each.sql": says("each"),
      };
      if (journaled) {
        const error = await project.failure(project.up());
        assert.match(
          error.message,
          /after_each\.sql cannot run behind a TypeScript migration here/,
        );
        assert.deepEqual(await logged(project), []);
        return;
      }
      await project.up();
      assert.deepEqual(await logged(project), ["code", "each"]);
      project.files = {
        "2_code.ts": { up: (db) => db.execute(says("code")) },
        "after_each.sql": "INSERT INTO nosuch VALUES (1);",
      };
      const error = await project.failure(
        project.up({ policy: { missing: "warn", newer: "allow" } }),
      );
      assert.equal(error.where?.file, "migrations/after_each.sql");
      assert.deepEqual(await logged(project), ["code", "each"]);
    },
  );

  run(
    "a file kept in pieces ends with its hook, once, also when it is resumed",
    async (project) => {
      await project.query(LOG.replace(";\n", ""));
      const file = (last: string) =>
        `-- dunlin: no-transaction\nCREATE TABLE one (id INTEGER);\n${says("1")}${last}`;
      project.files = {
        "1_one.up.sql": file("INSERT INTO nosuch VALUES (1);"),
        ...{ "after_each.sql": says("each") },
      };
      await project.failure(project.up());
      assert.deepEqual(await logged(project), ["1"]);
      project.files = { "1_one.up.sql": file(says("2")), "after_each.sql": says("each") };
      await project.up();
      assert.deepEqual(await logged(project), ["1", "2", "each"]);
    },
  );

  run(
    "variables and environments mean in a hook what they mean in a migration",
    async (project) => {
      await project.query(LOG.replace(";\n", ""));
      project.files = {
        ...TWO,
        "before_all.sql": `-- dunlin: only staging\n${says("staging")}`,
        "after_each.sql": "-- dunlin: vars\nINSERT INTO log VALUES (${WORD});",
      };
      await project.up({ vars: { WORD: "word" } });
      assert.deepEqual(await logged(project), ["2", "word"]);
      project.files = {
        ...project.files,
        "3_three.up.sql": says("3"),
        "after_each.sql": `-- dunlin: only staging\n${says("each")}`,
      };
      await project.up();
      assert.deepEqual(await logged(project), ["2", "word", "3"]);
      project.files = { ...project.files, "4_four.up.sql": says("4") };
      await project.up({ env: "staging" });
      assert.deepEqual(await logged(project), ["2", "word", "3", "staging", "4", "each"]);
    },
  );
}
