import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { postgres } from "../../../src/dialects/postgres.ts";
import { databaseNamed } from "../../contract/databases.ts";
import { observe } from "./observed.ts";
import { inDatabase } from "./postgres_tables.ts";

const database = databaseNamed("postgres");

// the same happens to every table, whatever else is done: none of it is a trace of the statement
const UNRELATED = [
  "INSERT INTO t SELECT (SELECT max(id) FROM t) + n, n FROM generate_series(1, 100) n",
  "DELETE FROM t WHERE id % 10 = 9",
  "VACUUM ANALYZE t",
  "ALTER TABLE t ADD COLUMN another int",
  "CREATE INDEX another ON t (another)",
  "CREATE INDEX ON t (b, another)",
  "ALTER TABLE t ALTER COLUMN b SET STATISTICS 200",
  "REINDEX TABLE t",
  "VACUUM FULL t",
  "CREATE TABLE u (LIKE t INCLUDING ALL)",
  "ALTER TABLE shop.t RENAME COLUMN a TO aa",
  "ALTER TABLE shop.t RENAME COLUMN aa TO a",
];

const DONE_ONCE_RUN = [
  "CREATE INDEX CONCURRENTLY named ON t (a)",
  "CREATE UNIQUE INDEX CONCURRENTLY named ON t (id)",
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS named ON t USING btree (a DESC NULLS LAST, b COLLATE "C")',
  "create /* a */ index concurrently Named on ONLY public.t (a) -- b\n where a > 1",
  'CREATE INDEX CONCURRENTLY named ON t (lower(b), (a + 1), "C d" text_pattern_ops)',
  "CREATE INDEX CONCURRENTLY named ON t ((t.a + t.id)) WHERE t.b IN ('x)', E'\\'', $$,($$)",
  "CREATE INDEX CONCURRENTLY named ON t (a) INCLUDE (b, id) WITH (fillfactor = 70) TABLESPACE pg_default",
  "CREATE INDEX CONCURRENTLY named ON t USING gin (e jsonb_path_ops)",
  "CREATE INDEX CONCURRENTLY named ON t USING hash (b)",
  "CREATE INDEX CONCURRENTLY named ON t USING brin (a int4_minmax_multi_ops (values_per_range = 16))",
  'CREATE INDEX CONCURRENTLY "na""m\'ed" ON "Odd ""one"""."T\'able" ("co""l")',
  "CREATE INDEX CONCURRENTLY named ON shop.t (a)",
  "CREATE INDEX CONCURRENTLY named ON p1 (a)",
  "CREATE INDEX CONCURRENTLY named ON m (a)",
  `CREATE INDEX CONCURRENTLY ${"long_".repeat(20)} ON t (a)`,
  "CREATE INDEX CONCURRENTLY ON t (a)",
  'CREATE INDEX CONCURRENTLY ON t USING btree (lower(b), "C d" DESC) INCLUDE (a)',
  "CREATE UNIQUE INDEX CONCURRENTLY ON t (id) WHERE true",
  "CREATE INDEX CONCURRENTLY ON t ((a), b, id) WHERE a > 3",
  'CREATE INDEX CONCURRENTLY ON "Odd ""one"""."T\'able" ("co""l")',
  "DROP INDEX CONCURRENTLY old",
  "DROP INDEX CONCURRENTLY IF EXISTS old",
  "DROP INDEX CONCURRENTLY shop.OLD RESTRICT",
  "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
  'ALTER TABLE IF EXISTS ONLY public.p DETACH PARTITION public."p 2" CONCURRENTLY',
];

describe("postgresEvidence()", { skip: database.skip }, () => {
  for (const statement of DONE_ONCE_RUN) {
    test(`proves that it ran: ${statement}`, () =>
      inDatabase(async ({ raw }) => {
        const { begin, judge } = observe(postgres, raw, statement);
        const before = await begin();
        assert.deepEqual(await judge(before), { kind: "run" });
        for (const other of UNRELATED) await raw.query(other);
        assert.deepEqual(await judge(before), { kind: "run" });
        const fresh = await begin();
        await raw.query(statement);
        assert.deepEqual(await judge(fresh), { kind: "done" });
        for (const other of UNRELATED.filter((text) => !/CREATE|ADD/.test(text))) {
          await raw.query(other);
        }
        assert.deepEqual(await judge(fresh), { kind: "done" });
      }));
  }
});
