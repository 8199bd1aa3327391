import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { postgresLeftovers } from "../../../src/dialects/evidence/postgres_leftovers.ts";
import { postgres } from "../../../src/dialects/postgres.ts";
import { databaseNamed, type RawSession } from "../../contract/databases.ts";
import { observe } from "./observed.ts";
import { inDatabase, waitingOn } from "./postgres_tables.ts";

const { skip } = databaseNamed("postgres");
const WRITES = ["LOCK TABLE t IN ROW EXCLUSIVE MODE"];
const READS = ["SELECT 1 FROM t LIMIT 1"];
const BUILDING = "EXISTS (SELECT 1 FROM pg_index WHERE NOT indisvalid)";
const there = (name: string) => `EXISTS (SELECT 1 FROM pg_class WHERE relname = '${name}')`;

async function leftovers(session: RawSession, statement: string): Promise<string[]> {
  const rows = await session.query(postgresLeftovers(statement) ?? "");
  return rows.map((row) => String(row["remove"])).sort();
}

/** Removes what is left, as a run does, and tells what it was. */
async function removed(session: RawSession, statement: string): Promise<string[]> {
  const texts = await leftovers(session, statement);
  for (const text of texts) await session.query(text);
  return texts.map((text) => text.replace("DROP INDEX CONCURRENTLY ", ""));
}

