import assert from "node:assert/strict";
import { test } from "node:test";
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
