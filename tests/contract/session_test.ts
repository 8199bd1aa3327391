import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import type { MigrationDatabase } from "../../src/migrations/migration.ts";
import { type DatabaseName, databases } from "./databases.ts";
import { inMemory, on } from "./project.ts";

/** What a file may leave in its session, and a question whose answer would tell. */
interface Leftover {
  readonly what: string;
  readonly leaves: string;
  /** Answers one value; a failure counts as an answer too. */
  readonly asks: string;
}

const POSTGRES: readonly Leftover[] = [
  {
    what: "search_path",
    leaves: "CREATE SCHEMA other; SET search_path = other",
    asks: "SHOW search_path",
  },
  {
    what: "an empty search_path, as pg_dump sets it",
    leaves: "SELECT pg_catalog.set_config('search_path', '', false)",
    asks: "SHOW search_path",
  },
  { what: "a role", leaves: "SET ROLE pg_monitor", asks: "SELECT current_user" },
  {
    what: "a session authorization",
    leaves: "SET SESSION AUTHORIZATION pg_monitor",
    asks: "SELECT session_user",
  },
  {
    what: "a temporary table",
    leaves: "CREATE TEMP TABLE t (id int)",
    asks: "SELECT count(*) FROM t",
  },
  { what: "a prepared statement", leaves: "PREPARE p AS SELECT 1", asks: "EXECUTE p" },
  { what: "LISTEN", leaves: "LISTEN c", asks: "SELECT count(*) FROM pg_listening_channels()" },
  {
    what: "statement_timeout",
    leaves: "SET statement_timeout = 1234567",
    asks: "SHOW statement_timeout",
  },
  { what: "lock_timeout", leaves: "SET lock_timeout = 1234567", asks: "SHOW lock_timeout" },
  {
    what: "default_transaction_read_only",
    leaves: "SET default_transaction_read_only = on",
    asks: "SHOW default_transaction_read_only",
  },
  {
    what: "an isolation level",
    leaves: "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    asks: "SHOW default_transaction_isolation",
  },
  {
    what: "standard_conforming_strings",
    leaves: "SET standard_conforming_strings = off",
    asks: "SELECT length('\\\\')",
  },
  {
    what: "client_encoding",
    leaves: "SET client_encoding = 'LATIN1'",
    asks: "SHOW client_encoding",
  },
  { what: "a time zone", leaves: "SET TIME ZONE 'Asia/Tokyo'", asks: "SHOW timezone" },
  {
    what: "a setting of its own",
    leaves: "SET app.tenant = 'x'",
    asks: "SELECT COALESCE(current_setting('app.tenant', true), '')",
  },
  {
    what: "a cursor with hold",
    leaves: "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    asks: "SELECT count(*) FROM pg_cursors WHERE name = 'c'",
  },
  {
    what: "the advisory locks it frees",
    leaves: "SELECT pg_advisory_unlock_all()",
    asks: "SELECT 1",
  },
];

const MYSQL: readonly Leftover[] = [
  {
    what: "sql_mode",
    leaves: "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
    asks: "SELECT @@sql_mode",
  },
  {
    what: "foreign_key_checks",
    leaves: "SET FOREIGN_KEY_CHECKS = 0",
    asks: "SELECT @@foreign_key_checks",
  },
  {
    what: "another database",
    leaves: "USE information_schema",
    asks: "SELECT DATABASE() = 'information_schema'",
  },
  { what: "a user variable", leaves: "SET @v = 7", asks: "SELECT @v" },
  { what: "a computed variable", leaves: "SELECT 7 INTO @v", asks: "SELECT @v" },
  { what: "autocommit", leaves: "SET autocommit = 0", asks: "SELECT @@autocommit" },
  { what: "a time zone", leaves: "SET time_zone = '+09:00'", asks: "SELECT @@time_zone" },
  { what: "a character set", leaves: "SET NAMES latin1", asks: "SELECT @@character_set_client" },
  {
    what: "a temporary table",
    leaves: "CREATE TEMPORARY TABLE t (id INT)",
    asks: "SELECT COUNT(*) FROM t",
  },
  { what: "a prepared statement", leaves: "PREPARE p FROM 'SELECT 1'", asks: "EXECUTE p" },
  {
    what: "a read-only default",
    leaves: "SET SESSION TRANSACTION READ ONLY",
    asks: "SELECT @@transaction_read_only",
  },
  {
    what: "a limit on rows",
    leaves: "SET sql_select_limit = 1",
    asks: "SELECT @@sql_select_limit",
  },
  { what: "safe updates", leaves: "SET sql_safe_updates = 1", asks: "SELECT @@sql_safe_updates" },
  {
    what: "an isolation level",
    leaves: "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    asks: "SELECT @@transaction_isolation",
  },
  { what: "the locks it frees", leaves: "DO RELEASE_ALL_LOCKS()", asks: "SELECT 1" },
];

