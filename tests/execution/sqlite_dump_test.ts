import assert from "node:assert/strict";
import { test } from "node:test";
import { databases } from "../contract/databases.ts";
import { on } from "../contract/project.ts";
import { largeInMemory } from "./large/large_in_memory.ts";

/** As `sqlite3 .dump` of SQLite 3.40 writes it. */
const HEAD = `PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE birds(id integer primary key autoincrement, name);
INSERT INTO birds VALUES(1,'knot -- a wader that is known from all the coasts of the northern world');
INSERT INTO birds VALUES(2,'dunlin -- a wader that is known from all the coasts of the northern world');
`;
const VIRTUAL = `PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','notes','notes',0,'CREATE VIRTUAL TABLE notes USING fts5(body)');
CREATE TABLE IF NOT EXISTS 'notes_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO notes_data VALUES(1,X'0102');
`;
const TAIL = `DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('birds',2);
`;
const END = "PRAGMA writable_schema=OFF;\n";
const FILE = "1_dump.up.sql";

for (const database of databases.filter(({ name }) => name === "sqlite")) {
  const { skip } = database;
  for (const what of ["held", "streamed"] as const) {
    const options = (text: string) =>
      what === "held" ? {} : {
        migrations: largeInMemory({ [FILE]: text }),
        largeCuts: { sliceUnits: 300, unitUnits: 900 },
      };

    test(
      `sqlite: a dump with a virtual table that is ${what} is refused before anything, with what to do`,
      { skip },
      on(database, async (project) => {
        const text = `${HEAD}${VIRTUAL}${TAIL}${END}COMMIT;\n`;
        project.files = { [FILE]: text };
        const error = await project.failure(project.up(options(text)));
        assert.match(error.message, /virtual table.*CREATE VIRTUAL TABLE and INSERT/);
        assert.equal(error.where?.line, 7);
        assert.equal(await project.exists("birds"), false);
      }),
    );

    test(
      `sqlite: a dump whose virtual table was taken out and is made as told, ${what}, is applied`,
      { skip },
      on(database, async (project) => {
        const own =
          "CREATE VIRTUAL TABLE notes USING fts5(body);\nINSERT INTO notes VALUES ('a; b');\n";
        const text = `${HEAD}${own}${TAIL}COMMIT;\n`;
        project.files = { [FILE]: text };
        await project.up(options(text));
        assert.deepEqual(await project.column("SELECT id FROM birds"), ["1", "2"]);
        assert.deepEqual(await project.column("SELECT body FROM notes WHERE notes MATCH 'b'"), [
          "a; b",
        ]);
        assert.deepEqual(await project.column("SELECT seq FROM sqlite_sequence"), ["2"]);
      }),
    );
  }
}
