import assert from "node:assert/strict";
import { test } from "node:test";
import type { Blocking } from "../../src/events/blocking.ts";
import type { StatementDone } from "../../src/events/statement_done.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { databases } from "./databases.ts";
import { inMemory, withProject } from "./project.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

for (const database of databases) {
  const { name, skip } = database;
  test(
    `${name}: every statement of a file is told as it ends, with the rows it changed`,
    { skip },
    () =>
      withProject(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (name VARCHAR(9));\n" +
            "INSERT INTO birds VALUES ('dunlin'), ('knot');\nUPDATE birds SET name = 'ruff';\n",
          "2_b.up.sql": "DELETE FROM birds WHERE name = 'none';\n",
        };
        const told: StatementDone[] = [];
        await project.up({ onStatement: (done) => told.push(done) });
        assert.deepEqual(told.map(({ id, number, total }) => [id, number, total]), [
          ["1", 1, 3],
          ["1", 2, 3],
          ["1", 3, 3],
          ["2", 1, 1],
        ]);
        if (name === "sqlite") return;
        assert.deepEqual(told.slice(1).map(({ rows }) => rows), [2, 2, 0]);
      }),
  );
}

for (const database of databases) {
  const { name, skip } = database;
  if (name !== "postgres" && name !== "mysql") continue;
  test(
    `${name}: questions at once share one session, which ends with the migrator`,
    { skip },
    () =>
      withProject(database, async (project) => {
        project.files = { "1_a.up.sql": "SELECT 1;" };
        const sessions = async () => {
          const [count] = await project.column(
            name === "postgres"
              ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_blocking_pids(%' AND pid <> pg_backend_pid()"
              : `SELECT COUNT(*) FROM ${PROCESSLIST} WHERE DB = DATABASE()`,
          );
          return Number(count);
        };
        const before = await sessions();
        const migrator = await project.migrator();
        await migrator.up();
        const own = name === "postgres" ? 0 : 1; // MySQL's count holds the migrator itself
        await Promise.all([migrator.blocking(), migrator.blocking(), migrator.blocking()]);
        assert.equal(await sessions() - before, own + 1);
      }),
  );
}

for (const { name, skip, fresh: make } of databases) {
  if (name !== "postgres" && name !== "mysql") continue;
  test(`${name}: who blocks the running statement is told while it waits`, { skip }, async () => {
    const fresh = await make();
    try {
      await fresh.raw.query("CREATE TABLE held (id integer)");
      const lock = name === "postgres" ? "BEGIN; LOCK TABLE held" : "LOCK TABLES held WRITE";
      await fresh.raw.query(lock);
      const migrations = inMemory({ "1_a.up.sql": "ALTER TABLE held ADD x integer;" });
      const migrator = await Migrator.connect(fresh.url, { migrations, lockTimeoutMs: 60_000 });
      assert.deepEqual(await migrator.blocking(), [], "nothing runs, so nobody blocks");
      const started = Promise.withResolvers<void>();
      const run = migrator.up({
        onEvent: ({ type }) => type === "migration_started" && started.resolve(),
      });
      await started.promise;
      let by: readonly Blocking[] = [];
      while (by.length === 0) by = await migrator.blocking();
      const pid = name === "postgres" ? "pg_backend_pid()" : "CONNECTION_ID()";
      const [own] = await fresh.raw.query(`SELECT ${pid} AS id`);
      assert.deepEqual(by.map(({ session }) => session), [String(own!["id"])]);
      assert.ok(by[0]!.who.length > 0);
      await fresh.raw.query(name === "postgres" ? "ROLLBACK" : "UNLOCK TABLES");
      await run;
      await migrator.close();
    } finally {
      await fresh.dispose();
    }
  });
}
