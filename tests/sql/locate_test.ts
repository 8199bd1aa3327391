import assert from "node:assert/strict";
import { test } from "node:test";
import { locate } from "../../src/sql/locate.ts";

const none = { near: null, line: null };

test("locate() finds what a server quotes, also where the quote goes on behind the statement", () => {
  const statement = "INSERT INTO a VALUE5 (1)";
  const at = statement.indexOf("VALUE5");
  assert.equal(locate(statement, { ...none, near: "VALUE5 (1)", message: "" }), at);
  const longer = "VALUE5 (1)\n;\nSHOW WARNINGS";
  assert.equal(locate(statement, { ...none, near: longer, message: "" }), at);
  assert.equal(locate(statement, { ...none, near: "elsewhere", message: "" }), null);
});

test("locate() finds the name a message complains of", () => {
  const cases = [
    ["DROP TABLE bords", 'table "bords" does not exist', "bords"],
    ["CREATE TABLE birds (id int)", 'relation "birds" already exists', "birds"],
    ["ALTER TABLE a DROP CONSTRAINT k", 'constraint "k" of relation "a" does not exist', "k"],
    ["DROP FUNCTION f(int)", "function f(integer) does not exist", "f("],
    ["DROP TABLE x.y", "Unknown table 'x.y'", "y"],
  ] as const;
  for (const [statement, message, name] of cases) {
    assert.equal(locate(statement, { ...none, message }), statement.indexOf(name), message);
  }
});
