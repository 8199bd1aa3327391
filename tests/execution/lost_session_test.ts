import assert from "node:assert/strict";
import { test } from "node:test";
import { lostWithSession } from "../../src/execution/lost_session.ts";
import type { Item } from "../../src/execution/units.ts";
import { classify } from "../../src/sql/classify.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { LexicalRules } from "../../src/sql/statement.ts";

/** The number of the statement whose work is lost where a session ends at `|`. */
function lost(text: string, flavor: LexicalRules["flavor"] = "mysql"): number | undefined {
  const [finished = [], rest = []] = text.split("|").map((part) => items(part, { flavor }));
  return lostWithSession(finished, rest)?.number;
}

function items(text: string, rules: LexicalRules): Item[] {
  return splitStatements(text, rules).statements.map((statement, index) => ({
    number: index + 1,
    statement,
    traits: classify(statement, rules),
  }));
}

const CASES: readonly [what: string, text: string, expected: number | undefined][] = [
  [
    "a header that is said again",
    "SET @old=@@sql_mode, sql_mode=''; | SET sql_mode=@old;",
    undefined,
  ],
  [
    "a variable that the rest sets itself before it asks for it",
    "SET NAMES utf8mb4; DO f(); | SET @cs=@@character_set_client; SET character_set_client=@cs;",
    undefined,
  ],
  ["one that it asks for before it sets it", "DO f(); | DO @a; SET @a=1;", 1],
  ["one that it sets from itself", "SELECT 1 INTO @a; | SET @a=@a+1;", 1],
  ["one set in the same SET as it is asked for", "SELECT 1 INTO @a; | SET @a=2, @b=@a;", 1],
  ["one whose setting took its value from a lost one", "SELECT 1 INTO @a; SET @b=@a; | DO @b;", 2],
  ["the same, and nobody asks", "SELECT 1 INTO @a; SET @b=@a; | DO @c;", undefined],
  [
    "a setting that took its value from a lost one",
    "SELECT '' INTO @a; SET sql_mode=@a; | DO 1;",
    2,
  ],
  ["a setting computed beside a variable", "SET @a=1, time_zone=CONCAT('+', RAND()); | DO 1;", 1],
  ["a variable a function may have set", "DO f(); SET @b=@a; | DO @b;", 2],
  [
    "a variable named in a string",
    "SELECT 1 INTO @a; | INSERT INTO t VALUES ('see @a');",
    undefined,
  ],
  ["a variable named in a comment", "SELECT 1 INTO @a; | DO 1 /* @a */;", undefined],
  [
    "the host of an account",
    "SELECT 1 INTO @localhost; | GRANT ALL ON t TO `a`@`localhost`;",
    undefined,
  ],
  ["a quoted variable", "SELECT 1 INTO @`a`; | DO @'A';", 1],
  ["a variable behind a keyword", "SELECT 1 INTO @a; | SELECT@a;", 1],
  ["one behind any word of an expression", "SELECT 1 INTO @a; | DO CASE WHEN b THEN@a END;", 1],
  ["one right behind DO", "SELECT 1 INTO @a; | DO@a;", 1],
  [
    "the host of an account without quotes",
    "SELECT 1 INTO @h; | GRANT ALL ON t TO me@h;",
    undefined,
  ],
  ["a variable a function may have set anew", "SET @a=1; DO f(); | DO @a;", 2],
  ["one set behind the function again", "DO f(); SET @a=1; | DO @a;", undefined],
  [
    "a value of the server that was changed behind it",
    "SET @old=@@GLOBAL.max_connections; SET GLOBAL max_connections=9; | DO @old;",
    1,
  ],
  [
    "the same, through another variable",
    "SET @x=@@sql_mode; SET @y=@x; SET GLOBAL sql_mode=''; | DO @y;",
    1,
  ],
  [
    "the same of a setting",
    "SET time_zone=@@GLOBAL.time_zone; SET GLOBAL time_zone='+01:00'; | DO 1;",
    1,
  ],
  [
    "another value of the server is changed",
    "SET @b=@@SESSION.SQL_LOG_BIN; SET @@SESSION.SQL_LOG_BIN=0; SET @@GLOBAL.GTID_PURGED='x'; | " +
    "SET @@SESSION.SQL_LOG_BIN=@b;",
    undefined,
  ],
  [
    "a variable named in a string that is prepared",
    "SELECT 7 INTO @a; | SET @sql='INSERT INTO t VALUES (@a)'; PREPARE s FROM @sql; EXECUTE s;",
    1,
  ],
  [
    "one that is set before such a string is run",
    "SELECT 7 INTO @a; | SET @a=1; SET @sql='DO @a'; PREPARE s FROM @sql; EXECUTE s;",
    undefined,
  ],
  ["a procedure, where the rest asks for a variable", "CALL p(); | DO @a;", 1],
  ["a procedure, where the rest sets what it asks for", "CALL p(); | SET @a=1; DO @a;", undefined],
];
for (const [what, text, expected] of CASES) {
  test(`MySQL: ${what} is ${expected === undefined ? "not lost" : "lost"} with a session`, () => {
    assert.equal(lost(text), expected);
  });
}

test("PostgreSQL has no variables: what a computed setting is needed for is not known", () => {
  assert.equal(
    lost("SELECT set_config('a.b', concat('@x', now()), false); | SELECT 1;", "postgres"),
    1,
  );
});
