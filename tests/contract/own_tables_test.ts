import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "1_birds.down.sql": "DROP TABLE birds;",
  "2_nests.up.sql": "CREATE TABLE nests (id INT);",
};

for (const database of databases) {
  const { name, skip } = database;
  const isMysql = name === "mysql" || name === "mariadb";
  const quote = (text: string) =>
    isMysql ? "`" + text.replaceAll("`", "``") + "`" : `"${text.replaceAll('"', '""')}"`;

  describe(`${name}: dunlin's own tables`, { skip }, () => {
    const odd = [
      "two words",
      'a "quoted" one',
      "a `backtick` one",
      "it's",
      "back\\slash \\' one",
      "pfühlschnepfe",
      "$1 ? :a %s",
      "UPPER",
      "x".repeat(isMysql ? 56 : 55),
    ];
    for (const table of odd) {
      test(
        `a table may be called ${table}`,
        on(database, async (project) => {
          project.files = FILES;
          const option = { table: `"${table.replaceAll('"', '""')}"` };
          assert.deepEqual((await project.up(option)).applied, ["1", "2"]);
          assert.deepEqual((await project.up(option)).applied, []);
          assert.deepEqual(await project.versions(quote(table)), ["1", "2"]);
          project.files = {
            "1_birds.up.sql": FILES["1_birds.up.sql"],
            "1_birds.down.sql": "DROP TABLE birds;",
          };
          const down = await project.run({ kind: "version", version: "0" }, {
            ...option,
            policy: { missing: "warn", newer: "allow", storedDown: true },
          }).catch((error) => error);
          assert.equal(down.code, "no-down");
        }),
      );
    }

    test(
      "a name that is longer than the database keeps is refused before anything is made",
      { skip: name === "sqlite" ? "it has no such limit" : false },
      on(database, async (project) => {
        project.files = FILES;
        const error = await project.failure(project.up({ table: "x".repeat(57) }));
        assert.equal(error.code, "config");
        assert.match(error.message, /too long/);
        assert.equal(await project.exists("birds"), false);
      }),
    );

    test(
      "two histories in one database know nothing of each other",
      on(database, async (project) => {
        project.files = { "1_birds.up.sql": FILES["1_birds.up.sql"] };
        await project.up({ table: "one" });
        project.files = { "1_eggs.up.sql": "CREATE TABLE eggs (id INT);" };
        assert.deepEqual((await project.up({ table: "two" })).applied, ["1"]);
      }),
    );

    test(
      "another tool's table of that name is left alone",
      on(database, async (project) => {
        project.files = FILES;
        await project.query("CREATE TABLE dunlin_migrations (version INT, dirty INT)");
        const error = await project.failure(project.up());
        assert.equal(error.code, "foreign-history");
        assert.match(error.message, /version, dirty/);
        assert.match(error.next ?? "", /--table/);
        assert.equal(await project.exists("dunlin_migrations_lock"), false);
        assert.equal(await project.exists("birds"), false);
      }),
    );

    for (const gone of ["_journal", "_lock", ""]) {
      test(
        `a history without its table dunlin_migrations${gone} is damaged, and that is said`,
        on(database, async (project) => {
          project.files = FILES;
          await project.up();
          await project.query(`DROP TABLE dunlin_migrations${gone}`);
          const error = await project.failure(project.up());
          assert.equal(error.code, "history-damaged");
          assert.match(error.message, new RegExp(`dunlin_migrations${gone}\\W* is gone`));
          assert.equal(await project.exists(`dunlin_migrations${gone}`), false);
        }),
      );
    }

    test(
      "a fence row that is gone is said",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        await project.query("DELETE FROM dunlin_migrations_lock WHERE id = 'fence'");
        const error = await project.failure(project.up());
        assert.equal(error.code, "history-damaged");
        assert.match(error.message, /fence/);
      }),
    );

    test(
      "a column that is gone is said",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        await project.query("ALTER TABLE dunlin_migrations DROP COLUMN duration_ms");
        const error = await project.failure(project.up());
        assert.equal(error.code, "history-damaged");
      }),
    );

    test(
      "a newer dunlin's tables are left alone",
      on(database, async (project) => {
        project.files = { "1_birds.up.sql": FILES["1_birds.up.sql"] };
        await project.up();
        await project.query("UPDATE dunlin_migrations_lock SET format = 99");
        project.files = FILES;
        const error = await project.failure(project.up());
        assert.equal(error.code, "newer-format");
        assert.match(error.message, /format 99/);
        assert.equal(await project.exists("nests"), false);
      }),
    );

    test(
      "tables that vanish between two runs of one session are made again",
      on(database, async (project) => {
        project.files = FILES;
        const migrator = await project.migrator();
        try {
          await migrator.up();
          for (const table of ["", "_journal", "_lock"]) {
            await project.query(`DROP TABLE dunlin_migrations${table}`);
          }
          await project.query("DROP TABLE birds");
          await project.query("DROP TABLE nests");
          assert.deepEqual((await migrator.up()).applied, ["1", "2"]);
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "a first run that died between two of its tables is finished by the next",
      { skip: isMysql ? false : "they are made in one transaction" },
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        await project.query("DROP TABLE dunlin_migrations");
        await project.query("DROP TABLE birds");
        await project.query("DROP TABLE nests");
        await project.query("UPDATE dunlin_migrations_lock SET token = 0, revision = 0");
        assert.deepEqual((await project.up()).applied, ["1", "2"]);
      }),
    );
  });
}
