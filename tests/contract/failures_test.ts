import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DunlinError } from "../../src/errors.ts";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

const BIRDS = "CREATE TABLE birds (id INT PRIMARY KEY, name VARCHAR(40))";
const GOOD = `${BIRDS};\n`;

/** Where the bad statement stands: what comes before it and behind it. */
const PLACES = [
  ["first", "-- nothing", "SELECT 1;"],
  ["middle", "SELECT 1;\r\nUPDATE birds SET name = 'x';", "SELECT 1;"],
  ["last", "SELECT 1;\r\nUPDATE birds SET name = 'x';", ""],
] as const;

/** Line, column and the text under the caret. */
function pointed({ where }: DunlinError): [number | undefined, number | undefined, string] {
  const [source = "", carets = ""] = (where?.excerpt ?? "").split("\n");
  const at = [...carets].indexOf("^");
  return [where?.line, where?.column, [...source].slice(at).join("").split(/[^\w]/)[0] ?? ""];
}

for (const database of databases) {
  const { name, skip } = database;
  const transactional = name === "postgres" || name === "sqlite";

  describe(`${name}: a migration that fails`, { skip }, () => {
    const cases = [
      ["a syntax error", "INSERT INTO birds VALUE5 (1, 'a')", "VALUE5"],
      ["an unknown table", "INSERT INTO bords VALUES (1, 'a')", "bords"],
      ["an unknown column", "UPDATE birds SET nome = 'x' WHERE id = 1", "nome"],
      ["a broken constraint", "INSERT INTO birds VALUES (7, 'b')", "INSERT"],
    ] as const;
    for (const [what, bad, token] of cases) {
      for (const [place, before, after] of PLACES) {
        test(
          `${what} in the ${place} statement is found, behind emoji and CRLF`,
          on(database, async (project) => {
            project.files = { "1_a.up.sql": `${GOOD}INSERT INTO birds VALUES (7, 'dunlin');` };
            await project.up();
            const head = `-- 🐦🪺 ünïcode\r\n${before}\r\n/* 🐣🐣 */ `;
            const text = `${head}${bad};\r\n${after}`;
            project.files = { ...project.files, "2_b.up.sql": text, "3_c.up.sql": "SELECT 1" };
            const error = await project.failure(project.up());
            assert.equal(error.code, "migration-failed");
            assert.equal(error.where?.file, "migrations/2_b.up.sql");
            const [line, column, found] = pointed(error);
            assert.equal(found, token, `${error.server?.message}\n${error.where?.excerpt}`);
            const column0 = [..."/* 🐣🐣 */ "].length;
            assert.equal(line, before.split("\r\n").length + 2);
            assert.equal(column, column0 + bad.indexOf(token) + 1);
            assert.ok(error.server?.message);
            assert.deepEqual(error.progress, {
              applied: [],
              reverted: [],
              failed: "2",
              remaining: ["3"],
            });
            assert.deepEqual(await project.versions(), ["1"]);
            assert.deepEqual(await project.column("SELECT name FROM birds"), ["dunlin"]);
            assert.deepEqual(project.said("migration_applied"), []);
            assert.equal(project.said("migration_failed")[0]?.error.code, "migration-failed");
          }),
        );
      }
    }

    test(
      "the second of three fails: the first stays, the third is not begun",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": GOOD,
          "2_b.up.sql": "INSERT INTO birds VALUES (1, 'a'); INSERT INTO nowhere VALUES (1);",
          "3_c.up.sql": "CREATE TABLE nests (id INT);",
        };
        const error = await project.failure(project.up());
        assert.deepEqual(error.progress, {
          applied: ["1"],
          reverted: [],
          failed: "2",
          remaining: ["3"],
        });
        assert.match(error.message, /migration 2_b failed at statement 2 of 2/);
        assert.deepEqual(await project.column("SELECT id FROM birds"), []);
        assert.equal(await project.exists("nests"), false);
        const order = project.events.map(({ type }) => type).filter((type) =>
          /^migration_|^run_/.test(type)
        );
        assert.deepEqual(order, [
          "run_started",
          "migration_started",
          "migration_applied",
          "migration_started",
          "migration_failed",
          "run_finished",
        ]);
      }),
    );

    test(
      "the file is mended and the next run finishes the work",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql":
            `${GOOD}CREATE TABLE nests (id INT);\nINSERT INTO birds VALUES (1, 'a', 2);`,
          "2_b.up.sql": "CREATE TABLE eggs (id INT);",
        };
        const error = await project.failure(project.up());
        assert.match(error.next ?? "", /run the same command again/);
        project.files = {
          ...project.files,
          "1_a.up.sql": `${GOOD}CREATE TABLE nests (id INT);\nINSERT INTO birds VALUES (1, 'a');`,
        };
        assert.deepEqual((await project.up()).applied, ["1", "2"]);
        assert.deepEqual(await project.column("SELECT name FROM birds"), ["a"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "what is kept is said exactly",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id INT);\nINSERT INTO a VALUES (1);\n" +
            "INSERT INTO a VALUES (2);\nCREATE TABLE b (id INT);\nCREATE TABLE b (id INT);\n" +
            "CREATE TABLE c (id INT);\nINSERT INTO a VALUES (3);",
        };
        const error = await project.failure(project.up());
        const tables = [];
        for (const table of ["a", "b", "c"]) if (await project.exists(table)) tables.push(table);
        if (transactional) {
          assert.equal(error.state, "it was rolled back: nothing of it is kept");
          assert.deepEqual(tables, []);
          return;
        }
        const title = name === "mysql" ? "MySQL" : "MariaDB";
        assert.equal(
          error.state,
          `statements 1 to 4 are kept: ${title} commits DDL at once; ` +
            "statement 5 was refused; statements 6 to 7 were not sent",
        );
        assert.match(error.next ?? "", /from statement 5 on/);
        assert.deepEqual(tables, ["a", "b"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "down fails: the migration stays applied",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": GOOD,
          "1_a.down.sql": "DELETE FROM birds;\nDROP TABLE bords;\n",
        };
        await project.up();
        await project.query("INSERT INTO birds VALUES (1, 'a')");
        const error = await project.failure(project.down());
        assert.equal(error.code, "migration-failed");
        assert.match(error.message, /failed while it was reverted at statement 2 of 2/);
        assert.equal(error.where?.file, "migrations/1_a.down.sql");
        assert.deepEqual(pointed(error), [2, 12, "bords"]);
        assert.deepEqual(await project.versions(), ["1"]);
        assert.equal((await project.column("SELECT id FROM birds")).length, transactional ? 1 : 0);
        project.files = {
          ...project.files,
          "1_a.down.sql": "DELETE FROM birds;\nDROP TABLE birds;\n",
        };
        assert.deepEqual((await project.down()).reverted, ["1"]);
        assert.equal(await project.exists("birds"), false);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "a first statement that is refused leaves nothing behind, so that down works",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": GOOD,
          "1_a.down.sql": "DROP TABLE birds;",
          "2_b.up.sql": "CREATE TABLE birds (id INT);",
        };
        await project.failure(project.up());
        assert.deepEqual(await project.journal(), []);
        assert.deepEqual((await project.down()).reverted, ["1"]);
      }),
    );

    test(
      "the lock is free after a failure, and no transaction is open",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": GOOD, "2_b.up.sql": "INSERT INTO nowhere VALUES (1);" };
        const migrator = await project.migrator();
        try {
          await project.failure(migrator.up());
          const again = await project.failure(project.up({ lockWaitSeconds: 0 }));
          assert.equal(again.code, "migration-failed");
          await project.query("DROP TABLE birds");
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "a failed migrator can be used again",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": GOOD, "2_b.up.sql": "INSERT INTO later VALUES (1);" };
        const migrator = await project.migrator();
        try {
          await project.failure(migrator.up());
          await project.query("CREATE TABLE later (id INT)");
          assert.deepEqual((await migrator.up()).applied, ["2"]);
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "the problems of all files are told at once",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "SELECT 'open;",
          "2_b.up.sql": "SELECT 1; COMMIT;",
          "3_c.down.sql": "SELECT 1;",
        };
        const error = await project.failure(project.up());
        assert.equal(error.code, "invalid-migrations");
        assert.ok(error.problems.length >= 2, error.problems.map(String).join("\n"));
        assert.equal(await project.exists("dunlin_migrations"), false);
      }),
    );
  });
}
