import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databaseNamed } from "../contract/databases.ts";
import { on, type Project } from "../contract/project.ts";

/** Gives a test a user of its own with these rights on its database, and the user's URL. */
async function withUser(
  project: Project,
  rights: string,
  act: (url: string) => Promise<void>,
): Promise<void> {
  const user = `u_${project.fresh.name.slice(-16)}`;
  await project.query(`CREATE USER ${user} IDENTIFIED BY 'secret'`);
  const url = new URL(project.fresh.url);
  url.username = user;
  url.password = "secret";
  try {
    await project.query(`GRANT ${rights} ON ${project.fresh.name}.* TO ${user}`);
    await act(url.href);
  } finally {
    await project.query(`DROP USER ${user}`);
  }
}

for (const name of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  const { skip } = database;

  describe(`${name}: files`, { skip }, () => {
    test(
      "DELIMITER, procedures with several results, and calls of them",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (id INT);\nDELIMITER //\n" +
            "CREATE PROCEDURE fill(n INT)\nBEGIN\n  DECLARE i INT DEFAULT 0;\n" +
            "  WHILE i < n DO INSERT INTO birds VALUES (i); SET i = i + 1; END WHILE;\n" +
            "  SELECT COUNT(*) FROM birds; SELECT 'a;b';\nEND //\nDELIMITER ;\nCALL fill(3);\n" +
            "INSERT INTO birds VALUES (7);\nCALL fill(1);\nINSERT INTO birds VALUES (8);\n",
        };
        await project.up();
        const found = await project.column("SELECT id FROM birds ORDER BY id");
        assert.deepEqual(found, ["0", "0", "1", "2", "7", "8"]);
      }),
    );

    test(
      "a setting of the whole server is a piece of its own: no ROLLBACK brings it back",
      on(database, async (project) => {
        const size = "SELECT @@GLOBAL.table_definition_cache AS size";
        const [before] = await project.column(size);
        const file = (last: string) => ({
          "1_a.up.sql": "CREATE TABLE a (id INT);\n" +
            `SET GLOBAL table_definition_cache = @@GLOBAL.table_definition_cache + 1;\n${last};\n`,
        });
        try {
          project.files = file("INSERT INTO nowhere VALUES (1)");
          await project.failure(project.up());
          project.files = file("INSERT INTO a VALUES (1)");
          await project.up();
          assert.equal(Number((await project.column(size))[0]), Number(before) + 1);
        } finally {
          await project.query(`SET GLOBAL table_definition_cache = ${before}`);
        }
      }),
    );

    test(
      "prepared statements of the file's own",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (id INT); SET @sql = 'INSERT INTO birds VALUES (?)'; " +
            "PREPARE p FROM @sql; SET @n = 5; EXECUTE p USING @n; DEALLOCATE PREPARE p;",
        };
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM birds"), ["5"]);
      }),
    );

    test(
      "DML between two DDL statements is kept or lost together",
      on(database, async (project) => {
        const file = (last: string) =>
          "CREATE TABLE birds (id INT PRIMARY KEY);\nINSERT INTO birds VALUES (1);\n" +
          `INSERT INTO birds VALUES (2);\n${last};\nCREATE TABLE nests (id INT);`;
        project.files = { "1_a.up.sql": file("INSERT INTO birds VALUES (1)") };
        const error = await project.failure(project.up());
        assert.match(error.state ?? "", /statement 1 is kept.*statements 2 to 4 were rolled back/);
        assert.deepEqual(await project.column("SELECT id FROM birds"), []);
        project.files = { "1_a.up.sql": file("INSERT INTO birds VALUES (3)") };
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM birds ORDER BY id"), ["1", "2", "3"]);
      }),
    );

    test(
      "a file of DML only is one transaction with its history row",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (id INT PRIMARY KEY);",
          "2_b.up.sql": "INSERT INTO birds VALUES (1); INSERT INTO birds VALUES (1);",
        };
        const error = await project.failure(project.up());
        assert.equal(error.state, "it was rolled back: nothing of it is kept");
        assert.deepEqual(await project.column("SELECT id FROM birds"), []);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "autocommit off at first contact keeps nothing from being committed",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql":
            "SET autocommit = 0; CREATE TABLE birds (id INT); INSERT INTO birds VALUES (1);",
          "2_b.up.sql": "INSERT INTO birds VALUES (2);",
        };
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM birds ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "LOCK TABLES of a dump is not sent, and that is said",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (id INT);\nLOCK TABLES birds WRITE;\n" +
            "INSERT INTO birds VALUES (1);\nUNLOCK TABLES;\n",
        };
        await project.up();
        assert.deepEqual(project.said("warning").map(({ code }) => code), [
          "lock-tables",
          "lock-tables",
        ]);
        assert.deepEqual(await project.column("SELECT id FROM birds"), ["1"]);
      }),
    );

    test(
      "lock-timeout bounds the waiting for another session, and says so",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (id INT); INSERT INTO birds VALUES (1);",
        };
        await project.up();
        await project.query("BEGIN");
        await project.query("UPDATE birds SET id = 2");
        project.files = {
          ...project.files,
          "2_b.up.sql": "-- dunlin: lock-timeout 1s\nUPDATE birds SET id = 3;",
        };
        const error = await project.failure(project.up());
        await project.query("ROLLBACK");
        assert.equal(error.server?.code, "1205");
        assert.match(error.next ?? "", /lock-timeout/);
        assert.deepEqual((await project.up()).applied, ["2"]);
      }),
    );
  });

  describe(`${name}: where the tables are`, { skip }, () => {
    test(
      "a user that may only read is told what it lacks",
      on(database, async (project) => {
        await withUser(project, "SELECT", async (url) => {
          project.files = { "1_a.up.sql": "CREATE TABLE birds (id INT);" };
          const error = await project.failure(project.up({ url }));
          assert.equal(error.code, "permission-denied");
          assert.equal(await project.exists("dunlin_migrations_lock"), false);
          await project.up();
          project.files = { ...project.files, "2_b.up.sql": "SELECT 1" };
          assert.equal((await project.failure(project.up({ url }))).code, "permission-denied");
        });
      }),
    );

    test(
      "a right that a migration lacks is told with its statement",
      on(database, async (project) => {
        await withUser(project, "SELECT, INSERT, UPDATE, DELETE, CREATE", async (url) => {
          project.files = { "1_a.up.sql": "CREATE TABLE birds (id INT);\nDROP TABLE birds;" };
          const error = await project.failure(project.up({ url }));
          assert.equal(error.code, "permission-denied");
          assert.equal(error.where?.line, 2);
          assert.match(error.state ?? "", /statement 1 is kept/);
        });
      }),
    );

    test(
      "the tables may be in another database, and stay out of the way of USE",
      on(database, async (project) => {
        const other = `${project.fresh.name}_o`;
        await project.query(`CREATE DATABASE ${other}`);
        try {
          const table = `${other}.history`;
          project.files = {
            "1_a.up.sql": `USE ${other}; CREATE TABLE birds (id INT);`,
            "2_b.up.sql": "CREATE TABLE nests (id INT);",
          };
          await project.up({ table });
          assert.deepEqual(await project.versions(table), ["1", "2"]);
          assert.equal(await project.exists(`${other}.birds`), true);
          assert.equal(await project.exists("nests"), true);
        } finally {
          await project.query(`DROP DATABASE ${other}`);
        }
      }),
    );

    test(
      "without a database there is no place, and that is said",
      on(database, async (project) => {
        const url = new URL(project.fresh.url);
        url.pathname = "/";
        project.files = { "1_a.up.sql": "SELECT 1" };
        const error = await project.failure(project.up({ url: url.href }));
        assert.match(error.message, /no database|names no database/);
      }),
    );
  });
}
