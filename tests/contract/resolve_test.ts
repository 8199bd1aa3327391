import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DatabaseName, databaseNamed, databases } from "./databases.ts";
import { inMemory, on, type Project } from "./project.ts";

/** Files whose statement {@linkcode UNPROVABLE} nothing proves, and that end with one the server refuses. */
const FILES: Record<DatabaseName, string> = {
  postgres: "-- dunlin: no-transaction\nCREATE TABLE a (id int);\n" +
    "CREATE PROCEDURE fill() LANGUAGE sql AS 'INSERT INTO a VALUES (1)';\nCALL fill();\n",
  mysql: "CREATE TABLE a (id INT);\n" +
    "CREATE PROCEDURE fill() INSERT INTO a VALUES (1);\nCALL fill();\n",
  mariadb: "CREATE TABLE a (id INT);\n" +
    "CREATE PROCEDURE fill() INSERT INTO a VALUES (1);\nCALL fill();\n",
  sqlite: "",
};
const UNPROVABLE = 3;
/** A body that PostgreSQL reads only when it is called. */
const IN_PLPGSQL = "LANGUAGE plpgsql AS 'BEGIN INSERT INTO nowhere VALUES (1); END'";

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const { name, skip } = database;
  const whole = FILES[name] + "INSERT INTO a VALUES (2);\n";

  /** As a run leaves it that was killed while the statement was under way. */
  const killed = async (project: Project) => {
    project.files = { "1_a.up.sql": FILES[name] + "INSERT INTO nowhere VALUES (2);\n" };
    await project.failure(project.up());
    await project.query(
      `UPDATE dunlin_migrations_journal SET state = 'intent' WHERE position = ${UNPROVABLE}`,
    );
    project.files = { "1_a.up.sql": whole };
  };
  const resolved = async (project: Project, decision: "done" | "retry" | "abandon") => {
    const migrator = await project.migrator();
    await migrator.resolve("001", decision);
  };

  describe(`${name}: a statement that nothing proves`, { skip }, () => {
    test(
      "stops the run, with the commands that settle it",
      on(database, async (project) => {
        await killed(project);
        const error = await project.failure(project.up());
        assert.equal(error.code, "statement-unresolved");
        assert.match(error.message, /^statement 3 of 1_a was started by a run that ended/);
        assert.match(error.next ?? "", /`dunlin migrate:resolve 1 --done` .*`.* 1 --retry`/);
        assert.equal(error.where?.line, name === "postgres" ? 4 : 3);
        assert.deepEqual(await project.versions(), []);
        assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
      }),
    );

    test(
      "counts as done once a person says so",
      on(database, async (project) => {
        await killed(project);
        await resolved(project, "done");
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "is run once a person says so",
      on(database, async (project) => {
        await killed(project);
        await project.query("DELETE FROM a");
        await resolved(project, "retry");
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "is forgotten with all before it, once a person has undone it, also where the file is gone",
      on(database, async (project) => {
        await killed(project);
        await project.query("DROP TABLE a");
        project.files = { "2_b.up.sql": "CREATE TABLE b (id int);" };
        const error = await project.failure(project.up());
        assert.match(error.next ?? "", /`dunlin migrate:resolve 1 --abandon`/);
        await resolved(project, "abandon");
        assert.deepEqual((await project.up()).applied, ["2"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "an edit of it is refused while it is in doubt",
      on(database, async (project) => {
        await killed(project);
        project.files = { "1_a.up.sql": whole.replace("CALL fill();", "CALL fill(/* again */);") };
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(error.message, /^statement 3 of 1_a was edited while it is not known/);
      }),
    );

    test(
      "a failure in the middle of it is not run again before a person has looked",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": whole
            .replace("LANGUAGE sql AS 'INSERT INTO a VALUES (1)'", IN_PLPGSQL)
            .replace("INSERT INTO a VALUES (1)", "INSERT INTO nowhere VALUES (1)"),
        };
        await project.failure(project.up());
        const error = await project.failure(project.up());
        assert.equal(error.code, "statement-unresolved");
        assert.match(error.message, /in the middle of its work/);
      }),
    );
  });
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  test(
    `${database.name}: the command a message names is understood, under a namespace and with zeros too`,
    { skip: database.skip },
    on(database, async (project) => {
      project.files = { "012_a.up.sql": FILES.mysql + "INSERT INTO nowhere VALUES (2);\n" };
      const options = {
        migrations: { ...inMemory(project.files), namespace: "auth" },
      };
      await project.failure(project.up(options));
      await project.query(
        `UPDATE dunlin_migrations_journal SET state = 'intent' WHERE position = ${UNPROVABLE}`,
      );
      const error = await project.failure(project.up(options));
      const [, named = ""] = /migrate:resolve (\S+) --done/.exec(error.next ?? "") ?? [];
      const migrator = await project.migrator(options);
      await migrator.resolve(named, "done");
      const open = await project.column(
        "SELECT state FROM dunlin_migrations_journal WHERE state = 'intent'",
      );
      assert.deepEqual(open, []);
    }),
  );
}

const mariadb = databaseNamed("mariadb");
for (
  const block of [
    "BEGIN NOT ATOMIC INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1); END",
    "IF 1 = 1 THEN INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1); END IF",
    "SET STATEMENT max_statement_time = 100 FOR CALL fill()",
    "/*!50000 CALL fill() */",
  ]
) {
  test(
    `mariadb: what broke off in the middle is not run again: ${block.slice(0, 24)} …`,
    { skip: mariadb.skip },
    on(mariadb, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id INT);\nDELIMITER //\n" +
          "CREATE PROCEDURE fill() BEGIN INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1); END//\n" +
          `${block}//\n`,
      };
      await project.failure(project.run({ kind: "latest" }, { retries: 3 }));
      const error = await project.failure(project.up());
      assert.equal(error.code, "statement-unresolved");
      assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
    }),
  );
}

for (const database of databases) {
  describe(`${database.name}: deciding what is not in doubt`, { skip: database.skip }, () => {
    test(
      "is refused with words",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
        await project.up();
        const migrator = await project.migrator();
        const error = await project.failure(migrator.resolve("1", "done"));
        assert.equal(error.code, "nothing-to-resolve");
        assert.match(error.message, /migration 1 is not partly done/);
        assert.deepEqual(await project.versions(), ["1"]);
      }),
    );
  });
}

const REPLACED = ["TABLE t (id INT, n INT)", "SEQUENCE t START WITH 3"];

describe("mariadb: what takes the place of another", { skip: mariadb.skip }, () => {
  for (const replaced of REPLACED) {
    test(
      `is proved by the engine's own ids: ${replaced}`,
      on(mariadb, async (project) => {
        await project.query(`CREATE ${replaced}`);
        const file = (last: string) => ({
          "1_a.up.sql": `CREATE OR REPLACE ${replaced};\nCREATE TABLE ${last} (id INT);`,
        });
        project.files = file("t");
        await project.failure(project.up());
        // as a run leaves it that was killed behind its first statement
        await project.query("DELETE FROM dunlin_migrations_journal WHERE position = 2");
        await project.query("UPDATE dunlin_migrations_journal SET state = 'intent'");
        project.files = file("u");
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.equal(project.said("statement_proved").length, 1);
      }),
    );
  }
});
