import assert from "node:assert/strict";
import { test } from "node:test";
import type { SqlFlavor, TransactionCommand } from "../../src/sql/statement.ts";
import { classOf } from "./lexing.ts";

const commands: [SqlFlavor, string, TransactionCommand | null][] = [
  ["postgres", "BEGIN", "begin"],
  ["postgres", "START TRANSACTION ISOLATION LEVEL SERIALIZABLE", "begin"],
  ["postgres", "COMMIT WORK", "commit"],
  ["postgres", "END TRANSACTION", "commit"],
  ["postgres", "ROLLBACK", "rollback"],
  ["postgres", "ABORT", "rollback"],
  ["postgres", "ROLLBACK WORK TO SAVEPOINT a", "savepoint"],
  ["postgres", "SAVEPOINT a", "savepoint"],
  ["postgres", "RELEASE a", "savepoint"],
  ["postgres", "PREPARE TRANSACTION 'a'", "two-phase"],
  ["postgres", "COMMIT PREPARED 'a'", "two-phase"],
  ["postgres", "ROLLBACK PREPARED 'a'", "two-phase"],
  ["postgres", "PREPARE a AS SELECT 1", null],
  ["mysql", "BEGIN WORK", "begin"],
  ["mysql", "/*!40000 START TRANSACTION */", "begin"],
  ["mysql", "XA START 'a'", "two-phase"],
  ["mariadb", "BEGIN NOT ATOMIC SELECT 1; END", null],
  ["sqlite", "BEGIN IMMEDIATE TRANSACTION", "begin"],
  ["sqlite", "END", "commit"],
  ["sqlite", "ROLLBACK TRANSACTION TO a", "savepoint"],
];
for (const [flavor, text, expected] of commands) {
  test(`${flavor}: ${text} is ${expected ?? "no transaction command"}`, () => {
    assert.equal(classOf(text, flavor).transaction, expected);
  });
}

test("COMMIT AND CHAIN begins the next transaction, AND NO CHAIN does not", () => {
  assert.equal(classOf("COMMIT AND CHAIN", "postgres").chain, true);
  assert.equal(classOf("COMMIT AND NO CHAIN", "postgres").chain, undefined);
});

test("a ROLLBACK and two-phase commands are refused with words", () => {
  assert.match(classOf("ROLLBACK", "mysql").refused ?? "", /remove it/);
  assert.match(classOf("PREPARE TRANSACTION 'a'", "postgres").refused ?? "", /two-phase/);
  assert.match(classOf("XA END 'a'", "mariadb").refused ?? "", /two-phase/);
});

test("a rollback to a savepoint, a COMMIT and everything else are not refused", () => {
  for (const text of ["ROLLBACK TO a", "COMMIT", "SELECT 'ROLLBACK'"]) {
    assert.equal(classOf(text, "postgres").refused, null);
  }
});

test("MySQL: LOAD DATA LOCAL is refused, LOAD DATA from the server is not", () => {
  assert.match(
    classOf("LOAD DATA LOCAL INFILE 'a' INTO TABLE t", "mysql").refused ?? "",
    /machine/,
  );
  assert.equal(classOf("LOAD DATA INFILE 'a' INTO TABLE t", "mysql").refused, null);
});

const verbs: [SqlFlavor, string, string][] = [
  ["postgres", "create or replace function f() returns int language sql as '1'", "CREATE FUNCTION"],
  ["postgres", "CREATE UNIQUE INDEX a ON t (b)", "CREATE INDEX"],
  ["postgres", "CREATE MATERIALIZED VIEW a AS SELECT 1", "CREATE MATERIALIZED VIEW"],
  ["postgres", "CREATE FOREIGN TABLE a (b int) SERVER s", "CREATE FOREIGN TABLE"],
  [
    "postgres",
    "CREATE CONSTRAINT TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f()",
    "CREATE TRIGGER",
  ],
  ["postgres", "WITH a AS (DELETE FROM b RETURNING *) INSERT INTO c SELECT * FROM a", "INSERT"],
  ["postgres", "((SELECT 1))", "SELECT"],
  ["postgres", "EXPLAIN ANALYZE SELECT 1", "EXPLAIN"],
  ["postgres", "COMMENT ON TABLE a IS 'b'", "COMMENT"],
  ["postgres", 'CREATE TABLE "index" (a int)', "CREATE TABLE"],
  ["mysql", "CREATE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1", "CREATE VIEW"],
  [
    "mysql",
    "/*!50003 CREATE*/ /*!50017 DEFINER=a@b*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a=1 */",
    "CREATE TRIGGER",
  ],
  ["mysql", "CREATE AGGREGATE FUNCTION f RETURNS INT SONAME 'a'", "CREATE FUNCTION"],
  ["mysql", "SET NAMES utf8mb4", "SET NAMES"],
  ["mysql", "LOCK TABLES a WRITE", "LOCK TABLES"],
  ["sqlite", "CREATE VIRTUAL TABLE a USING fts5(b)", "CREATE TABLE"],
  ["sqlite", "PRAGMA foreign_keys = ON", "PRAGMA"],
];
for (const [flavor, text, expected] of verbs) {
  test(`${flavor}: the verb of ${text} is ${expected}`, () => {
    assert.equal(classOf(text, flavor).verb, expected);
  });
}
