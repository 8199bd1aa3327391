import assert from "node:assert/strict";
import { test } from "node:test";
import type { SqlFlavor } from "../../src/sql/statement.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { texts } from "./lexing.ts";

const one: Record<string, string> = {
  "an escaped quote": "SELECT 'a\\';b'",
  "a doubled quote": "SELECT 'a'';b', \"c\"\";d\"",
  "a semicolon in a double-quoted string": 'SELECT "a;\\"b"',
  "a semicolon in backticks": "SELECT 1 AS `a;``b\\`",
  "a string with a character set": "SELECT _utf8mb4'a\\';b', N'c;', X'41'",
  "user variables with quotes": "SELECT @'a;b', @`c;d`, @\"e;f\"",
  "a comment to the end of the line": "SELECT 1 # a;\n + 1",
  "two dashes before a space": "SELECT 1 -- a;\n + 1",
  "two dashes before a control character": "SELECT 1 --\u0001a;\n + 1",
  "two dashes that are no comment": "SELECT 5--3",
  "a comment that does not nest": "SELECT 1 /* a; /* b */ + 1",
  "an executable comment": "SELECT 1 /*!50100 + ';' */",
  "an executable comment with a comment in it": "SELECT 1 /*!50100 + /* ; */ 1 */",
  "an executable comment that no server reads": "SELECT 1 /*!999999 a /* ; */ it's; */ + 1",
  "an optimizer hint": "SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1",
  "a procedure": "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
  "a procedure of one statement": "CREATE PROCEDURE p() SELECT CASE WHEN 1 THEN IF(1, 2, 3) END",
  "a procedure with characteristics":
    "CREATE DEFINER=`a`@`%` PROCEDURE p(IN a INT, OUT b INT) COMMENT 'x;' LANGUAGE SQL NOT " +
    "DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER BEGIN SELECT 1; END",
  "nested blocks with labels":
    "CREATE PROCEDURE p() a: BEGIN b: BEGIN SELECT 1; END b; SELECT 2; END a",
  "every kind of block":
    "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; ELSEIF b THEN SELECT 2; ELSE SELECT 3; END IF; " +
    "CASE a WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE; l: LOOP LEAVE l; END LOOP l; " +
    "REPEAT SET a = 1; UNTIL a END REPEAT; WHILE a DO SET a = 0; END WHILE; END",
  "functions named like blocks":
    "CREATE PROCEDURE p() BEGIN SELECT IF(1, 2, 3), REPEAT('a', 3), INSERT('a', 1, 1, 'b'); END",
  "CASE expressions in a CASE statement":
    "CREATE PROCEDURE p() BEGIN CASE CASE WHEN 1 THEN 2 END WHEN 2 THEN SELECT CASE 1 WHEN 1 THEN " +
    "CASE 2 WHEN 2 THEN 3 END ELSE 4 END; END CASE; END",
  "handlers":
    "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE '23000', 1062 BEGIN " +
    "ROLLBACK; END; DECLARE CONTINUE HANDLER FOR NOT FOUND SET @d = 1; DECLARE EXIT HANDLER FOR " +
    "SQLWARNING IF 1 THEN SELECT 1; END IF; SELECT 1; END",
  "a cursor": "CREATE PROCEDURE p() BEGIN DECLARE c CURSOR FOR SELECT 1; OPEN c; CLOSE c; END",
  "a block as the whole body": "CREATE PROCEDURE p() IF 1 THEN SELECT 1; SELECT 2; END IF",
  "DO before a function": "CREATE PROCEDURE p() BEGIN DO IF(1, 2, 3); DO SLEEP(0); END",
  "a carriage return in a comment": "SELECT 1 -- a\r;\n + 1 # b\r;\n + 1",
  "columns named like the words of blocks":
    "CREATE PROCEDURE p() BEGIN IF t.case THEN IF a THEN SELECT @if, t.begin; END IF; END IF; END",
  "a column named end in a CASE":
    "CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SELECT CASE WHEN end THEN IF(1, 2, 3) END; END CASE; END",
  "an alias named end in parentheses in a CASE":
    "CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SELECT CASE WHEN (SELECT 1 end) THEN IF(1, 2, 3) " +
    "END; END CASE; END",
  "a procedure that may exist": "CREATE PROCEDURE IF NOT EXISTS p() BEGIN SELECT 1; SELECT 2; END",
  "a function that may exist":
    "CREATE FUNCTION IF NOT EXISTS begin() RETURNS INT NO SQL BEGIN RETURN 1; END",
  "a variable named end":
    "CREATE PROCEDURE p() BEGIN DECLARE end INT; SET end = 1; SELECT end + 1 FROM t; END",
  "transaction commands in a body":
    "CREATE PROCEDURE p() BEGIN START TRANSACTION; ROLLBACK; COMMIT; END",
  "a function":
    "CREATE FUNCTION f(a INT) RETURNS VARCHAR(10) CHARSET utf8mb4 DETERMINISTIC BEGIN RETURN 'a;'; END",
  "a function that only returns":
    "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE WHEN 1 THEN 2 ELSE 3 END",
  "a function with a labelled body":
    "CREATE FUNCTION f() RETURNS INT NO SQL main: BEGIN RETURN 1; END main",
  "a loadable function": "CREATE AGGREGATE FUNCTION f RETURNS INTEGER SONAME 'f.so'",
  "a trigger": "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET NEW.a = 1; END",
  "a trigger of one statement": "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.end = 1",
  "a trigger with an order":
    "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW FOLLOWS s IF NEW.a THEN SET NEW.a = 1; END IF",
  "an event":
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01' ON COMPLETION PRESERVE COMMENT 'c' " +
    "DO BEGIN DELETE FROM t; DELETE FROM u; END",
  "an altered event": "ALTER DEFINER = CURRENT_USER EVENT e DO BEGIN SELECT 1; END",
  "a trigger as mysqldump writes it":
    "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER t BEFORE INSERT ON x " +
    "FOR EACH ROW BEGIN SET NEW.a = ';'; SET NEW.b = 2; END */",
  "a procedure named begin": "CREATE PROCEDURE begin() SELECT 1",
  "a procedure in another database": "CREATE PROCEDURE `begin`.begin() BEGIN SELECT 1; END",
};
for (const flavor of ["mysql", "mariadb"] as const) {
  for (const [what, text] of Object.entries(one)) {
    test(`${flavor}: one statement holds ${what}`, () => {
      assert.deepEqual(texts(`${text};\nSELECT 'next';`, flavor), [text, "SELECT 'next'"]);
    });
    test(`${flavor}: under DELIMITER, one statement holds ${what}`, () => {
      const script = `DELIMITER $$\n${text}$$\nSELECT 'next'$$\nDELIMITER ;\nSELECT 'last';`;
      assert.deepEqual(texts(script, flavor), [text, "SELECT 'next'", "SELECT 'last'"]);
    });
  }
}

