import assert from "node:assert/strict";
import { test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { type Awaited, waitForMigrations } from "../../src/execution/wait_for_migrations.ts";
import { databaseNamed } from "../contract/databases.ts";
import { inMemory } from "../contract/project.ts";

const migrations = inMemory({ "1_a.up.sql": "CREATE TABLE a (id INTEGER);" });

test("Migrator.wait() goes on when the application's migrations are applied, file or not", async () => {
  const fresh = await databaseNamed("sqlite").fresh();
  try {
    const told: Awaited[] = [];
    const waiting = Migrator.wait(fresh.url, {
      migrations,
      onWaiting: (awaited) => {
        told.push(awaited);
        if (told.length === 1) migrate(fresh.url);
      },
    });
    assert.ok(await waiting >= 0);
    assert.equal(told[0]?.unreachable?.code, "database-missing");
  } finally {
    await fresh.dispose();
  }
});

async function migrate(url: string): Promise<void> {
  const migrator = await Migrator.connect(url, { migrations });
  await migrator.up();
  await migrator.close();
}

test("an aborted signal ends the waiting", async () => {
  const stop = new AbortController();
  const waiting = waitForMigrations({
    look: () => Promise.resolve({ migrations: [] }),
    version: "1",
    timeoutMs: 60_000,
    signal: stop.signal,
    onWaiting: () => stop.abort(),
  });
  await assert.rejects(waiting, { code: "interrupted" });
});

test("what time will not mend is thrown at once", async () => {
  const looks: number[] = [];
  const waiting = waitForMigrations({
    look: () => (looks.push(1), Promise.reject(new TypeError("no"))),
    timeoutMs: 60_000,
  });
  await assert.rejects(waiting, TypeError);
  assert.equal(looks.length, 1);
});
