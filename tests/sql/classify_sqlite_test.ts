import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { classOf } from "./lexing.ts";

const outside: [string, boolean][] = [
  ["VACUUM", true],
  ["DETACH DATABASE a", true],
  ["ATTACH ':memory:' AS a", false],
  ["PRAGMA foreign_keys = OFF", true],
  ["PRAGMA foreign_keys(0)", true],
  ["PRAGMA foreign_keys", false],
  ["PRAGMA main.journal_mode = WAL", true],
  ["PRAGMA synchronous = OFF", true],
  ["PRAGMA wal_checkpoint(TRUNCATE)", true],
  ["PRAGMA 'foreign_keys' = OFF", true],
  ['PRAGMA "my db".journal_mode = WAL', true],
  ["PRAGMA user_version = 3", false],
  ["PRAGMA defer_foreign_keys = ON", false],
  ["PRAGMA legacy_alter_table = ON", false],
  ["PRAGMA foreign_key_check", false],
  ["CREATE TABLE vacuum (pragma)", false],
];
for (const [text, expected] of outside) {
  test(`SQLite: ${text} ${expected ? "stays outside of" : "may stand in"} a transaction`, () => {
    assert.equal(classOf(text, "sqlite").outsideTransaction, expected);
  });
}

const rebuilds: [string, boolean][] = [
  ["DROP TABLE IF EXISTS a", true],
  ["ALTER TABLE a RENAME TO b", true],
  ['ALTER TABLE "a b" RENAME TO c', true],
  ["ALTER TABLE a RENAME COLUMN b TO c", false],
  ["ALTER TABLE a ADD COLUMN b", false],
  ["DROP VIEW a", false],
];
for (const [text, expected] of rebuilds) {
  test(`SQLite: ${text} ${expected ? "rebuilds a table" : "leaves tables where they are"}`, () => {
    assert.equal(classOf(text, "sqlite").rebuildsTable, expected);
  });
}

const sessions: [string, "none" | "constant" | "computed"][] = [
  ["PRAGMA foreign_keys = OFF", "constant"],
  ["PRAGMA foreign_keys", "none"],
  ["ATTACH 'a.db' AS a", "constant"],
  ["CREATE TEMP TABLE a (b)", "computed"],
  ["CREATE TABLE temp.a (b)", "computed"],
  ["CREATE TABLE a (temp)", "none"],
];
for (const [text, expected] of sessions) {
  test(`SQLite: what the session keeps of ${text} is ${expected}`, () => {
    assert.equal(classOf(text, "sqlite").session, expected);
  });
}

/** The value of a pragma, asked before and after it is set inside a transaction. */
function changesInside(pragma: string, value: string): boolean {
  const database = new DatabaseSync(":memory:");
  try {
    database.exec("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)");
    const before = JSON.stringify(database.prepare(`PRAGMA ${pragma}`).all());
    try {
      database.exec(`PRAGMA ${pragma} = ${value}`);
    } catch {
      return false;
    }
    return JSON.stringify(database.prepare(`PRAGMA ${pragma}`).all()) !== before;
  } finally {
    database.close();
  }
}

const pragmas: [string, string][] = [
  ["foreign_keys", "OFF"],
  ["synchronous", "OFF"],
  ["user_version", "7"],
  ["legacy_alter_table", "ON"],
  ["recursive_triggers", "ON"],
  ["secure_delete", "ON"],
];
for (const [pragma, value] of pragmas) {
  test(`SQLite itself agrees whether a transaction lets PRAGMA ${pragma} through`, () => {
    const { outsideTransaction } = classOf(`PRAGMA ${pragma} = ${value}`, "sqlite");
    assert.equal(changesInside(pragma, value), !outsideTransaction);
  });
}

for (
  const [text, effect] of [
    ["CREATE TABLE 'temp'.t (a)", "computed"],
    ["CREATE TABLE [temp].t (a)", "computed"],
    ["EXPLAIN PRAGMA foreign_keys = OFF", "constant"], // acts while it is prepared
    ["CREATE TABLE temperature (a)", "none"],
  ] as const
) {
  test(`SQLite: what the session keeps of ${text} is ${effect}`, () => {
    assert.equal(classOf(text, "sqlite").session, effect);
  });
}
