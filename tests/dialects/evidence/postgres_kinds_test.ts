import assert from "node:assert/strict";
import { test } from "node:test";
import { postgresEvidence } from "../../../src/dialects/evidence/postgres.ts";
import type { Evidence } from "../../../src/dialects/evidence/evidence.ts";
import { classify } from "../../../src/sql/classify.ts";
import { splitStatements } from "../../../src/sql/split_statements.ts";

const rules = { flavor: "postgres" } as const;

const KINDS: Readonly<Record<Evidence["kind"], readonly string[]>> = {
  claims: [
    "CREATE INDEX CONCURRENTLY i ON t (a)",
    "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)",
    "DROP INDEX CONCURRENTLY i",
    "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
    "CREATE DATABASE d",
    "CREATE DATABASE d WITH OWNER = someone",
    "DROP DATABASE IF EXISTS d WITH (FORCE)",
    "CREATE TABLESPACE s OWNER CURRENT_USER LOCATION '/data/s'",
    "DROP TABLESPACE s",
    "DROP SUBSCRIPTION s",
    "ALTER SUBSCRIPTION s ADD PUBLICATION a, b",
    "ALTER SUBSCRIPTION s DROP PUBLICATION a WITH (copy_data = off)",
  ],
  harmless: [
    "REINDEX INDEX CONCURRENTLY i",
    "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
    "REINDEX SCHEMA s",
    "REINDEX DATABASE",
    "REINDEX SYSTEM d",
    "VACUUM",
    "VACUUM (FULL, ANALYZE) t",
    "CLUSTER",
    "CLUSTER VERBOSE",
    "DISCARD ALL",
    "ALTER SYSTEM SET work_mem = '8MB'",
    "ALTER SYSTEM RESET ALL",
    "ALTER DATABASE d SET TABLESPACE s",
    "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
    "ALTER SUBSCRIPTION s SET PUBLICATION a",
    "ALTER SUBSCRIPTION s SET (failover = true)",
  ],
  none: [
    "CREATE DATABASE d TEMPLATE template0",
    "CREATE TABLESPACE s LOCATION '/data/s' WITH (seq_page_cost = 2)",
    "CREATE SUBSCRIPTION s CONNECTION 'host=elsewhere' PUBLICATION p",
  ],
};

for (const [kind, statements] of Object.entries(KINDS)) {
  for (const text of statements) {
    test(`PostgreSQL refuses it in a transaction, and its evidence is "${kind}": ${text}`, () => {
      const [statement] = splitStatements(text, rules).statements;
      assert.ok(statement && classify(statement, rules).outsideTransaction);
      assert.equal(evidenceOf(text).kind, kind);
    });
  }
}

for (
  const text of [
    "CALL archive()",
    "DO $$ BEGIN COMMIT; END $$",
    "COMMIT PREPARED 'x'",
    'CREATE INDEX CONCURRENTLY U&"d\\0061t" ON t (a)',
    "CREATE INDEX CONCURRENTLY i ON elsewhere.public.t (a)",
    "CREATE INDEX CONCURRENTLY i ON pg_temp.t (a)",
    'CREATE INDEX CONCURRENTLY "" ON t (a)',
    "CREATE INDEX CONCURRENTLY i ON t",
    "DROP INDEX CONCURRENTLY a, b",
    "CREATE INDEX i ON t (a)",
    "INSERT INTO t VALUES (1)",
    "",
  ]
) {
  test(`nothing proves how it went: ${text}`, () => assert.equal(evidenceOf(text).kind, "none"));
}

function evidenceOf(text: string): Evidence {
  return postgresEvidence(text, { rules, identity: false });
}
