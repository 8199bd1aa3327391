import assert from "node:assert/strict";
import { test } from "node:test";
import { type DatabaseName, databaseNamed, databases } from "../../contract/databases.ts";
import { on } from "../../contract/project.ts";
import { largeInMemory } from "./large_in_memory.ts";

const CUTS = { sliceUnits: 2000, unitUnits: 9000 };
const TABLE = "CREATE TABLE birds (id INT PRIMARY KEY, name VARCHAR(80));\n";

const sqlite = databaseNamed("sqlite");

/** So long that a message takes no more than two hundred of them. */
const PAD = "x".repeat(2000);

function rows(from: number, to: number): string {
  let text = "";
  for (let id = from; id < to; id++) text += `INSERT INTO birds VALUES (${id}, 'knot');\n`;
  return text;
}

function large(text: string) {
  return { migrations: largeInMemory({ "1_birds.up.sql": text }), largeCuts: CUTS };
}

/** A statement that is sent by itself, with a mistake on its third line. */
const ALONE: Readonly<Record<DatabaseName, string>> = {
  postgres: "CREATE INDEX CONCURRENTLY by_name\n  ON birds (id,\n    nowhere);\n",
  mysql: "CREATE TABLE nests (\n  id INT,\n  name,\n  bird INT);\n",
  mariadb: "CREATE TABLE nests (\n  id INT,\n  name,\n  bird INT);\n",
  sqlite: "VACUUM\n  INTO\n    )'a';\n",
};
const COLUMN: Readonly<Record<DatabaseName, number>> = {
  postgres: 5,
  mysql: 7,
  mariadb: 8,
  sqlite: 5,
};

for (const database of databases) {
  const { name, skip } = database;

  test(
    `${name}: an error in a statement of a large file that is sent by itself names its line`,
    { skip },
    on(database, async (project) => {
      const text = `${TABLE}${rows(0, 90)}  ${ALONE[name]}${rows(90, 99)}`;
      const error = await project.failure(project.up(large(text)));
      assert.equal(error.code, "migration-failed");
      assert.deepEqual(
        [error.where?.file, error.where?.line, error.where?.column],
        ["migrations/1_birds.up.sql", 94, COLUMN[name]],
      );
      const [shown] = (error.where?.excerpt ?? "").split("\n");
      assert.equal(shown, ALONE[name].split("\n")[2]?.replace(";", ""));
    }),
  );
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  const { name, skip } = database;

  test(
    `${name}: an error behind warnings, where statements of a large file are sent one by one, names its line`,
    { skip },
    on(database, async (project) => {
      const doubled = `INSERT IGNORE /* ${PAD} */ INTO birds (id) VALUES (1);\n`.repeat(150);
      const text = `${TABLE}${rows(0, 10)}${doubled}INSERT INTO birds\n  (id) VALUES (2);\n`;
      const error = await project.failure(project.up(large(text)));
      assert.deepEqual([error.where?.line, error.where?.column], [162, 1]);
      assert.match(error.where?.excerpt ?? "", /^INSERT INTO birds/);
    }),
  );
}

for (const database of databases.filter(({ name }) => name === "postgres")) {
  test(
    "postgres: a COPY of a large file that the server refuses names the place it points at",
    { skip: database.skip },
    on(database, async (project) => {
      const text = `${TABLE}${rows(0, 90)}COPY birds\n  (id)\n  FROM stdin (,);\n1\n\\.\n`;
      const error = await project.failure(project.up(large(text)));
      assert.deepEqual([error.where?.line, error.where?.column], [94, 15]);
    }),
  );
}

for (const database of databases.filter(({ name }) => name === "postgres")) {
  test(
    "postgres: a directive behind the data of a COPY in a large file is told with its line",
    { skip: database.skip },
    on(database, async (project) => {
      const lines = Array.from({ length: 300 }, (_, id) => `${id}\tknot\n`).join("");
      const text = `${TABLE}COPY birds FROM stdin;\n${lines}\\.\n\n  -- dunlin: no-transaction\n` +
        `SELECT 1; SELECT\n 2; -- dunlin: lock-timeout 2s\n`;
      const error = await project.failure(project.up(large(text)));
      assert.deepEqual(
        error.problems.map(({ where }) => [where?.line, where?.column]),
        [[305, 3], [307, 5]],
      );
      assert.match(error.problems[0]?.where?.excerpt ?? "", /^ {2}-- dunlin: no-transaction\n/);
    }),
  );
}

