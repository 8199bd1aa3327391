import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { start } from "../cli/program.ts";
import { assertCrowdSucceeds } from "./crowd.ts";
import type { RawRow } from "./databases.ts";
import { pooled, type PooledDatabase } from "./pooled.ts";
import { type Files, on, type Project } from "./project.ts";
import { withFolder } from "./processes/runner_process.ts";

/** What a client finds that takes one of the pool's sessions: nothing of its own, and everything as the server gave it. */
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  "changed settings": "SELECT name, setting FROM pg_settings WHERE source = 'session' " +
    "AND name NOT IN ('application_name', 'client_encoding', 'DateStyle', 'TimeZone', " +
    "'standard_conforming_strings', 'IntervalStyle', 'extra_float_digits')", // the pooler's own
  "another role": "SELECT current_user FROM pg_roles WHERE rolname = current_user " +
    "AND current_user <> session_user LIMIT 1",
  "prepared statements": "SELECT name FROM pg_prepared_statements WHERE from_sql",
  "channels": "SELECT pg_listening_channels()",
  "cursors": "SELECT name FROM pg_cursors WHERE name <> ''",
  "temporary tables": "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()",
  "locks": "SELECT objid FROM pg_locks WHERE locktype = 'advisory' " +
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
};

/** What each of the pool's two sessions has kept, by its process id. */
async function leftBehind(fresh: PooledDatabase): Promise<Map<unknown, RawRow[]>> {
  const clients = await Promise.all([fresh.pooledSession(), fresh.pooledSession()]);
  const found = new Map<unknown, RawRow[]>();
  await Promise.all(clients.map((client) => client.query("BEGIN")));
  for (const client of clients) {
    const [row] = await client.query("SELECT pg_backend_pid() AS pid");
    const left = await Promise.all(Object.values(LEFT_BEHIND).map((sql) => client.query(sql)));
    found.set(row!["pid"], left.flat());
    await client.query("COMMIT");
  }
  return found;
}

async function assertNothingLeftBehind(project: Project): Promise<void> {
  const left = await leftBehind(project.fresh as PooledDatabase);
  assert.equal(left.size, 2);
  assert.deepEqual([...left.values()].flat(), []);
}

const SETTINGS = "SET search_path = app; SET statement_timeout = '77s'; SET lock_timeout = '3s'; " +
  "SET work_mem = '77kB'; SET app.tenant = 'dunlin'; SET ROLE pg_read_all_data; RESET ROLE; " +
  "PREPARE one AS SELECT 1; LISTEN birds; CREATE TEMP TABLE eggs (id INT); ";

describe("behind a pooler in transaction mode with two sessions", { skip: pooled.skip }, () => {
  for (const [done, what] of [[0, "an empty"], [3, "a half-done"]] as const) {
    test(
      `32 runners at once on ${what} database: all succeed, each migration is run once`,
      { timeout: 120_000 },
      on(pooled, async (project) => {
        await assertCrowdSucceeds(project, done, { library: 24, programs: 8 });
        await assertNothingLeftBehind(project);
      }),
    );
  }

  test(
    "runners through the pooler and past it on a half-done database: all succeed, each migration is run once",
    { timeout: 120_000 },
    on(pooled, async (project) => {
      const { url, directUrl } = project.fresh as PooledDatabase;
      project.files = Object.fromEntries([
        ["0_birds.up.sql", "CREATE TABLE birds (id INT);"],
        ...Array.from({ length: 9 }, (_, i) => [
          `${i + 1}_m.up.sql`,
          `INSERT INTO birds SELECT ${i + 1} FROM pg_sleep(0.02); CREATE TABLE t${i + 1} (id INT);`,
        ]),
      ]) as Files;
      const begun = (await project.run({ kind: "up", steps: 3 })).applied;
      const urls = Array.from({ length: 16 }, (_, i) => i % 2 ? url : directUrl);
      const runs = await Promise.all(
        urls.map((url) => project.up({ url, lockWaitSeconds: 60 })),
      );
      const versions = Array.from({ length: 10 }, (_, i) => String(i));
      assert.deepEqual([...begun, ...runs.flatMap((run) => run.applied)].sort(), versions);
      assert.deepEqual(await project.versions(), versions);
      assert.deepEqual(
        await project.column("SELECT id FROM birds ORDER BY id"),
        versions.slice(1),
      );
      await assertNothingLeftBehind(project);
    }),
  );

  test(
    "what a file sets reaches neither the next file nor another client of the pool",
    on(pooled, async (project) => {
      project.files = {
        "1_app.up.sql": "CREATE SCHEMA app;",
        "2_set.up.sql": `${SETTINGS} CREATE TABLE birds (id INT);`,
        "3_next.up.sql": "CREATE TABLE nests (id INT);",
      };
      await project.up();
      const tables = await project.column(
        "SELECT schemaname || '.' || tablename FROM pg_tables " +
          "WHERE tablename IN ('birds', 'nests', 'eggs') ORDER BY 1",
      );
      assert.deepEqual(tables, ["app.birds", "public.nests"]);
      await assertNothingLeftBehind(project);
    }),
  );

  test(
    "a file that is no transaction and sets something is refused before anything is done",
    on(pooled, async (project) => {
      project.files = {
        "1_app.up.sql": "CREATE SCHEMA app;",
        "2_set.up.sql": "SET search_path = app; CREATE TABLE birds (id INT); VACUUM birds;",
      };
      const error = await project.failure(project.up());
      assert.equal(error.code, "unsupported");
      assert.match(error.message, /2_set\.up\.sql .* pooler .*SET SEARCH_PATH/);
      assert.equal(error.state, "nothing was changed");
      assert.deepEqual(
        await project.column("SELECT 1 FROM pg_namespace WHERE nspname = 'app'"),
        [],
      );
    }),
  );

  test(
    "a runner is killed in the middle of a migration: the next one finishes, nothing is doubled",
    { timeout: 60_000 },
    on(pooled, async (project) => {
      const files = {
        "1_birds.up.sql": "CREATE TABLE birds (id INT);",
        "2_slow.up.sql":
          "INSERT INTO birds VALUES (1); SELECT pg_sleep(2); INSERT INTO birds VALUES (2);",
        "3_last.up.sql": "INSERT INTO birds VALUES (3);",
      };
      await withFolder(files, async (folder) => {
        project.files = files;
        const args = ["migrate", "--database", project.fresh.url, "--dir", folder, "--lease", "3"];
        const program = start(args, { cwd: folder });
        await asleep(project, program.ended);
        program.kill("SIGKILL");
        await program.ended;
        const run = await project.up({ lockWaitSeconds: 50 });
        // the server may have finished what the dead one had sent
        assert.ok(["2,3", "3", ""].includes(run.applied.join()), run.applied.join());
        assert.deepEqual(await project.column("SELECT id FROM birds ORDER BY id"), ["1", "2", "3"]);
        assert.deepEqual(await project.versions(), ["1", "2", "3"]);
        await assertNothingLeftBehind(project);
      });
    }),
  );
});

/** Asks again and again until a session of the database sleeps; fails if the run has ended. */
async function asleep(project: Project, ended: Promise<unknown>): Promise<void> {
  let over = false;
  ended.then(() => over = true);
  const look = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' " +
    "AND datname = current_database()";
  while ((await project.query(look)).length === 0) assert.equal(over, false, "the run has ended");
}
