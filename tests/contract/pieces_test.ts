import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DatabaseName, databases } from "./databases.ts";
import { on, type Project } from "./project.ts";

/** Each statement of a file kept in pieces, in order; every one of them is a piece. */
const STATEMENTS: Record<DatabaseName, readonly string[]> = {
  postgres: [
    "CREATE TABLE a (id int)",
    "VACUUM a",
    "INSERT INTO a VALUES (1)",
    "CREATE INDEX CONCURRENTLY a_id ON a (id)",
    "INSERT INTO a VALUES (2)",
    "DROP INDEX CONCURRENTLY a_id",
  ],
  mysql: [
    "CREATE TABLE a (id INT)",
    "INSERT INTO a VALUES (1)",
    "ALTER TABLE a ADD COLUMN n INT",
    "UPDATE a SET n = 7",
    "CREATE INDEX a_n ON a (n)",
    "INSERT INTO a VALUES (2, 8)",
  ],
  mariadb: [
    "CREATE TABLE a (id INT)",
    "INSERT INTO a VALUES (1)",
    "ALTER TABLE a ADD COLUMN n INT",
    "UPDATE a SET n = 7",
    "CREATE INDEX a_n ON a (n)",
    "INSERT INTO a VALUES (2, 8)",
  ],
  sqlite: [
    "CREATE TABLE a (id INT)",
    "VACUUM",
    "INSERT INTO a VALUES (1)",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "INSERT INTO a VALUES (2)",
    "VACUUM",
  ],
};