const MARIADB = MYSQL.map((leftover) => ({
  ...leftover,
  // before 11.1 MariaDB knows these by older names
  asks: leftover.asks.replace("@@transaction_", "@@tx_"),
}));

const SQLITE: readonly Leftover[] = [
  {
    what: "a temporary table",
    leaves: "CREATE TEMP TABLE t (id INT)",
    asks: "SELECT COUNT(*) FROM t",
  },
  {
    what: "a table that hides another",
    leaves: "CREATE TEMP TABLE hidden (id INT)",
    asks: "SELECT COUNT(*) FROM hidden",
  },
  {
    what: "foreign keys",
    leaves: "PRAGMA foreign_keys = OFF; CREATE TABLE x (id INT)",
    asks: "SELECT foreign_keys FROM pragma_foreign_keys",
  },
  {
    what: "recursive triggers",
    leaves: "PRAGMA recursive_triggers = ON",
    asks: "SELECT recursive_triggers FROM pragma_recursive_triggers",
  },
  {
    what: "an attached database",
    leaves: "ATTACH ':memory:' AS side",
    asks: "SELECT COUNT(*) FROM side.sqlite_master",
  },
];

const LEFTOVERS: Record<DatabaseName, readonly Leftover[]> = {
  postgres: POSTGRES,
  mysql: MYSQL,
  mariadb: MARIADB,
  sqlite: SQLITE,
};

/** Around what is left, so that the file is kept unit by unit. */
const JOURNALED: Record<DatabaseName, readonly [head: string, tail: string]> = {
  postgres: ["CREATE TABLE public.vac (id int); VACUUM public.vac; ", "; VACUUM public.vac"],
  mysql: ["CREATE TABLE vac (id INT); ", "; DO 1"],
  mariadb: ["CREATE TABLE vac (id INT); ", "; DO 1"],
  sqlite: ["CREATE TABLE vac (id INT); VACUUM; ", "; SELECT 1"],
};

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: every file starts from the same session`, { skip }, () => {
    for (const { what, leaves, asks } of LEFTOVERS[name]) {
      for (const how of ["one transaction", "several units"] as const) {
        const [head, tail] = how === "several units" ? JOURNALED[name] : ["", ""];
        test(
          `${what}, left by a file of ${how}, reaches neither the next file nor dunlin`,
          on(database, async (project) => {
            const answers: unknown[] = [];
            const look = {
              up: async (db: MigrationDatabase) => void answers.push(await ask(db, asks)),
            };
            let other: unknown;
            const others = {
              up: async () => {
                const running = project.run({ kind: "latest" }, { lockWaitSeconds: 0 });
                other = await project.failure(running);
              },
            };
            project.files = {
              "1_look.ts": look,
              "2_leaves.up.sql": `${head}${leaves}${tail};`,
              "3_look.ts": look,
              "4_writes.up.sql":
                "CREATE TABLE written (id INT); INSERT INTO written VALUES (1), (2);",
              "5_lock.ts": others,
            };
            const run = await project.run({ kind: "latest" });
            assert.deepEqual(run.applied, ["1", "2", "3", "4", "5"]);
            assert.deepEqual(answers[1], answers[0]);
            assert.deepEqual(await project.column("SELECT id FROM written ORDER BY id"), [
              "1",
              "2",
            ]);
            assert.deepEqual(await project.versions(), run.applied);
            assert.deepEqual(await project.journal(), []);
            assert.equal((other as { code?: string }).code, "lock-timeout", "the lock is held");
          }),
        );
      }

      test(
        `${what}, left by a file that fails, is gone when the same session runs again`,
        on(database, async (project) => {
          const answers: unknown[] = [];
          const look = {
            up: async (db: MigrationDatabase) => void answers.push(await ask(db, asks)),
          };
          project.files = {
            "1_look.ts": look,
            "2_leaves.up.sql": `${leaves}; SELECT * FROM nowhere_to_be_found;`,
          };
          const connection = await project.connection();
          try {
            const migrations = inMemory(project.files);
            const migrator = await Migrator.over(connection, { migrations });
            await project.failure(migrator.up());
            const now = connection.query({ text: asks }).catch((error) => error.code ?? "failed");
            assert.deepEqual(await now, answers[0]);
          } finally {
            await connection.close();
          }
        }),
      );
    }
  });
}

/** The answer inside of a transaction, which a failure must not end. */
async function ask(db: MigrationDatabase, asks: string): Promise<unknown> {
  if (db.dialect !== "postgres") {
    return await db.query(asks).catch((error) => error.code ?? "failed");
  }
  await db.execute("SAVEPOINT ask");
  try {
    return await db.query(asks);
  } catch (error) {
    await db.execute("ROLLBACK TO ask");
    return (error as { code: string }).code;
  }
}
