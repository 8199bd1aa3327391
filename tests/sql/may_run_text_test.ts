import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "../../src/sql/classify.ts";
import { mayRunText } from "../../src/sql/may_run_text.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";

const MAY = [
  "PREPARE q AS SELECT 1",
  "DEALLOCATE ALL",
  "DISCARD PLANS",
  "DO $$ BEGIN EXECUTE 'DEAL' || 'LOCATE ALL'; END $$",
  "DO $x$ BEGIN FOR r IN EXECUTE t LOOP END LOOP; END $x$",
  "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN execute t; END $$",
  "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DEALLOCATE ALL $$",
  String.raw`DO E'BEGIN \x45XECUTE t; END'`,
  "DO U&'BEGIN !0045XECUTE t; END' UESCAPE '!'",
  "DO 'BEGIN EXE'\n'CUTE t; END'",
  "CREATE FUNCTION f(a text DEFAULT $$x$$) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXE'\n'CUTE a; END'",
  "CREATE FUNCTION f() RETURNS void LANGUAGE plperlu AS $$ spi_exec_query(x) $$",
  "CREATE PROCEDURE p() LANGUAGE pltcl AS $$ spi_exec x $$",
];
const NEVER = [
  "CREATE TABLE t (id int)",
  "INSERT INTO t VALUES ('a') ON CONFLICT DO NOTHING",
  "DO $$ BEGIN ALTER TABLE t ADD a int; EXCEPTION WHEN duplicate_column THEN NULL; END $$",
  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 'a'::int $$",
  "CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $f$ BEGIN RETURN NEW; END $f$ LANGUAGE plpgsql",
];

const said = (text: string) => {
  const rules = { flavor: "postgres" } as const;
  const [statement] = splitStatements(text, rules).statements;
  assert.ok(statement);
  return mayRunText(statement, classify(statement, rules));
};

for (const text of MAY) {
  test(`may run text of its own: ${JSON.stringify(text)}`, () => assert.equal(said(text), true));
}
for (const text of NEVER) {
  test(`runs none: ${JSON.stringify(text)}`, () => assert.equal(said(text), false));
}