function text(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n`).join("");
}

/** A statement that the server refuses, for one that is in a transaction and one that cannot be. */
const BAD = "INSERT INTO nowhere VALUES (1)";
const BAD_ALONE: Record<DatabaseName, string> = {
  postgres: "DROP INDEX CONCURRENTLY nowhere",
  mysql: "ALTER TABLE nowhere ADD COLUMN n INT",
  mariadb: "ALTER TABLE nowhere ADD COLUMN n INT",
  sqlite: "VACUUM nowhere",
};
const ALONE = /^(VACUUM|PRAGMA|ALTER|.* CONCURRENTLY|CREATE INDEX)/;

async function whole(project: Project): Promise<void> {
  assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
  assert.deepEqual(await project.versions(), ["1"]);
  assert.deepEqual(await project.journal(), []);
}

for (const database of databases) {
  const { name, skip } = database;
  const statements = STATEMENTS[name];
  const isMysql = name === "mysql" || name === "mariadb";
  const bad = (own: string) =>
    ALONE.test(own) || (isMysql && own.startsWith("CREATE")) ? BAD_ALONE[name] : BAD;
  const broken = (index: number) =>
    text(statements.map((own, at) => at === index ? bad(own) : own));

  /** One that is a piece by itself, with others before it. */
  const alone = statements.findIndex((own, at) => at > 1 && ALONE.test(own));

  describe(`${name}: a file kept in pieces`, { skip }, () => {
    test(
      "tells of each piece that is kept",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": text(statements) };
        await project.up();
        const kept = project.said("statement_kept");
        assert.deepEqual(kept.map(({ position }) => position), [1, 2, 3, 4, 5]);
        assert.equal(kept[0]?.total, 6);
        assert.equal(project.said("migration_applied").length, 1);
        await whole(project);
      }),
    );

    for (const index of statements.keys()) {
      test(
        `the server refuses statement ${index + 1}: the next run goes on from there`,
        on(database, async (project) => {
          project.files = { "1_a.up.sql": broken(index) };
          const error = await project.failure(project.up());
          assert.match(error.message, new RegExp(`at statement ${index + 1} of 6`));
          assert.equal(error.where?.line, index + 1);
          if (index > 0) {
            assert.match(error.state ?? "", new RegExp(`(1 to )?${index} (is|are) kept`));
          }
          const again = await project.failure(project.up());
          assert.match(again.message, new RegExp(`at statement ${index + 1} of 6`));
          project.files = { "1_a.up.sql": text(statements) };
          assert.deepEqual((await project.up()).applied, ["1"]);
          const [started] = project.said("migration_started");
          assert.equal(started?.resumedAt, index === 0 ? undefined : index + 1);
          await whole(project);
        }),
      );
    }

    test(
      "what is done must not be edited",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(3) };
        await project.failure(project.up());
        const edited = ["CREATE TABLE a (id BIGINT)", ...statements.slice(1)];
        project.files = { "1_a.up.sql": text(edited) };
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(error.message, /statement 1 of 1_a was edited/);
        project.files = { "1_a.up.sql": text(statements) };
        await project.up();
        await whole(project);
      }),
    );

    test(
      "comments, white space and line ends of what is done may change",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(3) };
        await project.failure(project.up());
        project.files = {
          "1_a.up.sql": `-- mended\r\n\r\n${text(statements).replaceAll("\n", "\r\n")}`,
        };
        await project.up();
        await whole(project);
      }),
    );

    test(
      "what is not done may be edited, and statements may be added",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(5) };
        await project.failure(project.up());
        const more = [
          ...statements,
          "CREATE TABLE b (id INT)",
          "INSERT INTO b VALUES (3)",
        ];
        project.files = { "1_a.up.sql": text(more) };
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM b"), ["3"]);
        await whole(project);
      }),
    );

    for (const left of [0, 1, 2]) {
      test(
        `a file with ${left} statements left has fewer than are done, and is refused`,
        on(database, async (project) => {
          project.files = { "1_a.up.sql": broken(4) };
          await project.failure(project.up());
          project.files = { "1_a.up.sql": `-- fewer\n${text(statements.slice(0, left))}` };
          const error = await project.failure(project.up());
          assert.equal(error.code, "resume-refused");
          assert.match(error.message, /fewer statements/);
          assert.deepEqual(await project.versions(), []);
        }),
      );
    }

    test(
      "the statement that was refused may be taken out, with all behind it",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(alone) };
        await project.failure(project.up());
        project.files = { "1_a.up.sql": text(statements.slice(0, alone)) };
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.deepEqual(await project.journal(), []);
        assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
      }),
    );

    test(
      "a statement in doubt may not be taken out, and the way on is named",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(alone) };
        await project.failure(project.up());
        await project.query(
          "UPDATE dunlin_migrations_journal SET state = 'intent' WHERE state <> 'done'",
        );
        project.files = { "1_a.up.sql": text(statements.slice(0, alone)) };
        const error = await project.failure(project.up());
        assert.match(
          error.message,
          new RegExp(`^statement ${alone + 1} of 1_a was edited while it is not known`),
        );
        assert.match(error.next ?? "", /put it back .*`dunlin migrate:resolve 1 --retry`/);
        const migrator = await project.migrator();
        await migrator.resolve("1", "retry");
        assert.deepEqual((await project.up()).applied, ["1"]);
      }),
    );

    test(
      "a file that vanished in the middle is named, with both ways on",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(4) };
        await project.failure(project.up());
        project.files = {};
        const error = await project.failure(project.up());
        assert.match(error.message, /partly applied.*its file migrations\/1_a\.up\.sql is missing/);
        assert.match(error.next ?? "", /restore the file.*`dunlin migrate:resolve 1 --abandon`/);
      }),
    );

    test(
      "a file that got another version in the middle is told from one that vanished",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(4) };
        await project.failure(project.up());
        project.files = { "7_a.up.sql": text(statements) };
        const error = await project.failure(project.up());
        assert.match(error.message, /migrations\/7_a\.up\.sql looks like it under another version/);
        assert.match(error.next ?? "", /rename it back/);
        project.files = { "1_a.up.sql": text(statements) };
        await project.up();
        await whole(project);
      }),
    );

    test(
      "a variant that took the place of a file that was begun is named",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(4) };
        await project.failure(project.up());
        project.files = {
          "1_a.up.sql": text(statements),
          [`1_a.${name}.up.sql`]: text(["CREATE TABLE other (id INT)", ...statements]),
        };
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(
          error.message,
          /begun with migrations\/1_a\.up\.sql, and migrations\/1_a\.\w+\.up\.sql stands/,
        );
      }),
    );

    test(
      "a journal that nobody but a hand can have written is refused",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": broken(4) };
        await project.failure(project.up());
        await project.query("DELETE FROM dunlin_migrations_journal WHERE position = 2");
        const error = await project.failure(project.up());
        assert.equal(error.code, "history-damaged");
        assert.match(error.message, /1 done, 3 done/);
      }),
    );

    test(
      "a down kept in pieces goes on where it stopped",
      on(database, async (project) => {
        const down = ["DROP TABLE b", statements[1] === "VACUUM a" ? "VACUUM a" : "DELETE FROM a"];
        const solo = name === "sqlite"
          ? "VACUUM"
          : name === "postgres"
          ? "VACUUM a"
          : "DROP TABLE c";
        project.files = {
          "1_a.up.sql":
            "CREATE TABLE a (id INT); CREATE TABLE b (id INT); CREATE TABLE c (id INT);",
          "1_a.down.sql": text([...down, solo, BAD]),
        };
        await project.up();
        const error = await project.failure(project.down());
        assert.match(error.message, /while it was reverted at statement 4 of 4/);
        assert.deepEqual(await project.versions(), ["1"]);
        project.files = {
          ...project.files,
          "1_a.down.sql": text([...down, solo, "DROP TABLE a"]),
        };
        assert.deepEqual((await project.down()).reverted, ["1"]);
        assert.equal(await project.exists("a"), false);
        assert.deepEqual(await project.versions(), []);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "statements of one transaction of the file's own roll back together",
      on(database, async (project) => {
        const file = (last: string) =>
          `${
            text(statements.slice(0, 2))
          }BEGIN; DELETE FROM a; INSERT INTO a VALUES (1); ${last}; COMMIT; ` +
          "SELECT 1;";
        project.files = { "1_a.up.sql": file(BAD) };
        await project.failure(project.up());
        const before = isMysql ? ["1"] : [];
        assert.deepEqual(await project.column("SELECT id FROM a"), before);
        project.files = { "1_a.up.sql": file("INSERT INTO a VALUES (2)") };
        await project.up();
        await whole(project);
      }),
    );

    test(
      "settings of finished pieces are said again, computed values that are needed stop with words",
      on(database, async (project) => {
        const [constant, computed, uses] = {
          postgres: [
            "SET app.x = '1'",
            "CREATE TEMP TABLE t (id int)",
            "INSERT INTO a VALUES (current_setting('app.x')::int)",
          ],
          mysql: ["SET @x = 1", "SELECT 1 INTO @y", "INSERT INTO a VALUES (@x)"],
          mariadb: ["SET @x = 1", "SELECT 1 INTO @y", "INSERT INTO a VALUES (@x)"],
          sqlite: [
            "PRAGMA recursive_triggers = ON",
            "CREATE TEMP TABLE t (id INT)",
            "INSERT INTO a SELECT recursive_triggers FROM pragma_recursive_triggers",
          ],
        }[name] as [string, string, string];
        const solo = name === "sqlite"
          ? "VACUUM"
          : name === "postgres"
          ? "VACUUM a"
          : "CREATE TABLE c (id INT)";
        const file = (set: string, last: string) =>
          text(["CREATE TABLE a (id INT)", set, solo, last]);
        project.files = { "1_a.up.sql": file(constant, BAD) };
        await project.failure(project.up());
        project.files = { "1_a.up.sql": file(constant, uses) };
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);

        const other = (last: string) => ({
          ...project.files,
          "2_b.up.sql": file(computed, last).replaceAll(/\ba\b/g, "a2").replace(
            "TABLE c ",
            "TABLE c2 ",
          ),
        });
        project.files = other(BAD);
        await project.failure(project.up());
        project.files = other(isMysql ? "SELECT @y" : "SELECT * FROM t");
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(error.message, /ended with its session/);
        project.files = other("SELECT 1");
        assert.deepEqual((await project.up()).applied, ["2"], "nothing needs it any more");
      }),
    );
  });
}
