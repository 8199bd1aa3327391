import assert from "node:assert/strict";
import { test } from "node:test";
import mysql from "mysql2/promise";
import { databaseNamed } from "../contract/databases.ts";
import { classOf } from "./lexing.ts";

const sessions: [string, "none" | "constant" | "computed"][] = [
  ["SELECT 1", "none"],
  ["USE shop", "constant"],
  ["SET NAMES utf8mb4", "constant"],
  ["SET @a = 1, @b = 'x', foreign_key_checks = OFF", "constant"],
  ["SET @OLD_SQL_MODE = @@SQL_MODE, SQL_MODE = 'NO_AUTO_VALUE_ON_ZERO'", "constant"],
  ["SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI')", "constant"],
  ["SET @a = (SELECT max(id) FROM t)", "computed"],
  ["SET @a = UUID()", "computed"],
  ["SET @a = @@last_insert_id", "computed"],
  ["SET GLOBAL max_connections = 5", "none"],
  ["SELECT 1 INTO @a", "computed"],
  ["SELECT @a := 1", "computed"],
  ["CREATE TEMPORARY TABLE t (a INT)", "computed"],
  ["PREPARE s FROM 'SELECT 1'", "computed"],
  ["EXECUTE s", "computed"],
  ["CALL p()", "computed"],
  ["CREATE PROCEDURE p() BEGIN SELECT 1 INTO @a; SET @b := 2; END", "none"],
];
for (const [text, expected] of sessions) {
  test(`MySQL: what the session keeps of ${text} is ${expected}`, () => {
    assert.equal(classOf(text, "mysql").session, expected);
  });
}

const lexing: [string, boolean][] = [
  ["SET sql_mode = ''", true],
  ["SET SESSION sql_mode = 'ANSI'", true],
  ["SET @@session.sql_mode = @old", true],
  ["/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */", true],
  ["SET @old = @@sql_mode", false],
  ["SET NAMES utf8mb4", false],
  ["SET NAMES gbk", true],
  ["SET character_set_client = sjis", true],
  ["SET character_set_client = @saved", false],
  ["SET foreign_key_checks = 0", false],
];
for (const [text, expected] of lexing) {
  test(`MySQL: ${text} ${expected ? "changes" : "does not change"} how text is read`, () => {
    assert.equal(classOf(text, "mysql").changesLexing, expected);
  });
}

test("MySQL: CALL, EXECUTE and compound statements may have many results", () => {
  for (const text of ["CALL p()", "EXECUTE s", "BEGIN NOT ATOMIC SELECT 1; END"]) {
    assert.equal(classOf(text, "mariadb").manyResults, true);
  }
  assert.equal(classOf("SELECT 'CALL p()'", "mariadb").manyResults, false);
});

test("MySQL: table locks and the freeing of named locks are seen", () => {
  assert.equal(classOf("LOCK TABLES a WRITE", "mysql").locksTables, true);
  assert.equal(classOf("UNLOCK TABLES", "mysql").locksTables, true);
  assert.equal(classOf("FLUSH TABLES a WITH READ LOCK", "mysql").locksTables, true);
  assert.equal(classOf("DO RELEASE_ALL_LOCKS()", "mysql").freesLocks, true);
  assert.equal(classOf("SELECT GET_LOCK('a', 1)", "mysql").freesLocks, false);
});

/** Statements in an order in which they can run; each is tried behind an INSERT and before a ROLLBACK. */
const statements = [
  "CREATE TABLE a (i INT)",
  "CREATE TEMPORARY TABLE tmp (i INT)",
  "ALTER TABLE tmp ADD j INT",
  "CREATE INDEX ix ON tmp (j)",
  "TRUNCATE TABLE tmp",
  "DROP TEMPORARY TABLE tmp",
  "CREATE TEMPORARY TABLE tmp AS SELECT 1 AS i",
  "DROP TABLE tmp",
  "RENAME TABLE a TO b",
  "ANALYZE TABLE b",
  "CHECK TABLE b",
  "CHECKSUM TABLE b",
  "OPTIMIZE TABLE b",
  "FLUSH STATUS",
  "CREATE VIEW v AS SELECT 1 AS x",
  "DROP VIEW v",
  "CREATE PROCEDURE p() SELECT 1",
  "CALL p()",
  "DROP PROCEDURE p",
  "CREATE TRIGGER r BEFORE INSERT ON b FOR EACH ROW SET @a = 1",
  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1",
  "DROP EVENT e",
  "LOCK TABLES b WRITE",
  "SET autocommit = 0",
  "SET @x = 1",
  "DO 1",
  "SELECT count(*) FROM b",
  "INSERT INTO b VALUES (1)",
  "UPDATE b SET i = 2",
  "PREPARE s FROM 'SELECT 1'",
  "DEALLOCATE PREPARE s",
  "HANDLER b OPEN",
  "CREATE TABLE c AS SELECT 1 AS i",
  "DROP TABLE IF EXISTS nothing_here",
];

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  test(
    `${flavor}: the server commits at the statements said to commit`,
    { skip: database.skip },
    async () => {
      const fresh = await database.fresh();
      const connection = await mysql.createConnection({ uri: fresh.url, flags: ["-IGNORE_SPACE"] });
      try {
        await connection.query("CREATE TABLE probe (i INT) ENGINE = InnoDB");
        const said: string[] = [];
        const seen: string[] = [];
        for (const [index, text] of statements.entries()) {
          if (classOf(text, flavor).commitsImplicitly) said.push(text);
          await connection.query("BEGIN");
          await connection.query(`INSERT INTO probe VALUES (${index})`);
          await connection.query(text);
          await connection.query("ROLLBACK");
          await connection.query("UNLOCK TABLES");
          const [rows] = await connection.query(`SELECT i FROM probe WHERE i = ${index}`);
          await connection.query("COMMIT");
          if ((rows as unknown[]).length > 0) seen.push(text);
        }
        assert.deepEqual(said, seen);
      } finally {
        connection.destroy();
        await fresh.dispose();
      }
    },
  );
}