async function invalid(session: RawSession): Promise<unknown[]> {
  const rows = await session.query(
    "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

/** Tries to build an index of values that are not unique. */
async function failsToBuild(session: RawSession, statement: string): Promise<void> {
  await session.query("UPDATE t SET a = 1");
  await assert.rejects(session.query(statement), /could not create unique index/);
}

describe("postgresLeftovers(): an index that could not be built", { skip }, () => {
  for (
    const [statement, left] of [
      ["CREATE UNIQUE INDEX CONCURRENTLY named ON t (a)", "public.named"],
      ["CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS Named ON ONLY public.t (a)", "public.named"],
      ['CREATE /* t */ UNIQUE INDEX CONCURRENTLY "na""m\'ed" ON t (a)', 'public."na""m\'ed"'],
      ["CREATE UNIQUE INDEX CONCURRENTLY ON t (a)", "public.t_a_idx"],
      ["CREATE UNIQUE INDEX CONCURRENTLY ON t (abs(a), a) WHERE a > 0", "public.t_abs_a_idx"],
    ] as const
  ) {
    test(`is removed, and built anew: ${statement}`, () =>
      inDatabase(async ({ raw }) => {
        const { begin, judge } = observe(postgres, raw, statement);
        const before = await begin();
        await failsToBuild(raw, statement);
        assert.deepEqual(await judge(before), { kind: "run" });
        assert.deepEqual(await removed(raw, statement), [left]);
        await raw.query("UPDATE t SET a = id");
        await raw.query(statement);
        assert.deepEqual(await judge(before), { kind: "done" });
        assert.deepEqual(await leftovers(raw, statement), []);
        assert.deepEqual(await invalid(raw), []);
      }));
  }

  test("is removed however often it was tried, and by whatever name", () =>
    inDatabase(async ({ raw }) => {
      const long = "very_long_".repeat(6);
      await raw.query(`CREATE TABLE ${long} (${long} int); INSERT INTO ${long} VALUES (1), (1)`);
      const statement = `CREATE UNIQUE INDEX CONCURRENTLY ON ${long} (${long})`;
      for (let times = 0; times < 2; times++) await assert.rejects(raw.query(statement));
      assert.equal((await removed(raw, statement)).length, 2);
      assert.deepEqual(await invalid(raw), []);
    }));

  test("is not taken for another's", () =>
    inDatabase(async ({ raw }) => {
      await failsToBuild(raw, "CREATE UNIQUE INDEX CONCURRENTLY mine ON t (a)");
      await raw.query("CREATE INDEX named ON ONLY p (a)"); // invalid until its partitions have one
      await raw.query("UPDATE shop.t SET a = 1");
      for (
        const statement of [
          "CREATE UNIQUE INDEX CONCURRENTLY other ON t (a)",
          "CREATE UNIQUE INDEX CONCURRENTLY mine ON shop.t (a)",
          "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)",
          "CREATE INDEX CONCURRENTLY named ON p (a)",
          "CREATE INDEX CONCURRENTLY ON p (a)",
          "REINDEX TABLE CONCURRENTLY t",
        ]
      ) assert.deepEqual(await leftovers(raw, statement), [], statement);
    }));

  test("is not taken for one without a name on other columns, or one that is not unique", () =>
    inDatabase(async ({ raw }) => {
      await failsToBuild(raw, "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)");
      for (const rest of ["ON t (b)", "ON t (a)", "ON t (a, b)", "ON t (a) INCLUDE (b)"]) {
        assert.deepEqual(await leftovers(raw, `CREATE INDEX CONCURRENTLY ${rest}`), [], rest);
      }
    }));

  test("is not removed while another session builds it", () =>
    inDatabase(async (fresh) => {
      const statement = "CREATE INDEX CONCURRENTLY named ON t (b)";
      await waitingOn(
        fresh,
        statement,
        { held: WRITES, until: BUILDING, end: "let it end" },
        async () => {
          assert.deepEqual(await invalid(fresh.raw), ["named"]);
          assert.deepEqual(await leftovers(fresh.raw, statement), []);
          const unnamed = "CREATE INDEX CONCURRENTLY ON t (b)";
          assert.deepEqual(await leftovers(fresh.raw, unnamed), []);
        },
      );
      assert.deepEqual(await invalid(fresh.raw), []);
    }));

  test("is not taken for built by IF NOT EXISTS while another session builds it", () =>
    inDatabase(async (fresh) => {
      const building = "CREATE INDEX CONCURRENTLY named ON t (b)";
      await waitingOn(
        fresh,
        building,
        { held: WRITES, until: BUILDING, end: "cancel" },
        async () => {
          const wanted = "CREATE INDEX CONCURRENTLY IF NOT EXISTS named ON t (b)";
          await assert.rejects(
            removed(fresh.raw, wanted),
            /index "named" is not valid, and another session may be building it/,
          );
        },
      );
    }));

  test("is removed while the table is being vacuumed", () =>
    inDatabase(async (fresh) => {
      const statement = "CREATE UNIQUE INDEX CONCURRENTLY named ON t (a)";
      await failsToBuild(fresh.raw, statement);
      const slow = "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS " +
        "'BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN $1; END'";
      await fresh.raw.query(slow);
      await fresh.raw.query("CREATE INDEX slowly ON t (slow(id)); UPDATE t SET b = 'z'");
      // ANALYZE computes the values of expressions, which wait here
      await waitingOn(
        fresh,
        "ANALYZE t",
        { held: ["SELECT pg_advisory_lock(4711)"], until: "true", end: "cancel" },
        async () => {
          const look = await leftovers(fresh.raw, statement);
          assert.deepEqual(look, ["DROP INDEX CONCURRENTLY public.named"]);
        },
      );
    }));
});

describe("postgresLeftovers(): indexes that were being built anew", { skip }, () => {
  const names = async (session: RawSession, pattern: string) => {
    const rows = await session.query(
      `SELECT relnamespace::regnamespace || '.' || relname AS name FROM pg_class ` +
        `WHERE relname ~ '${pattern}' AND relkind = 'i' ORDER BY 1`,
    );
    return rows.map(({ name }) => String(name));
  };

  for (
    const [kind, statement, all] of [
      ["an index", "REINDEX INDEX CONCURRENTLY old", false],
      ["an index, as an option", "REINDEX (VERBOSE, CONCURRENTLY) INDEX public.old", false],
      ["a table and its TOAST", "REINDEX TABLE CONCURRENTLY t", true],
      ["a schema", "REINDEX SCHEMA CONCURRENTLY public", true],
      ["a database", "REINDEX (CONCURRENTLY true) DATABASE", true],
    ] as const
  ) {
    test(`of ${kind}`, () =>
      inDatabase(async (fresh) => {
        const { raw } = fresh;
        const concrete = statement.replace("DATABASE", `DATABASE ${fresh.name}`);
        for (const name of ["old_ccnew", "old_ccnew1"]) {
          const waiting = { held: WRITES, until: there(name), end: "cancel" } as const;
          await waitingOn(fresh, concrete, waiting, async () => {
            const building = await names(raw, "_ccnew");
            const found = (await leftovers(raw, concrete)).length;
            assert.equal(found, 0, building.join());
          });
        }
        await waitingOn(fresh, concrete, { held: READS, until: there("old_ccold"), end: "cancel" });
        const left = await names(raw, "_cc(new|old)[0-9]*$");
        assert.ok(left.some((name) => name.includes("old_ccnew1")), left.join());
        assert.ok(left.some((name) => name.includes("old_ccold")), left.join());
        assert.equal(left.some((name) => name.startsWith("pg_toast.")), all);
        assert.deepEqual((await removed(raw, concrete)).sort(), left);
        await raw.query(concrete);
        assert.deepEqual(await names(raw, "_cc(new|old)"), []);
        assert.deepEqual(await invalid(raw), []);
      }));
  }

  test("of a partitioned table", () =>
    inDatabase(async (fresh) => {
      const { raw } = fresh;
      await raw.query("CREATE INDEX parts ON p (a)");
      const statement = "REINDEX TABLE CONCURRENTLY p1";
      await waitingOn(fresh, statement, {
        held: ["LOCK TABLE p1 IN ROW EXCLUSIVE MODE"],
        until: there("p1_a_idx_ccnew"),
        end: "cancel",
      });
      assert.deepEqual(await leftovers(raw, "REINDEX TABLE CONCURRENTLY shop.t"), []);
      assert.deepEqual(await leftovers(raw, 'REINDEX TABLE CONCURRENTLY "p 2"'), []);
      const drop = ["DROP INDEX CONCURRENTLY public.p1_a_idx_ccnew"];
      for (const name of ["TABLE CONCURRENTLY p", "INDEX CONCURRENTLY parts"]) {
        assert.deepEqual(await leftovers(raw, `REINDEX ${name}`), drop);
      }
    }));

  test("of a long name", () =>
    inDatabase(async (fresh) => {
      const long = `${"x".repeat(62)}y`;
      await fresh.raw.query(`CREATE INDEX ${long} ON t (b)`);
      const statement = `REINDEX INDEX CONCURRENTLY ${long}`;
      await waitingOn(fresh, statement, {
        held: WRITES,
        until: there(`${"x".repeat(57)}_ccnew`),
        end: "cancel",
      });
      assert.deepEqual(await removed(fresh.raw, statement), [`public.${"x".repeat(57)}_ccnew`]);
    }));

  test("not those a person has made beside another index", () =>
    inDatabase(async ({ raw }) => {
      for (const columns of ["a", "b"]) {
        await raw.query("UPDATE t SET a = 1, b = 1");
        const build = `CREATE UNIQUE INDEX CONCURRENTLY old_cc${columns}_ccnew ON t (${columns})`;
        await assert.rejects(raw.query(build));
      }
      await raw.query("CREATE INDEX old_cca ON t (b)");
      assert.deepEqual(await leftovers(raw, "REINDEX TABLE CONCURRENTLY t"), []);
    }));

  for (
    const statement of [
      "REINDEX TABLE t",
      "REINDEX SYSTEM x",
      "REINDEX (CONCURRENTLY off) TABLE t",
      "VACUUM",
    ]
  ) {
    test(`nothing is left by ${statement}`, () => {
      assert.equal(postgresLeftovers(statement), null);
    });
  }
});
