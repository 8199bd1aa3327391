import assert from "node:assert/strict";
import { test } from "node:test";
import { mariadb } from "../../src/dialects/mariadb.ts";
import { mysql } from "../../src/dialects/mysql.ts";
import { postgres } from "../../src/dialects/postgres.ts";
import { sqlite } from "../../src/dialects/sqlite.ts";

const FULL = [
  [postgres, "53100", 'could not extend file "base/5/16384": No space left on device'],
  [mysql, "1021", "Disk full (/tmp/#sql_1); waiting for someone to free some space..."],
  [mysql, "1114", "The table 'birds' is full"],
  [mysql, "1030", "Got error 28 - 'No space left on device' from storage engine"],
  [mysql, "3", "Error writing file '/tmp/MYfd=10' (OS errno 28 - No space left on device)"],
  [mariadb, "3", "Error writing file './a/b.MYD' (Errcode: 28 \"No space left on device\")"],
  [mariadb, "1030", 'Got error 28 "No space left on device" from storage engine InnoDB'],
  [sqlite, "13", "database or disk is full"],
] as const;

for (const [dialect, code, message] of FULL) {
  test(`${dialect.name}: ${code} says that no space is left`, () => {
    assert.equal(dialect.meaning(code, message), "disk-full");
  });
}

test("mysql: another error of the storage engine says nothing of space", () => {
  const message = "Got error 168 - 'Unknown (generic) error from engine' from storage engine";
  assert.equal(mysql.meaning("1030", message), "other");
});

test("mysql: a file's own words about an error 28 say nothing of space", () => {
  assert.equal(mysql.meaning("1644", "error 28: no such bird"), "other");
});
