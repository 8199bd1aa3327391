import assert from "node:assert/strict";
import { test } from "node:test";
import { databases } from "./databases.ts";
import { on, type Project, sha256 } from "./project.ts";

const ODD = 'it\'s "odd" \\ back`tick $$ ${X} --';
const HEAD = "-- dunlin: vars\n";

async function failing(project: Project, vars: Record<string, string>) {
  const error = await project.failure(project.up({ vars }));
  return [error, ...error.problems];
}

for (const database of databases) {
  const { name, skip } = database;
  const run = (what: string, act: (project: Project) => Promise<void>) =>
    test(`${name}: ${what}`, { skip }, on(database, act));

  run("variables are quoted as their kind asks for, whatever they hold", async (project) => {
    project.files = {
      "1_a.up.sql": HEAD +
        "CREATE TABLE ${TABLE:identifier} (id INTEGER, word VARCHAR(100));\n" +
        "INSERT INTO ${TABLE:identifier} VALUES (${N:number}, ${WORD}), (1 -${N:number}, ${WORD:literal});\n",
    };
    const table = 'o"d`d';
    await project.up({ vars: { TABLE: table, WORD: ODD, N: "-5" } });
    const quoted = name === "mysql" || name === "mariadb" ? '`o"d``d`' : '"o""d`d"';
    const rows = await project.query(`SELECT id, word FROM ${quoted} ORDER BY id`);
    assert.deepEqual(rows.map(({ id, word }) => [Number(id), word]), [[-5, ODD], [6, ODD]]);
  });

  run("the checksum is that of the file: another value changes nothing", async (project) => {
    const text = HEAD + "CREATE TABLE a (word VARCHAR(9) DEFAULT ${WORD});\n";
    project.files = { "1_a.up.sql": text };
    await project.up({ vars: { WORD: "one" } });
    const [checksum] = await project.column("SELECT checksum FROM dunlin_migrations");
    assert.equal(checksum, sha256(text.trimEnd()));
    await project.up({ vars: { WORD: "two" } });
    await project.up(); // nothing is read of what was applied
    assert.equal(project.said("up_to_date").length, 1);
  });

  run(
    "a server that quotes what it was sent shows no value, however it is written",
    async (project) => {
      const word = "hush\\'hush";
      // where no server takes a string
      project.files = {
        "1_a.up.sql": HEAD + "CREATE TABLE a (id INTEGER);\nDROP TABLE ${WORD};\n",
      };
      const [error] = await failing(project, { WORD: word });
      assert.equal(error?.code, "migration-failed");
      const said = String(error?.server?.message);
      for (const shown of ["hush", "68757368"]) assert.equal(said.includes(shown), false, said);
    },
  );

  if (name !== "sqlite") {
    run(
      "another value between failure and resume is refused, and named as what it may be",
      async (project) => {
        const pieces = "-- dunlin: no-transaction\nCREATE TABLE a (word VARCHAR(9));\n";
        project.files = {
          "1_a.up.sql":
            `${HEAD}${pieces}INSERT INTO a VALUES (\${WORD});\nINSERT INTO nosuch VALUES (1);\n`,
        };
        await project.failure(project.up({ vars: { WORD: "one" } }));
        const error = await project.failure(project.up({ vars: { WORD: "two" } }));
        assert.equal(error.code, "resume-refused");
        assert.match(String(error.next), /a variable with another value .* is an edit, too$/);
        assert.deepEqual(await project.column("SELECT word FROM a"), ["one"]);
      },
    );
  }

  run(
    "a variable that is not set is an error with its place, and nothing is made",
    async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id INTEGER);",
        "2_b.up.sql": HEAD + "SELECT 1;\nSELECT ${ONE}, ${TWO};\n",
      };
      const [whole, ...errors] = await failing(project, {});
      assert.equal(whole?.code, "invalid-migrations");
      assert.deepEqual(
        errors.map(({ message, where }) => `${where?.line}:${where?.column} ${message}`),
        ["3:8 the variable ONE is not set", "3:16 the variable TWO is not set"],
      );
      assert.match(String(errors[0]?.next), /--var ONE=VALUE, or DUNLIN_VAR_ONE/);
      assert.equal(await project.exists("a"), false);
      assert.equal(await project.exists("dunlin_migrations"), false);
    },
  );

  run("a value that does not fit its kind is refused without being shown", async (project) => {
    project.files = { "1_a.up.sql": HEAD + "SELECT ${N:number};" };
    const [error] = await failing(project, { N: "1; DROP TABLE users" });
    assert.equal(error?.message, "the value of N is no number");
    project.files = { "1_a.up.sql": HEAD + "SELECT * FROM ${T:identifier};" };
    const [empty] = await failing(project, { T: "" });
    assert.equal(empty?.message, "the value of T is no name");
  });

  run("a file that does not ask for variables is sent as it is written", async (project) => {
    project.files = {
      "1_a.up.sql": "CREATE TABLE a (word VARCHAR(20));\nINSERT INTO a VALUES ('${WORD}');",
    };
    await project.up({ vars: { WORD: "x" } });
    assert.deepEqual(await project.column("SELECT word FROM a"), ["${WORD}"]);
  });

  run("an error shows the file's own text and place, not the values", async (project) => {
    project.files = {
      "1_a.up.sql": HEAD + "CREATE TABLE a (id INTEGER);\n" +
        "INSERT INTO a VALUES (1);\nINSERT INTO a (id, ${WORD}) VALUES (1, nosuch(${LONG}));\n",
    };
    const vars = { WORD: "hush-hush", LONG: "a long\nword of\n" + "lines ".repeat(40) };
    const [error] = await failing(project, vars);
    assert.equal(error?.where?.line, 4);
    assert.match(String(error?.where?.excerpt), /INSERT INTO a \(id, \$\{WORD\}\)/);
    const everything = JSON.stringify([
      error,
      error?.server,
      error?.where,
      error?.state,
      error?.next,
    ]);
    assert.doesNotMatch(everything, /hush-hush|lines lines/);
    assert.doesNotMatch(JSON.stringify(project.events), /hush-hush|lines lines/);
  });

  run("a place behind a variable on the same line is the file's", async (project) => {
    project.files = {
      "1_a.up.sql": HEAD + "SELECT ${WORD}, 1;\nSELECT ${WORD} AS w FROM nosuch_table;\n",
    };
    const [error] = await failing(project, { WORD: "a rather long value, longer than its name" });
    assert.equal(error?.where?.line, 3);
    // where the server points at the word; SQLite and MySQL leave it to be found by its name
    assert.equal(error?.where?.column, 26);
  });

  run("a down uses them too, also one kept in the history", async (project) => {
    const files = {
      "1_a.up.sql": HEAD + "CREATE TABLE ${T:identifier} (id INTEGER);",
      "1_a.down.sql": HEAD + "DROP TABLE ${T:identifier};",
    };
    const vars = { T: "a" };
    project.files = files;
    await project.up({ vars });
    await project.down(1, { vars });
    assert.equal(await project.exists("a"), false);
    await project.up({ vars });
    const [stored] = await project.column("SELECT down_text FROM dunlin_migrations");
    assert.match(String(stored), /\$\{T:identifier\}/);
    project.files = {};
    await project.down(1, { vars, policy: { storedDown: true, newer: "allow", missing: "warn" } });
    assert.equal(await project.exists("a"), false);
  });

  run("seeds use them, and validate needs no values", async (project) => {
    project.files = { "1_a.up.sql": "CREATE TABLE a (word VARCHAR(20));" };
    await project.up();
    const migrator = await project.migrator({
      vars: (asked) => asked === "WORD" ? "ada" : undefined,
    });
    const content = HEAD + "INSERT INTO a VALUES (${WORD});";
    await migrator.seed([{ name: "1.sql", path: "seeds/1.sql", content }]);
    assert.deepEqual(await project.column("SELECT word FROM a"), ["ada"]);
    project.files = { "1_a.up.sql": HEAD + "SELECT ${WORD}, ${N:number} FROM ${T:identifier};" };
    const { problems } = await (await project.migrator()).validate();
    assert.deepEqual(problems, []);
  });
}

