import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { postgresLeftovers } from "../../../src/dialects/evidence/postgres_leftovers.ts";
import { postgres } from "../../../src/dialects/postgres.ts";
import { databaseNamed, type FreshDatabase } from "../../contract/databases.ts";
import { observe } from "./observed.ts";
import { inDatabase, waitingOn } from "./postgres_tables.ts";

const { skip } = databaseNamed("postgres");

/** Makes the session of a test a role that owns `own.t` and may do nothing else. */
async function asRole(fresh: FreshDatabase, work: () => Promise<void>): Promise<void> {
  const { raw, name } = fresh;
  const role = `${name}_role`;
  await raw.query(
    `CREATE ROLE ${role}; CREATE SCHEMA own AUTHORIZATION ${role}; SET SESSION AUTHORIZATION ${role}; ` +
      `SET search_path = own; CREATE TABLE t (id int PRIMARY KEY, a int, b text)`,
  );
  try {
    await work();
  } finally {
    await raw.query(
      `RESET SESSION AUTHORIZATION; DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`,
    );
  }
}

const EVERY_LOOK = [
  "CREATE INDEX CONCURRENTLY named ON t (a)",
  "CREATE INDEX CONCURRENTLY IF NOT EXISTS named ON shop.t (a)",
  "CREATE INDEX CONCURRENTLY ON shop.t (a)",
  "CREATE INDEX CONCURRENTLY ON nowhere.t (a)",
  "CREATE INDEX CONCURRENTLY ON pg_toast.t (a)",
  "DROP INDEX CONCURRENTLY shop.old",
  "DROP INDEX CONCURRENTLY old",
  "ALTER TABLE public.p DETACH PARTITION p1 CONCURRENTLY",
  "CREATE DATABASE d",
  "DROP DATABASE d",
  "CREATE TABLESPACE s LOCATION '/nowhere'",
  "CREATE TABLESPACE pg_default LOCATION '/nowhere'",
  "DROP TABLESPACE s",
  "DROP SUBSCRIPTION s",
  "ALTER SUBSCRIPTION s ADD PUBLICATION a",
];

describe("PostgreSQL's evidence asks for no rights", { skip }, () => {
  for (const statement of EVERY_LOOK) {
    test(`nothing raises: ${statement}`, () =>
      inDatabase((fresh) =>
        asRole(fresh, async () => {
          const { begin, judge } = observe(postgres, fresh.raw, statement);
          assert.deepEqual(await judge(await begin()), { kind: "run" });
          const look = postgresLeftovers(statement);
          if (look !== null) assert.deepEqual(await fresh.raw.query(look), []);
        })
      ));
  }

  for (
    const kind of ["TABLE CONCURRENTLY t", "SCHEMA CONCURRENTLY shop", "DATABASE CONCURRENTLY x"]
  ) {
    test(`nothing raises: REINDEX ${kind}`, () =>
      inDatabase((fresh) =>
        asRole(fresh, async () => {
          const look = postgresLeftovers(`REINDEX ${kind}`) ?? "";
          assert.deepEqual(await fresh.raw.query(look), []);
        })
      ));
  }

  test("a build is judged by the role that ran it", () =>
    inDatabase((fresh) =>
      asRole(fresh, async () => {
        const statement = "CREATE INDEX CONCURRENTLY named ON t (lower(b))";
        const { begin, judge } = observe(postgres, fresh.raw, statement);
        const before = await begin();
        await fresh.raw.query(statement);
        assert.deepEqual(await judge(before), { kind: "done" });
      })
    ));

  test("what another role is building is not removed", () =>
    inDatabase((fresh) =>
      asRole(fresh, async () => {
        const statement = "CREATE INDEX CONCURRENTLY named ON own.t (a)";
        const there = "EXISTS (SELECT 1 FROM pg_index WHERE NOT indisvalid)";
        const held = ["LOCK TABLE own.t IN ROW EXCLUSIVE MODE"];
        await waitingOn(fresh, statement, { held, until: there, end: "let it end" }, async () => {
          const [row] = await fresh.raw.query(
            "SELECT count(*)::int AS known FROM pg_stat_progress_create_index WHERE relid IS NOT NULL",
          );
          assert.deepEqual(row, { known: 0 });
          assert.deepEqual(await fresh.raw.query(postgresLeftovers(statement) ?? ""), []);
        });
      })
    ));
});

test(
  "a search_path full of false friends changes no look",
  { skip },
  () =>
    inDatabase(async ({ raw }) => {
      await raw.query("CREATE SCHEMA evil");
      for (const type of ["oid, oid", "name, name", "text, text", "bool, bool", "int2, int4"]) {
        const [left, right] = type.split(", ");
        await raw.query(
          `CREATE FUNCTION evil.no(${type}) RETURNS bool LANGUAGE sql AS 'SELECT false'; ` +
            `CREATE OPERATOR evil.= (FUNCTION = evil.no, LEFTARG = ${left}, RIGHTARG = ${right})`,
        );
      }
      for (const name of ["to_regclass(text)", "current_schemas(bool)", "parse_ident(text)"]) {
        await raw.query(
          `CREATE FUNCTION evil.${name} RETURNS text LANGUAGE sql AS 'SELECT NULL::text'`,
        );
      }
      await raw.query("CREATE TABLE evil.pg_class (oid int); CREATE TABLE evil.pg_index (oid int)");
      await raw.query("SET search_path = evil, public, pg_catalog");
      assert.deepEqual(await raw.query("SELECT 'a'::text = 'a'::text AS same"), [{ same: false }]);
      for (
        const statement of [
          "CREATE UNIQUE INDEX CONCURRENTLY named ON t (a)",
          "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)",
          "DROP INDEX CONCURRENTLY old",
        ]
      ) {
        const { begin, judge } = observe(postgres, raw, statement);
        const before = await begin();
        assert.deepEqual(await judge(before), { kind: "run" });
        await raw.query(statement);
        assert.deepEqual(await judge(before), { kind: "done" });
      }
      await raw.query("DROP INDEX named, t_a_idx; UPDATE t SET a = 1");
      const statement = "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)";
      await assert.rejects(raw.query(statement));
      assert.equal((await raw.query(postgresLeftovers(statement) ?? "")).length, 1);
    }),
);
