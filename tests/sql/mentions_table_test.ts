import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionsTable } from "../../src/sql/mentions_table.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { SqlFlavor } from "../../src/sql/statement.ts";

const cases: [SqlFlavor, string, boolean][] = [
  ["postgres", "DROP TABLE dunlin_migrations", true],
  ["postgres", 'ALTER TABLE public."dunlin_migrations" ADD a int', true],
  ["postgres", "delete from DUNLIN_MIGRATIONS", true],
  ["postgres", "SELECT * FROM dunlin_migrations", false],
  ["postgres", "WITH a AS (SELECT 1) DELETE FROM dunlin_migrations", true],
  ["postgres", "INSERT INTO t VALUES ('dunlin_migrations') -- dunlin_migrations", false],
  ["postgres", "DROP TABLE dunlin_migrations_old", false],
  ["mysql", "TRUNCATE `shop`.`dunlin_migrations`", true],
  ["mysql", 'INSERT INTO t VALUES ("dunlin_migrations")', false],
  ["mysql", "/*!40000 DROP TABLE dunlin_migrations */", true],
  ["sqlite", "DROP TABLE [dunlin_migrations]", true],
];
for (const [flavor, text, expected] of cases) {
  test(`${flavor}: ${text} ${expected ? "is seen to touch" : "does not touch"} the table`, () => {
    const [statement] = splitStatements(text, { flavor }).statements;
    assert.ok(statement);
    assert.equal(mentionsTable(statement, { flavor }, ["dunlin_migrations"]), expected);
  });
}
