import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { postgres } from "../../../src/dialects/postgres.ts";
import { databaseNamed, type RawSession } from "../../contract/databases.ts";
import { observe } from "./observed.ts";
import { inDatabase, waitingOn } from "./postgres_tables.ts";

const { skip } = databaseNamed("postgres");

describe(
  "postgresEvidence(): another's index of the same name is not taken for it",
  { skip },
  () => {
    const statement = "CREATE INDEX CONCURRENTLY named ON t (a, b) INCLUDE (id) WHERE a > 1";
    for (
      const other of [
        "CREATE INDEX named ON t (b, a) INCLUDE (id) WHERE a > 1",
        "CREATE INDEX named ON t (a, b, id) WHERE a > 1",
        "CREATE UNIQUE INDEX named ON t (a, b) INCLUDE (id) WHERE a > 1",
        "CREATE INDEX named ON t (a, b) INCLUDE (id) WHERE a > 2",
        "CREATE INDEX named ON t (a, b) INCLUDE (id)",
        "CREATE INDEX named ON t (a DESC, b) INCLUDE (id) WHERE a > 1",
        "CREATE INDEX named ON t (a, b text_pattern_ops) INCLUDE (id) WHERE a > 1",
        'CREATE INDEX named ON t (a, b COLLATE "C") INCLUDE (id) WHERE a > 1',
        "CREATE INDEX named ON t (a, lower(b)) INCLUDE (id) WHERE a > 1",
        "CREATE INDEX named ON t (a, b) INCLUDE (id) WITH (fillfactor = 50) WHERE a > 1",
        "CREATE INDEX named ON t USING gist (box(point(a, a), point(a, a))) WHERE a > 1",
        "CREATE INDEX named ON u (a, b) INCLUDE (id) WHERE a > 1",
        "CREATE UNLOGGED TABLE named_t (a int, b text, id int); CREATE INDEX named ON named_t (a)",
      ]
    ) {
      test(other, () =>
        inDatabase(async ({ raw }) => {
          await raw.query("CREATE TABLE u (LIKE t)");
          const { begin, judge } = observe(postgres, raw, statement);
          const before = await begin();
          await raw.query(other);
          assert.deepEqual(await judge(before), {
            kind: "unclear",
            seen: ['table "t" is as it was', 'index "named" is there now, but not as planned'],
          });
        }));
    }

    test("nulls that are distinct, or not, make another index", () =>
      inDatabase(async ({ raw }) => {
        const [row] = await raw.query("SHOW server_version_num");
        if (Number(row?.["server_version_num"]) < 150000) return;
        const text = "CREATE UNIQUE INDEX CONCURRENTLY named ON t (id) NULLS NOT DISTINCT";
        const { begin, judge } = observe(postgres, raw, text);
        const before = await begin();
        await raw.query("CREATE UNIQUE INDEX named ON t (id)");
        assert.equal((await judge(before)).kind, "unclear");
        await raw.query("DROP INDEX named");
        await raw.query(text);
        assert.equal((await judge(before)).kind, "done");
      }));
  },
);

describe("postgresEvidence(): an index without a name", { skip }, () => {
  const statement = "CREATE INDEX CONCURRENTLY ON t (a)";
  const after = async (
    { raw, happened }: { raw: RawSession; happened: readonly string[] },
  ): Promise<string> => {
    const { begin, judge } = observe(postgres, raw, statement);
    const before = await begin();
    for (const text of happened) await raw.query(text);
    return (await judge(before)).kind;
  };
  const cases: readonly (readonly [name: string, verdict: string, happened: readonly string[]])[] =
    [
      ["is done beside one of the same definition", "done", [statement]],
      ["is not another's of another definition", "unclear", ["CREATE INDEX ON t (a DESC)"]],
      ["is not told beside another's new one", "unclear", [statement, "CREATE INDEX x ON t (a)"]],
      ["is not told where another's is gone", "unclear", [statement, "DROP INDEX old"]],
      ["is not told from one built anew", "unclear", ["REINDEX INDEX CONCURRENTLY old"]],
      ["is done though another's has another name", "done", [
        statement,
        "ALTER INDEX old RENAME TO older",
      ]],
      ["is not one on another table", "run", ["CREATE INDEX ON shop.t (a)"]],
    ];
  for (const [name, verdict, happened] of cases) {
    test(
      name,
      () => inDatabase(async ({ raw }) => assert.equal(await after({ raw, happened }), verdict)),
    );
  }
});

