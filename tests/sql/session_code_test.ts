import assert from "node:assert/strict";
import { test } from "node:test";
import { sessionCode } from "../../src/sql/session_code.ts";

const read = (text: string, parameters: readonly string[] = []) =>
  sessionCode(text, { flavor: "mysql" }, parameters);

const SETTINGS: readonly (readonly [text: string, expected: boolean])[] = [
  ["SET time_zone = '+01:00'", true],
  ["BEGIN SET @@sql_mode = ''; END", true],
  ["BEGIN SET SESSION sql_mode = ''; END", true],
  ["BEGIN SET @a = 1, sql_mode = ''; END", true],
  ["BEGIN SET NAMES latin1; END", true],
  ["BEGIN -- so\n SET /* it */ sql_mode = ''; END", true],
  ["BEGIN IF a THEN SET time_zone = a; END IF; END", true],
  ["BEGIN DECLARE a INT DEFAULT sql_mode; SET sql_mode = ''; END", true],
  ["BEGIN SET @s = 'SET sql_mode = 1'; PREPARE s FROM @s; EXECUTE s; END", true],
  ["CREATE OR REPLACE PROCEDURE p(a CHAR(3) CHARACTER SET ascii) SET time_zone = a", true],
  ["CREATE PROCEDURE p() COMMENT 'an update' SET time_zone = ''", true],
  ["BEGIN DECLARE a, `b` INT; SET a = 1, b = CONCAT(a, sql_mode = 1); END", false],
  ["SET a = 1", false],
  ["SET NEW.note = 'x', @a = 1", false],
  ["BEGIN UPDATE t SET time_zone = 1; INSERT INTO t SET time_zone = 2; END", false],
  ["CREATE PROCEDURE p(IN a INT, OUT b INT) BEGIN SET b = a; END", false],
  ["CREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW SET NEW.a = 1", false],
  ["BEGIN SET @s = 'ALTER TABLE t ADD a INT'; PREPARE s FROM @s; EXECUTE s; END", false],
];
for (const [text, expected] of SETTINGS) {
  test(`${text} ${expected ? "may change" : "does not change"} settings`, () => {
    assert.equal(read(text, ["a"]).settings, expected);
  });
}

const ASKS: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ["SELECT @a, @`B c`, @@sql_mode", ["a", "b c"]],
  ["SET @a = @a + 1", ["a"]],
  ["BEGIN SET @a = 1; DO @a; END", []],
  ["BEGIN IF b THEN SET @a = 1; DO @a; END IF; END", []],
  ["BEGIN IF b THEN SET @a = 1; END IF; DO @a; END", ["a"]],
  ["BEGIN IF b THEN SET @a = 1; ELSE DO @a; END IF; END", ["a"]],
  ["BEGIN SET @a = 1; IF b THEN DO 1; END IF; DO @a; END", []],
  ["BEGIN SELECT b INTO @a FROM t; DO @a; END", ["a"]],
  ["BEGIN SET @s = 'DO @a'; PREPARE s FROM @s; END", ["a"]],
];
for (const [text, expected] of ASKS) {
  test(`${text} asks for ${expected.join(", ") || "nothing"}`, () => {
    assert.deepEqual([...read(text).asks], expected);
  });
}

test("what a routine calls is named without schema and quotes", () => {
  assert.deepEqual(read("BEGIN CALL a.`P`(1); CALL q; END").calls, ["p", "q"]);
});