for (const database of databases) {
  if (database.name !== "postgres") continue;
  test(
    "postgres: in a body quoted by dollars, too; a value cannot end the body",
    {
      skip: database.skip,
    },
    on(database, async (project) => {
      const body = (tag: string) =>
        `${HEAD}CREATE TABLE IF NOT EXISTS a (word TEXT);\nDO ${tag} BEGIN INSERT INTO a VALUES (\${WORD}); END ${tag};`;
      project.files = { "1_a.up.sql": body("$$") };
      const [error] = await failing(project, { WORD: "it's $$ worth" });
      assert.match(String(error?.message), /WORD holds the sign that ends the body/);
      project.files = { "1_a.up.sql": body("$body$") };
      await project.up({ vars: { WORD: "it's $$ worth" } });
      assert.deepEqual(await project.column("SELECT word FROM a"), ["it's $$ worth"]);
    }),
  );

  test(
    "postgres: in a body within a body a value ends neither",
    { skip: database.skip },
    on(database, async (project) => {
      await project.query("CREATE TABLE victim (id INTEGER)");
      await project.query("CREATE TABLE a (word TEXT)");
      const inner = "EXECUTE $in$ INSERT INTO a VALUES (${WORD}) $in$;";
      project.files = { "1_a.up.sql": `${HEAD}DO $out$ BEGIN ${inner} END $out$;` };
      for (
        const WORD of [
          "$in$ || chr(39) || $in$)$in$; DROP TABLE victim; PERFORM $in$",
          "$out$; DROP TABLE victim; --",
        ]
      ) {
        const [error] = await failing(project, { WORD });
        assert.match(String(error?.message), /WORD holds the sign that ends the body/);
      }
      assert.equal(await project.exists("victim"), true);
      await project.up({ vars: { WORD: "it's $$ worth" } });
      assert.deepEqual(await project.column("SELECT word FROM a"), ["it's $$ worth"]);
    }),
  );

  test(
    "postgres: a notice does not show the values",
    { skip: database.skip },
    on(
      database,
      async (project) => {
        project.files = {
          "1_a.up.sql": HEAD + "DO $do$ BEGIN RAISE NOTICE 'it is %', ${WORD}; END $do$;",
        };
        await project.up({ vars: { WORD: "hush-hush" } });
        assert.deepEqual(project.said("notice").map(({ message }) => message), ["it is ***"]);
      },
    ),
  );
}