/** What ends SQLite's transaction by itself, and where it does so: line and words. */
const ENDS: Readonly<Record<string, readonly [table: string, bad: string]>> = {
  "a conflict that asks for ROLLBACK": [
    TABLE,
    "INSERT OR ROLLBACK INTO birds VALUES (1, 'again');",
  ],
  "a constraint that asks for ROLLBACK": [
    TABLE.replace("KEY,", "KEY ON CONFLICT ROLLBACK,"),
    "INSERT INTO birds VALUES (1, 'again');",
  ],
  "a trigger that raises ROLLBACK": [
    TABLE.trimEnd() + "CREATE TRIGGER no BEFORE INSERT ON birds WHEN new.id < 0 " +
    "BEGIN SELECT raise(ROLLBACK, 'no'); END;\n",
    "INSERT INTO birds VALUES (-1, 'again');",
  ],
};

for (const [what, [table, bad]] of Object.entries(ENDS)) {
  test(
    `sqlite: ${what} in a large file is told with its own statement`,
    { skip: sqlite.skip },
    on(sqlite, async (project) => {
      await project.up(large(table));
      const text = `${rows(0, 300)}${bad}\n${rows(300, 400)}`;
      const source = largeInMemory({ "1_birds.up.sql": table, "2_rows.up.sql": text });
      const error = await project.failure(project.up({ migrations: source, largeCuts: CUTS }));
      assert.match(error.message, /statement 301 of 401/);
      assert.deepEqual([error.where?.line, error.where?.column], [301, 1]);
      assert.notEqual(error.server?.code, null);
      assert.match(error.state ?? "", /nothing of it is kept/);
    }),
  );
}

test(
  "sqlite: a disk that is full within a large file is told with the statements of which one met it",
  { skip: sqlite.skip },
  on(sqlite, async (project) => {
    await project.up(large(TABLE));
    const text = `PRAGMA max_page_count = 40;\n${rows(0, 40_000)}`;
    const source = largeInMemory({ "1_birds.up.sql": TABLE, "2_rows.up.sql": text });
    const error = await project.failure(project.up({ migrations: source, largeCuts: CUTS }));
    const [, first, last, from, to] =
      /in one of the statements (\d+) to (\d+) of 40001 \(lines (\d+) to (\d+)\)/.exec(
        error.message,
      ) ?? [];
    assert.ok(Number(first) > 100, error.message);
    assert.ok(Number(last) - Number(first) < 100);
    assert.deepEqual([from, to], [first, last]);
    assert.deepEqual(error.where, { file: "migrations/2_rows.up.sql" });
    assert.equal(error.server?.code, "13");
    assert.equal(error.server?.message, "database or disk is full");
    assert.match(error.next ?? "", /^free disk space .*, then run the same command again$/);
    assert.match(error.state ?? "", /nothing of it is kept/);
    assert.deepEqual(await project.column("SELECT count(*) FROM birds"), ["0"]);
  }),
);

for (
  const [what, file] of [
    ["an attached file", `${TABLE}ATTACH ':memory:' AS other;\n${rows(0, 9)}${rows(4, 5)}`],
    ["a setting", `${TABLE}${rows(0, 9)}PRAGMA query_only = on;\n${rows(9, 10)}`],
  ] as const
) {
  test(
    `sqlite: an error behind ${what}, which no savepoint undoes, is told with its own line`,
    { skip: sqlite.skip },
    on(sqlite, async (project) => {
      const error = await project.failure(project.up(large(`${file}-- ${PAD}\n`)));
      assert.deepEqual([error.where?.line, error.where?.column], [12, 1], error.message);
    }),
  );
}

test(
  "sqlite: what asks for the last key in a large file that is no transaction is told with its line",
  { skip: sqlite.skip },
  on(sqlite, async (project) => {
    const asks = "INSERT INTO birds VALUES (last_insert_rowid() + 500, 'knot');\n";
    const text = `${TABLE}${rows(0, 90)}${asks}VACUUM;\n${rows(90, 99)}`;
    const error = await project.failure(project.up(large(text)));
    assert.deepEqual([error.code, error.where?.line], ["invalid-migrations", 92]);
    assert.equal(error.where?.column, 1);
    assert.match(error.where?.excerpt ?? "", /last_insert_rowid/);
  }),
);
