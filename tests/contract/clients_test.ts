import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromMysql2, fromNodeSqlite, fromPg } from "../../clients.ts";
import type { DunlinError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { clients, type OpenClient } from "./clients.ts";
import { databaseNamed, type FreshDatabase } from "./databases.ts";
import { type Files, inMemory } from "./project.ts";

const BIRDS: Files = {
  "1_birds.up.sql": "CREATE TABLE birds (id int);\nINSERT INTO birds VALUES (1);\n",
  "1_birds.down.sql": "DROP TABLE birds;\n",
  "2_more.up.sql": "INSERT INTO birds VALUES (2);\nINSERT INTO birds VALUES (3);\n",
  "2_more.down.sql": "DELETE FROM birds WHERE id > 1;\n",
};

interface Opened extends OpenClient {
  readonly fresh: FreshDatabase;
}

async function failure(act: Promise<unknown>): Promise<DunlinError> {
  try {
    await act;
  } catch (error) {
    assert.equal((error as Error).name, "DunlinError", String((error as Error).stack));
    return error as DunlinError;
  }
  throw new Error("it was expected to fail");
}

for (const kind of clients) {
  const unavailable = await kind.skip();
  for (const name of kind.databases) {
    const database = databaseNamed(name);
    const skip = database.skip || unavailable;
    const over = (act: (opened: Opened) => Promise<void>) => async () => {
      const fresh = await database.fresh({ quick: true });
      try {
        const opened = await kind.open(fresh.url);
        try {
          await act({ ...opened, fresh });
        } finally {
          await opened.end();
        }
      } finally {
        await fresh.dispose();
      }
    };
    const migratorOf = ({ connection }: OpenClient, files: Files, onEvent = (_: Event) => {}) =>
      Migrator.over(connection, { migrations: inMemory(files), onEvent, retries: 1 });

    describe(`${kind.name} on ${name}`, { skip }, () => {
      test(
        "up, status, redo and down do what they do over dunlin's own driver",
        over(async (opened) => {
          const migrator = await migratorOf(opened, BIRDS);
          assert.deepEqual((await migrator.up()).applied, ["1", "2"]);
          assert.deepEqual((await migrator.up()).applied, []);
          const { migrations } = await migrator.status();
          assert.deepEqual(migrations.map(({ state }) => state), ["applied", "applied"]);
          assert.deepEqual((await migrator.redo()).applied, ["2"]);
          assert.equal((await opened.fresh.raw.query("SELECT id FROM birds")).length, 3);
          assert.deepEqual((await migrator.down({ all: true })).reverted, ["2", "1"]);
        }),
      );

      test(
        "a failure is told with its place, and the next run goes on from there",
        over(async (opened) => {
          const bad = {
            ...BIRDS,
            "2_more.up.sql": "INSERT INTO birds VALUES (2);\nSELECT * FRO x;\n",
          };
          const error = await failure((await migratorOf(opened, bad)).up());
          assert.equal(error.code, "migration-failed");
          assert.deepEqual([error.where?.line, error.where?.file], [2, "migrations/2_more.up.sql"]);
          assert.deepEqual(error.progress?.applied, ["1"]);
          assert.deepEqual((await (await migratorOf(opened, BIRDS)).up()).applied, ["2"]);
          assert.equal((await opened.fresh.raw.query("SELECT id FROM birds")).length, 3);
        }),
      );

      test(
        "what it cannot do is listed, each with its reason",
        over(({ connection }) => {
          const { limits } = connection;
          assert.deepEqual(limits.map(({ cannot }) => cannot).sort(), [...kind.lacks].sort());
          for (const { because } of limits) assert.match(because, /^\S.{15,}[^.]$/);
          return Promise.resolve();
        }),
      );

      test(
        "two migrators over one connection take turns",
        over(async (opened) => {
          const [first, second] = [
            await migratorOf(opened, BIRDS),
            await migratorOf(opened, BIRDS),
          ];
          const runs = await Promise.all([first.up(), second.up()]);
          assert.deepEqual(runs.map(({ applied }) => applied), [["1", "2"], []]);
        }),
      );

      if (kind.lacks.includes("copy")) {
        test(
          "COPY … FROM stdin is refused with words before anything is done",
          over(async (opened) => {
            const migrator = await migratorOf(opened, {
              ...BIRDS,
              "3_copy.up.sql": "SELECT 1;\nCOPY birds (id) FROM stdin;\n7\n\\.\n",
            });
            const error = await failure(migrator.up());
            assert.equal(error.code, "unsupported");
            assert.match(
              error.message,
              /^this client cannot run COPY … FROM stdin \(statement 2\)/,
            );
            assert.deepEqual([error.where?.line, error.state], [2, "nothing was changed"]);
            assert.deepEqual((await migrator.status()).exists, false);
          }),
        );
      }

      if (name !== "sqlite" && kind.lacks.includes("second-session")) {
        test(
          "a lease is refused with the reason before anything is done",
          over(async ({ connection }) => {
            const migrator = await Migrator.over(connection, {
              migrations: inMemory(BIRDS),
              lock: "lease",
            });
            const error = await failure(migrator.up());
            assert.equal(error.code, "unsupported");
            assert.match(error.message, /a second connection.*is one session/);
          }),
        );
      }
    });
  }
}

/** Sessions as their owners have them: settings, transactions, listeners. */
describe("a lent session of pg", { skip: databaseNamed("postgres").skip }, () => {
  const over = (act: (client: PgClient, fresh: FreshDatabase) => Promise<void>) => async () => {
    const { default: pg } = await import("pg");
    const fresh = await databaseNamed("postgres").fresh();
    const client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
    try {
      await act(client as unknown as PgClient, fresh);
    } finally {
      await client.end();
      await fresh.dispose();
    }
  };
  interface PgClient {
    query(
      text: string | { name: string; text: string },
    ): Promise<{ rows: Record<string, unknown>[] }>;
    readonly host: string;
    readonly port: number;
    listenerCount(event: string): number;
  }
  const migrate = async (client: PgClient, files: Files) => {
    await (await Migrator.over(await fromPg(client), { migrations: inMemory(files) })).up();
  };

  test(
    "its settings and role hold for every file, and are there behind the run; dunlin's are gone",
    over(async (client) => {
      await client.query(
        "CREATE SCHEMA tenant; SET search_path = tenant; SET lock_timeout = '17s'",
      );
      await migrate(client, {
        "1_a.up.sql": "CREATE TABLE one (id int); SET search_path = public; SET work_mem = '5MB';",
        "2_b.up.sql": "CREATE TABLE two (id int);",
      });
      const { rows } = await client.query(
        "SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS wait, " +
          "current_setting('work_mem') AS mem, current_setting('idle_session_timeout') AS idle, " +
          "to_regclass('tenant.one') IS NOT NULL AND to_regclass('tenant.two') IS NOT NULL AS here",
      );
      assert.deepEqual(rows[0], { path: "tenant", wait: "17s", mem: "4MB", idle: "0", here: true });
    }),
  );

  test(
    "in a transaction, broken or whole, it is refused and left as it is",
    over(async (client) => {
      await client.query("BEGIN");
      assert.match((await failure(fromPg(client))).message, /in the middle of a transaction/);
      await client.query("SELECT nothing").catch(() => {});
      assert.match((await failure(fromPg(client))).message, /in the middle of a transaction/);
      await client.query("ROLLBACK");
      await migrate(client, BIRDS);
    }),
  );

  test(
    "what a reset would end is refused by name: temporary tables, LISTEN, PREPARE, cursors",
    over(async (client) => {
      await client.query("CREATE TEMP TABLE t (id int); LISTEN news; PREPARE p AS SELECT 1");
      const { message } = await failure(fromPg(client));
      assert.match(
        message,
        /temporary tables and statements it has PREPAREd and channels it LISTENs to/,
      );
    }),
  );

  test(
    "its listeners are its own again, and its prepared statements are prepared anew",
    over(async (client) => {
      const before = ["error", "notice"].map((event) => client.listenerCount(event));
      const named = { name: "one", text: "SELECT 1 AS one" };
      await client.query(named);
      await migrate(client, BIRDS);
      assert.deepEqual((await client.query(named)).rows, [{ one: 1 }]);
      assert.deepEqual(["error", "notice"].map((event) => client.listenerCount(event)), before);
    }),
  );

  test("a pool gets its client back, and a broken one is destroyed and replaced", async () => {
    const { default: pg } = await import("pg");
    const fresh = await databaseNamed("postgres").fresh();
    const pool = new pg.Pool({ connectionString: fresh.url, max: 2 });
    try {
      const connection = await fromPg(pool);
      let killed = false;
      const migrator = await Migrator.over(connection, {
        migrations: inMemory({
          ...BIRDS,
          "3_kill.ts": {
            up: async (db) => {
              const [row] = await db.query("SELECT pg_backend_pid() AS pid");
              if (!killed) await fresh.raw.query(`SELECT pg_terminate_backend(${row?.["pid"]})`);
              killed = true;
              await db.query("INSERT INTO birds VALUES (4)");
            },
          },
        }),
      });
      assert.deepEqual((await migrator.up()).applied, ["1", "2", "3"]);
      assert.equal((await fresh.raw.query("SELECT id FROM birds")).length, 4);
      assert.deepEqual([pool.idleCount, pool.totalCount], [1, 1]);
    } finally {
      await pool.end();
      await fresh.dispose();
    }
  });
});

describe("a lent session of mysql2", { skip: databaseNamed("mysql").skip }, () => {
  test("its variables, database and options for rows are as they were", async () => {
    const { default: mysql } = await import("mysql2/promise");
    const fresh = await databaseNamed("mysql").fresh();
    const client = await mysql.createConnection({
      uri: fresh.url,
      rowsAsArray: true,
      decimalNumbers: true,
    });
    try {
      await client.query("SET SESSION sql_mode = 'ANSI_QUOTES', wait_timeout = 77");
      const look = async () =>
        (await client.query(
          "SELECT @@sql_mode, @@wait_timeout, @@lock_wait_timeout, DATABASE(), 1.5",
        ))[0];
      const before = await look();
      const migrator = await Migrator.over(await fromMysql2(client), {
        migrations: inMemory({
          "1_a.up.sql": "SET sql_mode = '';\nCREATE TABLE a (id int);\nUSE mysql;\n",
          "2_b.up.sql": 'CREATE TABLE "b" (id int);\n',
        }),
      });
      assert.deepEqual((await migrator.up()).applied, ["1", "2"]);
      assert.deepEqual(await look(), before);
      // what the owner has not allowed is not left allowed
      await assert.rejects(client.query("SELECT 1; SELECT 2"), /SELECT 2/);
      await client.query("START TRANSACTION");
      assert.match((await failure(fromMysql2(client))).message, /in the middle of a transaction/);
    } finally {
      client.destroy();
      await fresh.dispose();
    }
  });
});

describe("a lent database of node:sqlite", () => {
  test("its pragmas are as they were, and what files leave in the session is gone", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
    database.exec("PRAGMA busy_timeout = 1234; CREATE TEMP TABLE mine (id int)");
    const migrator = await Migrator.over(await fromNodeSqlite(database), {
      migrations: inMemory({
        "1_a.up.sql": "PRAGMA recursive_triggers = 1;\nCREATE TEMP TABLE left_over (id int);",
        "2_b.ts": {
          up: async (db) => {
            const rows = await db.query("SELECT name FROM sqlite_temp_master ORDER BY name");
            assert.deepEqual(rows.map(({ name }) => name), ["mine"]);
          },
        },
      }),
    });
    assert.deepEqual((await migrator.up()).applied, ["1", "2"]);
    const pragma = (name: string) =>
      Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    assert.deepEqual(
      ["busy_timeout", "foreign_keys", "recursive_triggers"].map(pragma),
      [1234, 0, 0],
    );
    database.exec("BEGIN");
    assert.match(
      (await failure(fromNodeSqlite(database))).message,
      /in the middle of a transaction/,
    );
    database.close();
  });

  test("a file that another session locks for a moment is waited for, one that stays locked is told", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const fresh = await databaseNamed("sqlite").fresh();
    const [owner, other] = [new DatabaseSync(fresh.name), new DatabaseSync(fresh.name)];
    try {
      other.exec("CREATE TABLE a (id int); BEGIN EXCLUSIVE");
      setTimeout(() => other.exec("COMMIT"), 100);
      await (await fromNodeSqlite(owner)).close();
      other.exec("BEGIN EXCLUSIVE");
      const error = await failure(fromNodeSqlite(owner));
      assert.equal(error.code, "connection-failed");
      assert.match(error.message, /stayed locked for 5 s/);
    } finally {
      owner.close();
      other.close();
      await fresh.dispose();
    }
  });
});