const mariadbOnly: Record<string, string> = {
  "an anonymous block": "BEGIN NOT ATOMIC SELECT 1; IF a THEN SELECT 2; END IF; END",
  "IF outside of a routine": "IF 1 THEN SELECT 1; SELECT 2; END IF",
  "CASE outside of a routine": "CASE WHEN 1 THEN SELECT 1; END CASE",
  "WHILE outside of a routine": "WHILE 0 DO SELECT 1; END WHILE",
  "FOR outside of a routine": "FOR i IN 1..2 DO SELECT i; END FOR",
  "an executable comment for MariaDB": "SELECT 1 /*M!100100 + ';' */",
  "an executable comment for newer MySQLs": "SELECT 1 /*!80000 it's; */ + 1",
  "NULL as \\N": "SELECT \\N, 1",
  "a sequence": "CREATE OR REPLACE SEQUENCE s START WITH 1",
};
for (const [what, text] of Object.entries(mariadbOnly)) {
  test(`MariaDB: one statement holds ${what}`, () => {
    assert.deepEqual(texts(`${text};\nSELECT 'next';`, "mariadb"), [text, "SELECT 'next'"]);
  });
}

test("MySQL: comments for MariaDB are only comments", () => {
  assert.deepEqual(
    texts("/*M!999999\\- enable the sandbox mode */ SELECT 1; /*M! it's */", "mysql"),
    [
      "SELECT 1",
    ],
  );
  assert.deepEqual(texts("/*!100301 CREATE SEQUENCE `it's` */;", "mysql"), []);
});

test("MySQL: the body of a JavaScript routine is dollar-quoted", () => {
  const text =
    "CREATE FUNCTION f(a INT) RETURNS INT LANGUAGE JAVASCRIPT AS $$ let b = 'x'; return a; $$";
  assert.deepEqual(texts(`${text}; SELECT 2`, "mysql"), [text, "SELECT 2"]);
});

