import assert from "node:assert/strict";
import { test } from "node:test";
import { texts } from "./lexing.ts";

const one: Record<string, string> = {
  "names in brackets, backticks and double quotes": 'SELECT 1 AS [a;b], 2 AS `c;``d`, 3 AS "e;""f"',
  "a backslash at the end of a string": "SELECT 'a\\', ';'",
  "a comment that does not nest": "SELECT 1 /* a; /* b */ + 1",
  "a carriage return in a comment": "SELECT 1 -- a\r;\n + 1",
  "a trigger": "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END",
  "a temporary trigger": "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
  "CASE … END in a trigger":
    "CREATE TRIGGER r AFTER UPDATE OF a ON t WHEN CASE NEW.a WHEN 1 THEN 1 END " +
    "BEGIN UPDATE t SET b = CASE WHEN 1 THEN 2 END; END",
  "a column named end in a trigger":
    "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET end = 1; SELECT end FROM t; END",
  "a trigger named begin":
    "CREATE TRIGGER IF NOT EXISTS begin AFTER INSERT ON begin BEGIN SELECT 1; END",
  "a trigger with comments between its words":
    "CREATE /* a; */ TRIGGER -- b;\n r AFTER INSERT ON t BEGIN SELECT 1; /* c */ END",
};
for (const [what, text] of Object.entries(one)) {
  test(`SQLite: one statement holds ${what}`, () => {
    assert.deepEqual(texts(`${text};\nSELECT 'next';`, "sqlite"), [text, "SELECT 'next'"]);
  });
}

test("SQLite: BEGIN and END of a transaction are statements of their own", () => {
  assert.deepEqual(texts("BEGIN IMMEDIATE; SELECT 1; END TRANSACTION;", "sqlite"), [
    "BEGIN IMMEDIATE",
    "SELECT 1",
    "END TRANSACTION",
  ]);
});

test("SQLite: a comment may stay open at the end of the text", () => {
  assert.deepEqual(texts("SELECT 1; /* the rest", "sqlite"), ["SELECT 1"]);
});
