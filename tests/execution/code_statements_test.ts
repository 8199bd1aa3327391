import assert from "node:assert/strict";
import { test } from "node:test";
import { CodeStatements, onlyReads, setsSession } from "../../src/execution/code_statements.ts";
import type { LexicalRules } from "../../src/sql/statement.ts";

const MARIADB: LexicalRules = { flavor: "mariadb" };

function only(text: string, rules = MARIADB) {
  const [item] = new CodeStatements(rules).read(text);
  assert.ok(item);
  return item;
}

const READS = [
  "SELECT 1",
  "(SELECT 1) UNION (SELECT 2)",
  "SELECT REPLACE(name, 'a', 'b') FROM t WHERE x IN (1)",
  "SELECT * FROM t FOR UPDATE",
  "WITH x AS (SELECT 1) SELECT * FROM x",
  "WITH x AS (SELECT 1) SELECT REPLACE('a', 'b', 'c') FROM x FOR UPDATE",
  "SHOW TABLES",
  "EXPLAIN SELECT 1",
  "DESCRIBE t",
  "SET SESSION sql_mode = ''",
  "SET @n = 1",
  "USE other",
  "DO SLEEP(0)",
  "/* a comment */ SELECT 'DELETE FROM t'",
];
const WRITES = [
  "INSERT INTO t VALUES (1)",
  "SELECT grow() FROM t",
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  "SELECT NEXT VALUE FOR s",
  "SELECT NEXTVAL(s)",
  "WITH x AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM x)",
  "SET PASSWORD = 'x'",
  "SET STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1)",
  "SET @n = grow()",
  "ANALYZE TABLE t",
  "ANALYZE UPDATE t SET n = 1",
  "CALL grow()",
  "EXECUTE s",
  "CREATE TEMPORARY TABLE t (id INT)",
  "START TRANSACTION",
  "/*!50000 DELETE FROM t */",
];

for (const text of READS) {
  test(`only reads: ${text}`, () => assert.equal(onlyReads(only(text), MARIADB), true));
}
for (const text of WRITES) {
  test(`may write: ${text}`, () => assert.equal(onlyReads(only(text), MARIADB), false));
}

for (
  const [text, sets] of [
    ["SET SESSION sql_mode = ''", true],
    ["SET NAMES utf8mb4", true],
    ["SET @a = 1, foreign_key_checks = 0", true],
    ["USE other", true],
    ["SET @a = 1", false],
    ["SET GLOBAL max_connections = 9", false],
    ["INSERT INTO t VALUES (1)", false],
  ] as const
) {
  test(`${sets ? "sets" : "does not set"} the session: ${text}`, () => {
    assert.equal(setsSession(only(text), MARIADB), sets);
  });
}

test("what a text sets holds for how the next is read", () => {
  const statements = new CodeStatements(MARIADB);
  const text = 'SELECT "a;b"';
  statements.sent(statements.read("SET sql_mode = 'ANSI_QUOTES'"));
  const [item] = statements.read(text);
  assert.equal(item?.statement.rules?.ansiQuotes, true);
  assert.equal(statements.rules.ansiQuotes, true);
});
