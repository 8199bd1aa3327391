import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databaseNamed } from "./databases.ts";
import { on } from "./project.ts";

for (const name of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(name);

  describe(`${name}: tables without transactions`, { skip: database.skip }, () => {
    test(
      "what writes them is kept by itself, and that is told before it runs",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE safe (id INT); CREATE TABLE loose (id INT) ENGINE=MyISAM;",
          "2_b.up.sql": "INSERT INTO safe VALUES (1);\nINSERT INTO loose VALUES (1);\n" +
            "INSERT INTO safe VALUES (2);\nINSERT INTO loose VALUES (2);\n",
        };
        const run = await project.up();
        assert.deepEqual(run.applied, ["1", "2"]);
        const warned = project.said("warning").filter(({ code }) => code === "no-rollback");
        assert.deepEqual(warned.map(({ where }) => where?.line), [2, 4]);
        assert.deepEqual(await project.column("SELECT id FROM loose ORDER BY id"), ["1", "2"]);
        assert.deepEqual(await project.column("SELECT id FROM safe ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "a failure behind such a statement never runs it again",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE safe (id INT); CREATE TABLE loose (id INT) ENGINE=MyISAM;",
        };
        await project.up();
        const file = (last: string) => ({
          ...project.files,
          "2_b.up.sql": `INSERT INTO loose VALUES (1);\nINSERT INTO ${last} VALUES (1);\n`,
        });
        project.files = file("nowhere");
        await project.failure(project.up());
        project.files = file("safe");
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM loose"), ["1"]);
      }),
    );

    test(
      "a trigger that writes one counts, too",
      { skip: name === "mysql" && "a server with GTID consistency refuses such a trigger itself" },
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE safe (id INT); CREATE TABLE loose (id INT) ENGINE=MyISAM;\n" +
            "CREATE TRIGGER copy AFTER INSERT ON safe FOR EACH ROW INSERT INTO loose VALUES (NEW.id);",
          "2_b.up.sql": "INSERT INTO safe VALUES (1);",
        };
        await project.up();
        assert.equal(
          project.said("warning").filter(({ code }) => code === "no-rollback").length,
          1,
        );
      }),
    );

    test(
      "within a transaction of the file's own it is refused",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE loose (id INT) ENGINE=MyISAM;",
          "2_b.up.sql": "CREATE TABLE b (id INT);\nSTART TRANSACTION;\n" +
            "INSERT INTO b VALUES (1);\nINSERT INTO loose VALUES (1);\nCOMMIT;\n",
        };
        const error = await project.failure(project.up());
        assert.match(
          error.message,
          /knows no transactions, within a transaction of the file's own/,
        );
        assert.equal(error.where?.line, 4);
        assert.deepEqual(await project.column("SELECT id FROM loose"), []);
      }),
    );

    test(
      "a statement that was refused in the middle of one is neither tried again nor run again",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE loose (id INT PRIMARY KEY, n TINYINT) ENGINE=MyISAM;\n" +
            "CREATE TABLE safe (id INT);",
          "2_b.up.sql": "INSERT INTO loose VALUES (1, 1);\nINSERT INTO loose VALUES (2, 127);",
        };
        await project.up();
        project.files = {
          ...project.files,
          "3_c.up.sql": "UPDATE loose SET n = n + 1 ORDER BY id;\nINSERT INTO safe VALUES (1);",
        };
        await project.failure(project.run({ kind: "latest" }, { retries: 3 }));
        await project.query("UPDATE loose SET n = 5 WHERE id = 2");
        const error = await project.failure(project.up());
        assert.equal(error.code, "statement-unresolved");
        assert.match(error.next ?? "", /migrate:resolve 3 --done/);
        assert.deepEqual(await project.column("SELECT n FROM loose ORDER BY id"), ["2", "5"]);
        const migrator = await project.migrator();
        await migrator.resolve("3", "done");
        assert.deepEqual((await project.up()).applied, ["3"]);
        assert.deepEqual(await project.column("SELECT n FROM loose ORDER BY id"), ["2", "5"]);
      }),
    );

    test(
      "what a ROLLBACK could not undo is not written again by the next run",
      { skip: name === "mysql" && "a server with GTID consistency refuses such a function itself" },
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE loose (id INT) ENGINE=MyISAM;\nDELIMITER //\n" +
            "CREATE FUNCTION note() RETURNS INT MODIFIES SQL DATA\n" +
            "BEGIN INSERT INTO loose VALUES (1); RETURN 1; END //\nDELIMITER ;\n",
        };
        await project.up();
        const file = (last: string) => ({
          ...project.files,
          "2_b.up.sql": `DO note();\nINSERT INTO ${last} VALUES (2);\n`,
        });
        project.files = file("nowhere");
        await project.failure(project.run({ kind: "latest" }, { retries: 3 }));
        project.files = file("loose");
        const error = await project.failure(project.up());
        assert.equal(error.code, "statement-unresolved");
        assert.match(error.message, /tables without transactions is still there/);
        assert.deepEqual(await project.column("SELECT id FROM loose"), ["1"]);
      }),
    );

    test(
      "a key that a finished insert gave is not taken for 0 after a resume",
      on(database, async (project) => {
        const file = (ddl: string) => ({
          "1_a.up.sql": "CREATE TABLE parent (id INT PRIMARY KEY AUTO_INCREMENT);\n" +
            "CREATE TABLE child (id INT);\nINSERT INTO parent VALUES ();\n" +
            `${ddl};\nINSERT INTO child VALUES (LAST_INSERT_ID());\n`,
        });
        project.files = file("ALTER TABLE nowhere ADD COLUMN n INT");
        await project.failure(project.up());
        project.files = file("ALTER TABLE child ADD COLUMN n INT DEFAULT 0");
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(
          error.message,
          /statement 3 \(INSERT\) made something that ended with its session/,
        );
      }),
    );

    test(
      "a kill in the middle of one is for a person to settle, in a later process too",
      on(database, async (project) => {
        const file = (last: string) => ({
          "1_a.up.sql": "CREATE TABLE safe (id INT); CREATE TABLE loose (id INT) ENGINE=MyISAM;",
          "2_b.up.sql": "INSERT INTO safe VALUES (1);\nINSERT INTO loose VALUES (1);\n" +
            `INSERT INTO ${last} VALUES (2);\n`,
        });
        project.files = file("nowhere");
        await project.failure(project.up());
        await project.query(
          "UPDATE dunlin_migrations_journal SET state = 'intent' WHERE position = 2",
        );
        project.files = file("safe");
        const error = await project.failure(project.up());
        assert.equal(error.code, "statement-unresolved");
        assert.match(error.message, /^statement 2 of 2_b was started/);
        const migrator = await project.migrator();
        await migrator.resolve("2", "done");
        assert.deepEqual((await project.up()).applied, ["2"]);
        assert.deepEqual(await project.column("SELECT id FROM loose"), ["1"]);
      }),
    );
  });
}
