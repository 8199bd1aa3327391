import assert from "node:assert/strict";
import { test } from "node:test";
import { classOf } from "./lexing.ts";

const outside = [
  "CREATE DATABASE a",
  "DROP DATABASE IF EXISTS a",
  "CREATE TABLESPACE a LOCATION '/a'",
  "DROP TABLESPACE a",
  "CREATE INDEX CONCURRENTLY a ON t (b)",
  "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a ON t (b)",
  "/* c */ create -- d\n index concurrently on t (b)",
  "DROP INDEX CONCURRENTLY IF EXISTS a",
  "REINDEX DATABASE a",
  "REINDEX (VERBOSE) SYSTEM a",
  "REINDEX SCHEMA a",
  "REINDEX INDEX CONCURRENTLY a",
  "REINDEX (VERBOSE, CONCURRENTLY) TABLE a",
  "VACUUM",
  "VACUUM (FULL, ANALYZE) t",
  "CLUSTER",
  "CLUSTER VERBOSE",
  "CLUSTER (VERBOSE)",
  "ALTER SYSTEM SET work_mem = '1MB'",
  "ALTER TABLE a DETACH PARTITION b CONCURRENTLY",
  "ALTER DATABASE a SET TABLESPACE b",
  "DISCARD ALL",
  "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
  "DROP SUBSCRIPTION s",
  "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
  "ALTER SUBSCRIPTION s SET PUBLICATION p",
];
for (const text of outside) {
  test(`PostgreSQL: ${text} stays outside of a transaction`, () => {
    assert.equal(classOf(text, "postgres").outsideTransaction, true);
  });
}

const inside = [
  "CREATE INDEX a ON t (b)",
  'CREATE INDEX "concurrently" ON t (b)',
  "COMMENT ON TABLE a IS 'CREATE INDEX CONCURRENTLY'",
  "DROP INDEX a",
  "REINDEX TABLE a",
  "REINDEX (CONCURRENTLY FALSE) TABLE a",
  "CLUSTER t USING i",
  "REFRESH MATERIALIZED VIEW CONCURRENTLY a",
  "ALTER TABLE a DETACH PARTITION b",
  "ALTER TYPE a ADD VALUE 'b'",
  "ALTER DATABASE a SET work_mem = '1MB'",
  "DISCARD TEMP",
  "ANALYZE",
  "TRUNCATE a",
  "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
  "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
  "DO $$ BEGIN VACUUM; END $$",
];
for (const text of inside) {
  test(`PostgreSQL: ${text} may stand in a transaction`, () => {
    assert.equal(classOf(text, "postgres").outsideTransaction, false);
  });
}

const sessions: [string, "none" | "constant" | "computed"][] = [
  ["SELECT 1", "none"],
  ["SET search_path = a", "constant"],
  ["SET SESSION AUTHORIZATION a", "constant"],
  ["RESET ALL", "constant"],
  ["SET LOCAL lock_timeout = 1", "none"],
  ["SET CONSTRAINTS ALL DEFERRED", "none"],
  ["SET TRANSACTION READ ONLY", "none"],
  ["SELECT pg_catalog.set_config('search_path', '', false)", "constant"],
  ["SELECT set_config('a.b', (SELECT c FROM d), false)", "computed"],
  ["PREPARE p AS SELECT 1", "computed"],
  ["LISTEN a", "computed"],
  ["DECLARE c CURSOR WITH HOLD FOR SELECT 1", "computed"],
  ["CREATE TEMP TABLE t (id int)", "computed"],
  ["CREATE LOCAL TEMPORARY VIEW t AS SELECT 1", "computed"],
  ["CREATE TABLE pg_temp.t (id int)", "computed"],
  ["SELECT 1 INTO TEMP t", "computed"],
  ["SELECT pg_advisory_lock(1)", "computed"],
  [
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT set_config('a', b, false) $$",
    "none",
  ],
];
for (const [text, expected] of sessions) {
  test(`PostgreSQL: what the session keeps of ${text} is ${expected}`, () => {
    assert.equal(classOf(text, "postgres").session, expected);
  });
}

const lexing: [string, boolean][] = [
  ["SET standard_conforming_strings = off", true],
  ["SET standard_conforming_strings = on", false],
  ["SET SESSION backslash_quote TO on", true],
  ["SET client_encoding = 'LATIN1'", true],
  ["SET client_encoding = 'UTF8'", false],
  ["SET NAMES 'SJIS'", true],
  ["RESET ALL", true],
  ["DISCARD ALL", true],
  ["SELECT set_config('client_encoding', 'LATIN1', false)", true],
  ["SET search_path = a", false],
];
for (const [text, expected] of lexing) {
  test(`PostgreSQL: ${text} ${expected ? "changes" : "does not change"} how text is read`, () => {
    assert.equal(classOf(text, "postgres").changesLexing, expected);
  });
}

test("PostgreSQL: standard_conforming_strings = on is a change where it was off", () => {
  const rules = { flavor: "postgres", standardConformingStrings: false } as const;
  assert.equal(classOf("SET standard_conforming_strings = on", rules).changesLexing, true);
});

const locks: [string, boolean][] = [
  ["SELECT pg_advisory_unlock_all()", true],
  ["DO $$ BEGIN PERFORM pg_advisory_unlock(1); END $$", true],
  ["DISCARD ALL", true],
  ["SELECT pg_advisory_xact_lock(1)", false],
];
for (const [text, expected] of locks) {
  test(`PostgreSQL: ${text} ${expected ? "may free" : "frees no"} locks`, () => {
    assert.equal(classOf(text, "postgres").freesLocks, expected);
  });
}
