import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databases } from "./databases.ts";
import { type Files, on, type Project } from "./project.ts";

const BIRDS = "CREATE TABLE birds (name VARCHAR(400))";

/** Applies the files and says what the table `birds` holds then. */
async function birds(project: Project, files: Files): Promise<string[]> {
  project.files = files;
  await project.up();
  return await project.column("SELECT name FROM birds ORDER BY name");
}

for (const database of databases) {
  const { name, skip } = database;
  const isMysql = name === "mysql" || name === "mariadb";

  describe(`${name}: what a file may look like`, { skip }, () => {
    for (
      const [what, text] of [
        ["an empty file", ""],
        ["a file of white space", " \r\n\t\n"],
        ["a file of comments", "-- later\n/* not yet */\n"],
        ["a lone semicolon", ";\n;"],
      ] as const
    ) {
      test(
        `${what} has nothing to send and is recorded as applied`,
        on(database, async (project) => {
          project.files = { "1_a.up.sql": text, "1_a.down.sql": text };
          assert.deepEqual((await project.up()).applied, ["1"]);
          assert.deepEqual(await project.versions(), ["1"]);
          assert.deepEqual((await project.down()).reverted, ["1"]);
          assert.deepEqual(await project.versions(), []);
        }),
      );
    }

    for (
      const [what, end] of [
        ["no semicolon", ""],
        ["a semicolon", ";"],
        ["semicolons and white space", " ;;\n ; \n\n"],
        ["a -- comment without a line end", "; -- the last word"],
        ["a -- comment instead of a semicolon", " -- the last word"],
        ["a /* comment */", "; /* the last word; */"],
      ] as const
    ) {
      test(
        `a file may end in ${what}`,
        on(database, async (project) => {
          const files = {
            "1_a.up.sql": `${BIRDS}; INSERT INTO birds VALUES ('dunlin')${end}`,
            "2_b.up.sql": `INSERT INTO birds VALUES ('knot')${end}`,
          };
          assert.deepEqual(await birds(project, files), ["dunlin", "knot"]);
          assert.deepEqual(await project.versions(), ["1", "2"]);
        }),
      );
    }

    test(
      "a byte order mark and CRLF are fine",
      on(database, async (project) => {
        const text =
          `\uFEFF${BIRDS};\r\n-- a comment\r\nINSERT INTO birds\r\nVALUES ('a\r\nb');\r\n`;
        const found = await birds(project, { "1_a.up.sql": new TextEncoder().encode(text) });
        assert.deepEqual(found, ["a\r\nb"]);
      }),
    );

    test(
      "semicolons, quotes and comment marks inside of strings are text",
      on(database, async (project) => {
        const text = `${BIRDS}; INSERT INTO birds VALUES ('a;b'), ('--c'), ('/*d'), ('e''f');`;
        assert.deepEqual(await birds(project, { "1_a.up.sql": text }), [
          "--c",
          "/*d",
          "a;b",
          "e'f",
        ]);
      }),
    );

    test(
      "a line of 160 kB is sent whole",
      on(database, async (project) => {
        const rows = Array.from({ length: 8000 }, (_, i) => `('bird number ${10_000 + i}')`);
        const text = `${BIRDS}; INSERT INTO birds VALUES ${rows.join(",")}; DELETE FROM birds ` +
          "WHERE name < 'bird number 17998';";
        assert.ok(text.length > 160_000);
        const found = await birds(project, { "1_a.up.sql": text });
        assert.deepEqual(found, ["bird number 17998", "bird number 17999"]);
      }),
    );

    test(
      "3,000 statements are sent, more than one message holds",
      on(database, async (project) => {
        const word = "x".repeat(380);
        const lines = Array.from(
          { length: 3000 },
          (_, i) => `INSERT INTO birds VALUES ('${word}${i}');`,
        );
        project.files = { "1_a.up.sql": `${BIRDS};\n${lines.join("\n")}` };
        await project.up();
        assert.deepEqual(await project.column("SELECT COUNT(*) FROM birds"), ["3000"]);
      }),
    );

    test(
      "a transaction of the file's own around everything becomes dunlin's",
      on(database, async (project) => {
        const begin = isMysql ? "START TRANSACTION" : "BEGIN";
        const files = {
          "1_a.up.sql": BIRDS,
          "2_b.up.sql":
            `${begin}; INSERT INTO birds VALUES ('a'); INSERT INTO birds VALUES ('b'); COMMIT;`,
        };
        assert.deepEqual(await birds(project, files), ["a", "b"]);
        assert.equal(project.said("statement_kept").length, 0);
      }),
    );

    test(
      "transaction commands in the middle are kept piece by piece, and said",
      on(database, async (project) => {
        const text =
          `${BIRDS}; BEGIN; INSERT INTO birds VALUES ('a'); INSERT INTO birds VALUES ('b'); ` +
          "COMMIT; INSERT INTO birds VALUES ('c');";
        assert.deepEqual(await birds(project, { "1_a.up.sql": text }), ["a", "b", "c"]);
        const codes = project.said("warning").map(({ code }) => code);
        assert.deepEqual(codes, ["transaction-commands"]);
        assert.equal(project.said("statement_kept").length, 2);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "validate() finds what a run would refuse, in the down file too, and asks nothing",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": `${BIRDS};`,
          "1_a.down.sql": "DROP TABLE birds;\nCOMMIT;",
        };
        const migrator = await project.migrator();
        try {
          const { problems, migrations } = await migrator.validate();
          assert.deepEqual(migrations.map(({ version }) => version), ["1"]);
          assert.deepEqual(problems.map(({ where }) => [where?.file, where?.line]), [
            ["migrations/1_a.down.sql", 2],
          ]);
          assert.equal(await project.exists("dunlin_migrations"), false);
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "a COMMIT without its BEGIN is refused with its place, before anything is done",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": `${BIRDS};\nINSERT INTO birds VALUES ('a');\n  COMMIT;` };
        const refused = await project.failure(project.up());
        assert.equal(refused.code, "invalid-migrations");
        const { file, line, column } = refused.where ?? {};
        assert.deepEqual([file, line, column], ["migrations/1_a.up.sql", 3, 3]);
        assert.equal(await project.exists("birds"), false);
        assert.equal(await project.exists("dunlin_migrations"), false);
      }),
    );

    test(
      "a file that changes dunlin's own tables is refused",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "SELECT 1;\nDELETE FROM dunlin_migrations;" };
        const refused = await project.failure(project.up());
        assert.equal(refused.code, "own-tables-touched");
        assert.equal(refused.where?.line, 2);
      }),
    );

    test(
      "a trigger's body is one statement",
      on(database, async (project) => {
        const triggers = {
          postgres: "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
            "NEW.name := NEW.name || ';'; RETURN NEW; END $$; " +
            "CREATE TRIGGER t BEFORE INSERT ON birds FOR EACH ROW EXECUTE FUNCTION f();",
          mysql: "CREATE TRIGGER t BEFORE INSERT ON birds FOR EACH ROW BEGIN " +
            "SET NEW.name = CONCAT(NEW.name, ';'); SET @seen = 1; END;",
          mariadb: "DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON birds FOR EACH ROW BEGIN " +
            "SET NEW.name = CONCAT(NEW.name, ';'); SET @seen = 1; END$$\nDELIMITER ;\n",
          sqlite: "CREATE TRIGGER t AFTER INSERT ON birds BEGIN " +
            "UPDATE birds SET name = name || ';' WHERE rowid = NEW.rowid; SELECT 1; END;",
        };
        const files = {
          "1_a.up.sql": `${BIRDS}; ${triggers[name]}`,
          "2_b.up.sql": "INSERT INTO birds VALUES ('a')",
        };
        assert.deepEqual(await birds(project, files), ["a;"]);
      }),
    );
  });
}
