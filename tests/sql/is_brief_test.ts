import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "../../src/sql/classify.ts";
import { isBrief } from "../../src/sql/is_brief.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";

const BRIEF = [
  "CREATE TABLE t (id INT PRIMARY KEY)",
  "CREATE TABLE t (id INT GENERATED ALWAYS AS IDENTITY)",
  "INSERT INTO t VALUES (1), (2)",
  "CREATE OR REPLACE VIEW v AS SELECT * FROM t",
  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE TYPE mood AS ENUM ('fine')",
  "GRANT SELECT ON t TO PUBLIC",
  "COMMENT ON TABLE t IS 'x'",
  "DROP TABLE t",
  "SET search_path = x",
];
const MAY_TAKE_LONG = [
  "UPDATE t SET a = 1",
  "DELETE FROM t",
  "ALTER TABLE t ADD COLUMN a INT",
  "CREATE INDEX i ON t (a)",
  "CREATE UNIQUE INDEX i ON t (a)",
  "CREATE TABLE t2 AS SELECT * FROM t",
  "CREATE TABLE t2 AS TABLE t",
  "CREATE MATERIALIZED VIEW m AS SELECT 1",
  "INSERT INTO t SELECT * FROM t2",
  "SELECT work()",
  "DO $$ BEGIN PERFORM work(); END $$",
  "VACUUM t",
  "TRUNCATE t",
  "COPY t FROM '/x'",
];

const rules = { flavor: "postgres" } as const;

for (const [brief, texts] of [[true, BRIEF], [false, MAY_TAKE_LONG]] as const) {
  for (const text of texts) {
    test(`${text}: ${brief ? "done at once" : "may take long"}`, () => {
      const [statement] = splitStatements(text, rules).statements;
      assert.ok(statement);
      assert.equal(isBrief(statement, classify(statement, rules)), brief);
    });
  }
}