describe("postgresEvidence(): what looks absent and is not", { skip }, () => {
  for (
    const [statement, run] of [
      ["DROP INDEX CONCURRENTLY old", false],
      ["CREATE INDEX CONCURRENTLY named ON t (a)", true],
      ["CREATE INDEX CONCURRENTLY ON t (a)", true],
      ["ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", false],
    ] as const
  ) {
    test(`another search_path proves nothing: ${statement}`, () =>
      inDatabase(async ({ raw }) => {
        const { begin, judge } = observe(postgres, raw, statement);
        const before = await begin();
        if (run) await raw.query(statement);
        for (const path of ["shop", "pg_catalog"]) {
          await raw.query(`SET search_path = ${path}`);
          assert.equal((await judge(before)).kind, "unclear");
        }
      }));
  }

  test("a table made anew in between proves nothing", () =>
    inDatabase(async ({ raw }) => {
      const { begin, judge } = observe(postgres, raw, "CREATE INDEX CONCURRENTLY named ON t (a)");
      const before = await begin();
      await raw.query("DROP TABLE t; CREATE TABLE t (a int)");
      assert.equal((await judge(before)).kind, "unclear");
    }));

  test("an index made anew is not dropped again", () =>
    inDatabase(async ({ raw }) => {
      const statement = "DROP INDEX CONCURRENTLY old";
      const { begin, judge } = observe(postgres, raw, statement);
      const before = await begin();
      await raw.query(statement);
      await raw.query("CREATE INDEX old ON t (b)");
      assert.equal((await judge(before)).kind, "unclear");
    }));

  test("an index that is dropped half is dropped again", () =>
    inDatabase(async (fresh) => {
      const statement = "DROP INDEX CONCURRENTLY old";
      const { begin, judge } = observe(postgres, fresh.raw, statement);
      const before = await begin();
      await waitingOn(fresh, statement, {
        held: ["SELECT 1 FROM t LIMIT 1"],
        until: "EXISTS (SELECT 1 FROM pg_index WHERE NOT indisvalid)",
        end: "cancel",
      });
      const [row] = await fresh.raw.query(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'old'::regclass",
      );
      assert.deepEqual(row, { indisvalid: false });
      assert.deepEqual(await judge(before), { kind: "run" });
      await fresh.raw.query(statement);
      assert.deepEqual(await judge(before), { kind: "done" });
    }));

  test("a partition that is detached half is left to a person", () =>
    inDatabase(async (fresh) => {
      const statement = "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY";
      const { begin, judge } = observe(postgres, fresh.raw, statement);
      const before = await begin();
      await waitingOn(fresh, statement, {
        held: ["SELECT 1 FROM p"],
        until: "EXISTS (SELECT 1 FROM pg_inherits WHERE inhdetachpending)",
        end: "cancel",
      });
      const verdict = await judge(before);
      assert.ok(verdict.kind === "unclear");
      assert.match(verdict.seen.at(-1) ?? "", /partition "p1" of "p" has changed/);
      await fresh.raw.query("ALTER TABLE p DETACH PARTITION p1 FINALIZE");
      assert.deepEqual(await judge(before), { kind: "done" });
    }));
});

describe("postgresEvidence(): what the whole server has", { skip }, () => {
  test("databases", () =>
    inDatabase(async ({ raw, name }) => {
      const create = observe(postgres, raw, `CREATE DATABASE ${name}_x`);
      const drop = observe(postgres, raw, `DROP DATABASE IF EXISTS ${name}_x`);
      try {
        const absent = await create.begin();
        assert.equal((await create.judge(absent)).kind, "run");
        await raw.query(`CREATE DATABASE ${name}_x`);
        assert.equal((await create.judge(absent)).kind, "done");
        await raw.query(`ALTER DATABASE ${name}_x OWNER TO pg_monitor`);
        assert.equal((await create.judge(absent)).kind, "unclear");
        const present = await drop.begin();
        assert.equal((await drop.judge(present)).kind, "run");
        await raw.query(`DROP DATABASE ${name}_x`);
        assert.equal((await drop.judge(present)).kind, "done");
      } finally {
        await raw.query(`DROP DATABASE IF EXISTS ${name}_x`);
      }
    }));

  test("tablespaces", () =>
    inDatabase(async ({ raw, name }) => {
      const folder = `/tmp/${name}`;
      await raw.query(`COPY (SELECT 1) TO PROGRAM 'mkdir -m 700 ${folder} ${folder}_x'`);
      const create = observe(postgres, raw, `CREATE TABLESPACE ${name} LOCATION '${folder}/'`);
      const drop = observe(postgres, raw, `DROP TABLESPACE ${name}`);
      try {
        const absent = await create.begin();
        assert.equal((await create.judge(absent)).kind, "run");
        await raw.query(`CREATE TABLESPACE ${name} LOCATION '${folder}_x'`);
        assert.equal((await create.judge(absent)).kind, "unclear");
        const present = await drop.begin();
        assert.equal((await drop.judge(present)).kind, "run");
        await raw.query(`DROP TABLESPACE ${name}`);
        assert.equal((await drop.judge(present)).kind, "done");
        await raw.query(`CREATE TABLESPACE ${name} LOCATION '${folder}/'`);
        assert.equal((await create.judge(absent)).kind, "done");
      } finally {
        await raw.query(`DROP TABLESPACE IF EXISTS ${name}`);
        await raw.query(`COPY (SELECT 1) TO PROGRAM 'rm -r ${folder} ${folder}_x'`);
      }
    }));

  test("subscriptions and their publications", () =>
    inDatabase(async ({ raw, name }) => {
      await raw.query(
        `CREATE SUBSCRIPTION ${name} CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false)`,
      );
      const judged = async (statement: string): Promise<string> => {
        const { begin, judge } = observe(postgres, raw, statement);
        const before = await begin();
        assert.equal((await judge(before)).kind, "run");
        await raw.query(statement);
        return (await judge(before)).kind;
      };
      try {
        const add = `ALTER SUBSCRIPTION ${name} ADD PUBLICATION b, "C" WITH (refresh = false)`;
        assert.equal(await judged(add), "done");
        const drop = `ALTER SUBSCRIPTION ${name} DROP PUBLICATION b WITH (refresh = false)`;
        assert.equal(await judged(drop), "done");
      } finally {
        await raw.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
        assert.equal(await judged(`DROP SUBSCRIPTION ${name}`), "done");
      }
    }));
});