test("MySQL: plain BEGIN is a transaction", () => {
  assert.deepEqual(texts("BEGIN; SELECT 1; COMMIT; BEGIN WORK; COMMIT", "mysql").length, 5);
});

test("MySQL: an executable comment is a statement, unless it is empty", () => {
  assert.deepEqual(texts("/*!40101 SET NAMES utf8 */;\n/*! */;", "mysql"), [
    "/*!40101 SET NAMES utf8 */",
  ]);
});

test('MySQL: names are quoted by " under ANSI_QUOTES', () => {
  const rules = { flavor: "mysql", ansiQuotes: true } as const;
  assert.deepEqual(texts('SELECT "a\\"; SELECT 2', rules), ['SELECT "a\\"', "SELECT 2"]);
});

test("MySQL: backslashes are characters under NO_BACKSLASH_ESCAPES", () => {
  const rules = { flavor: "mysql", noBackslashEscapes: true } as const;
  assert.deepEqual(texts("SELECT 'a\\'; SELECT 2", rules), ["SELECT 'a\\'", "SELECT 2"]);
});

const settings: Record<string, string> = {
  "set by SET": "SET sql_mode = 'ANSI_QUOTES'",
  "set for the session": "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ANSI'",
  "set as a system variable": 'SET @@session.sql_mode := "ansi_quotes"',
  "set as one of several": "SET @a = 1, sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'), @b = 2",
  "set in an executable comment": "/*!50003 SET sql_mode = 'ANSI_QUOTES' */",
};
for (const [what, set] of Object.entries(settings)) {
  test(`MySQL: a script's own ANSI_QUOTES is followed when it is ${what}`, () => {
    const script =
      `SET @old = @@sql_mode; ${set}; SELECT "a\\"; SET sql_mode = @old; SELECT "b\\";";`;
    const { statements, problems } = splitStatements(script, { flavor: "mysql" });
    assert.deepEqual(problems, []);
    assert.deepEqual(statements.map((statement) => statement.text), [
      "SET @old = @@sql_mode",
      set,
      'SELECT "a\\"',
      "SET sql_mode = @old",
      'SELECT "b\\";"',
    ]);
    assert.equal(statements[2]?.rules?.ansiQuotes, true);
  });
}

const delimiters: Record<string, [string, string[]]> = {
  "cuts words": ["DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$", [
    "CREATE PROCEDURE p() BEGIN SELECT 1; END",
  ]],
  "is not found in strings and comments": ["DELIMITER //\nSELECT '//' -- //\n + 1 /* // */ //", [
    "SELECT '//' -- //\n + 1",
  ]],
  "lets the semicolon split too, as the server does": ["DELIMITER //\nSELECT 1; SELECT 2; //", [
    "SELECT 1",
    "SELECT 2",
  ]],
  "may stand on the line of a statement": ["SELECT 1; DELIMITER //\nSELECT 2//", [
    "SELECT 1",
    "SELECT 2",
  ]],
  "may be quoted": ["DELIMITER '//'\nSELECT 2//", ["SELECT 2"]],
  "may be written in small letters": ["  delimiter ;;\r\nSELECT 2;;\r\ndelimiter ;\r\n", [
    "SELECT 2",
  ]],
  "keeps a function in Oracle's syntax whole": [
    "DELIMITER //\nCREATE FUNCTION f RETURN INT AS BEGIN RETURN 1; END;\n//",
    ["CREATE FUNCTION f RETURN INT AS BEGIN RETURN 1; END"],
  ],
  "keeps a body in Oracle's syntax whole": [
    "DELIMITER //\nCREATE PROCEDURE p AS a INT; BEGIN SELECT 1; END;\n//\nDELIMITER ;\nSELECT 2;",
    ["CREATE PROCEDURE p AS a INT; BEGIN SELECT 1; END", "SELECT 2"],
  ],
};
for (const [what, [script, expected]] of Object.entries(delimiters)) {
  test(`MariaDB: a delimiter ${what}`, () => {
    assert.deepEqual(texts(script, "mariadb"), expected);
  });
}

test("a DELIMITER line is told as skipped", () => {
  const flavor: SqlFlavor = "mysql";
  const script = "DELIMITER //\nSELECT 1//\n";
  const { skipped } = splitStatements(script, { flavor });
  assert.deepEqual(skipped.map(({ start, end }) => script.slice(start, end)), ["DELIMITER //"]);
});
