import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import fc from "fast-check";
import { behindStatement } from "../../src/drivers/behind_statement.ts";

const ENDS: readonly (readonly [text: string, statement: string])[] = [
  ["SELECT 1; SELECT 2", "SELECT 1;"],
  ["SELECT 1", "SELECT 1"],
  ["SELECT ';''; ' , 1; SELECT 2", "SELECT ';''; ' , 1;"],
  ['SELECT "a;" FROM `b;` , [c;d]; SELECT 2', 'SELECT "a;" FROM `b;` , [c;d];'],
  ["SELECT 1 -- ;\n; SELECT 2", "SELECT 1 -- ;\n;"],
  ["SELECT 4 - 2 / 1 /* ; -- */ ; SELECT 2", "SELECT 4 - 2 / 1 /* ; -- */ ;"],
  ["SELECT a ->> '$.b;' - -1; SELECT 2", "SELECT a ->> '$.b;' - -1;"],
  ["SELECT 'never closed; SELECT 2", "SELECT 'never closed; SELECT 2"],
  ["SELECT /* never; closed", "SELECT /* never; closed"],
  ["CREATE TABLE trigger_log (a); SELECT 2", "CREATE TABLE trigger_log (a);"],
  ["SELECT $a(b;c), :d(;), @e(';) #f(--); SELECT 2", "SELECT $a(b;c), :d(;), @e(';) #f(--);"],
  ["SELECT $a::b(c;d), $::e(;), $a($b;); SELECT 2", "SELECT $a::b(c;d), $::e(;), $a($b;);"],
  ["SELECT $\u{e9}(;); SELECT 2", "SELECT $\u{e9}(;);"],
  ["SELECT $a(b ;c); SELECT 2", "SELECT $a(b ;"],
  ["SELECT a$b('c;'), 1 AS a$(';'); SELECT 2", "SELECT a$b('c;'), 1 AS a$(';');"],
  ["SELECT $(';'), $, :; SELECT 2", "SELECT $(';'), $, :;"],
  ["SELECT $a(never closed; SELECT 2", "SELECT $a(never closed;"],
  ["INSERT INTO t VALUES ('a trigger'); SELECT 2", "INSERT INTO t VALUES ('a trigger');"],
];

for (const [text, statement] of ENDS) {
  test(`behindStatement() of ${JSON.stringify(text)}`, () => {
    assert.equal(behindStatement(text, 0), statement.length);
    assert.equal(behindStatement(`SELECT 0;${text}`, 9), 9 + statement.length);
  });
}

for (
  const text of [
    "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END; SELECT 2",
    "create temp /* ; */ trigger a AFTER INSERT ON t BEGIN SELECT 1; END",
    "EXPLAIN CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END",
  ]
) {
  test(`behindStatement() leaves ${JSON.stringify(text)} to SQLite`, () => {
    assert.equal(behindStatement(text, 0), null);
  });
}

test("behindStatement() ends a statement with any variable where SQLite does", () => {
  const pieces = ["$", "@", ":", "#", "::", "(", ")", "'", '"', "`", "[", "]", ";", "--", "/*"]
    .concat(["*/", "a", "1", "\u{e9}", "_", " ", "\n", ",", "=", "-"]);
  const noise = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => all.join(""));
  const variable = fc.tuple(fc.constantFrom("$a", "@a", ":a", "#a", "$::a", "1 AS a$"), noise);
  const database = new DatabaseSync(":memory:");
  const engineEnd = (text: string) => {
    try {
      return database.prepare(text).sourceSQL.length;
    } catch {
      return null;
    }
  };
  try {
    fc.assert(
      fc.property(variable, noise, ([first, more], rest) => {
        const text = `SELECT ${first}${more}; SELECT ${rest}`;
        const end = engineEnd(text);
        if (end !== null) assert.equal(behindStatement(text, 0), end, text);
      }),
      { numRuns: 3000 },
    );
  } finally {
    database.close();
  }
});
