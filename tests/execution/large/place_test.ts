import assert from "node:assert/strict";
import { test } from "node:test";
import { type DatabaseName, databases } from "../../contract/databases.ts";
import { on } from "../../contract/project.ts";
import { largeInMemory } from "./large_in_memory.ts";

const CUTS = { sliceUnits: 2000, unitUnits: 9000 };
const TABLE = "CREATE TABLE birds (id INT PRIMARY KEY, name VARCHAR(80));\n";

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
