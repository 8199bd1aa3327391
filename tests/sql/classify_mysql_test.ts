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
  ["SET sql_select_limit = 0", "constant"],
  ["SET @@sql_select_limit = 0", "constant"],
  ["SET SESSION TRANSACTION READ ONLY", "constant"],
  ["SET SESSION max_execution_time = 5", "constant"],
  ["SET max_statement_time = 5", "constant"],
  ["SET sql_log_bin = 0", "constant"],
  ["SET timestamp = 1", "constant"],
  ["SET optimizer_switch = 'mrr=on'", "constant"],
  ["SET GLOBAL max_connections = 5, @@sql_log_bin = 0", "constant"],
  ["SET GLOBAL max_connections = 5, @a = 1", "constant"],
  ["SET GLOBAL max_connections = 5, wait_timeout = 5", "none"],
  ["SET ROLE app", "constant"],
  ["SET @a = 'UUID() (SELECT)'", "constant"],
  ["SET @a = UTC_TIMESTAMP", "computed"],
  ["SET @a = UTC_DATE", "computed"],
  ["SET @a = UTC_TIME + 0", "computed"],
  ["SET @a = LOCALTIME", "computed"],
  ["SET @a = LOCALTIMESTAMP", "computed"],
  ["SET @a = CURRENT_DATE", "computed"],
  ["SET @a = CURRENT_USER", "computed"],
  ["SET @a = NOW()", "computed"],
  ["SET @a = RAND()", "computed"],
  ["SET @a = `f`()", "computed"],
  ["SET @a = other.concat()", "computed"],
  ["SET @b = 1, @a = SYSDATE()", "computed"],
  ["SET @a = NEXT VALUE FOR s", "computed"],
  ["SET @a = @@rand_seed1", "computed"],
  ["SELECT GET_LOCK('a', 1)", "computed"],
  ["HANDLER t OPEN", "computed"],
];
for (const [text, expected] of sessions) {
  test(`MySQL: what the session keeps of ${text} is ${expected}`, () => {
    assert.equal(classOf(text, "mysql").session, expected);
  });
}

const leaving: [string, boolean][] = [
  ["SELECT f()", true],
  ["SELECT shop.count(1)", true],
  ["SELECT `f`(1)", true],
  ["INSERT INTO t VALUES (1, f(2))", true],
  ["UPDATE t SET a = f(a)", true],
  ["DO f()", true],
  ["CALL p()", true],
  ["SET @a = 1", true],
  ["SET TRANSACTION READ ONLY", true],
  ["LOAD DATA INFILE '/x' INTO TABLE t (a, @b)", true],
  ["LOAD DATA INFILE '/x' INTO TABLE t (a, b)", false],
  ["SELECT count(*), max(a), now() FROM t WHERE a IN (1) AND (b OR c)", false],
  ["INSERT INTO t (a) VALUES (CAST('1' AS DECIMAL(3))), (COALESCE(NULL, 2))", false],
  ["INSERT INTO `shop`.`t` (a) SELECT a FROM u JOIN v USING (a)", false],
  ["INSERT IGNORE t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a)", false],
  ["REPLACE t (a) VALUES (1)", false],
  ["WITH x (a) AS (SELECT 1) SELECT row_number() OVER (ORDER BY a) FROM x", false],
  ["SELECT 'f()'", false],
  ["CREATE TABLE t (a INT DEFAULT (f()))", false],
];
for (const [text, expected] of leaving) {
  test(`MySQL: ${text} ${expected ? "may leave" : "leaves"} the session ${expected ? "changed" : "as it was"}`, () => {
    assert.equal(classOf(text, "mysql").mayLeaveSession ?? false, expected);
  });
}

test("a function call that may change the session makes no file unresumable", () => {
  assert.equal(classOf("INSERT INTO t VALUES (f(2))", "mysql").session, "none");
});

const committing: [string, boolean][] = [
  ["SET autocommit = 1", true],
  ["SET autocommit = ON", true],
  ["SET autocommit = @old", true],
  ["SET autocommit = @@global.autocommit", true],
  ["SET autocommit = 1 + 0", true],
  ["SET autocommit = (SELECT 1)", true],
  ["SET autocommit := 'on'", true],
  ["SET `autocommit` = 1", true],
  ["SET @@autocommit = @old", true],
  ["SET @@session.autocommit = 1", true],
  ["SET @@`autocommit` = 1", true],
  ["SET LOCAL autocommit = DEFAULT", true],
  ["SET @a = 'x, autocommit = 0', autocommit = @old", true],
  ["SET NAMES utf8mb4, autocommit = 1", true],
  ["SET GLOBAL max_connections = 5, @@autocommit = 1", true],
  ["SET GLOBAL max_connections = 5, SESSION autocommit = 1", true],
  ["SET autocommit = 0", false],
  ["SET autocommit = OFF, @a = 1", false],
  ["SET @@autocommit = 'off'", false],
  ["SET SESSION autocommit = FALSE", false],
  ["SET GLOBAL autocommit = 1", false],
  ["SET @@global.autocommit = 1", false],
  ["SET GLOBAL max_connections = 5, autocommit = 1", false],
  ["SET @autocommit = 1", false],
  ["SET @old = @@autocommit", false],
];
for (const [text, expected] of committing) {
  test(`MySQL: ${text} ${expected ? "may commit" : "does not commit"}`, () => {
    assert.equal(classOf(text, "mysql").commitsImplicitly, expected);
  });
}

const completion: [string, boolean][] = [
  ["SET completion_type = 2", true],
  ["SET SESSION completion_type = 'RELEASE'", true],
  ["SET @@completion_type = CHAIN", true],
  ["SET @a = 1, completion_type = @old", true],
  ["SET GLOBAL completion_type = 2", true],
  ["SET completion_type = 0", false],
  ["SET completion_type = 'NO_CHAIN'", false],
  ["SET completion_type = DEFAULT", false],
  ["SET @completion_type = 2", false],
];
for (const [text, expected] of completion) {
  test(`MySQL: ${text} is ${expected ? "refused" : "sent"}`, () => {
    assert.equal(classOf(text, "mysql").refused !== null, expected);
  });
}

test("MariaDB: SET STATEMENT … FOR is what the statement behind it is", () => {
  const of = (text: string) =>
    classOf(`SET STATEMENT max_statement_time = (1), a = 'FOR' FOR ${text}`, "mariadb");
  assert.equal(of("CREATE TABLE t (a INT)").commitsImplicitly, true);
  assert.equal(of("COMMIT").transaction, "commit");
  assert.equal(of("SELECT 1 INTO @a").session, "computed");
  assert.equal(of("CALL p()").manyResults, true);
  assert.equal(of("SET autocommit = @old").commitsImplicitly, true);
  assert.equal(of("INSERT INTO t VALUES (1)").commitsImplicitly, false);
});

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
  "SET @was = 1",
  "SET autocommit = @was",
  "SET `autocommit` = 0",
  "SET @@session.autocommit = @was + 0",
  "SET AUTOCOMMIT = 0, @x = 1",
  "SET @x = @@autocommit",
  "SET GLOBAL max_connect_errors = 100, autocommit = 1",
  "SET @@autocommit = 'on'",
  "SET autocommit = 'off'",
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
