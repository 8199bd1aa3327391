import assert from "node:assert/strict";
import { test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import type { ReplicatedServer } from "../tools/servers/postgres_replica.ts";
import { databaseNamed } from "./databases.ts";
import { type Files, inMemory } from "./project.ts";
import { onPrivateServer } from "./private_server.ts";
import { openPostgres } from "./servers/postgres.ts";

const FILES: Files = { "1_birds.up.sql": "CREATE TABLE birds (id INT);" };
const MORE: Files = { ...FILES, "2_nests.up.sql": "CREATE TABLE nests (id INT);" };

test(
  "postgres: a replica",
  { skip: databaseNamed("postgres").skip },
  onPrivateServer("replica", async (server, context) => {
    await withMigrator(server.primary.url, FILES, (migrator) => migrator.up());
    await caughtUp(server);

    await context.test("where nothing is pending a run succeeds and writes nothing", async () => {
      const run = await withMigrator(server.replica.url, FILES, (migrator) => migrator.up());
      assert.deepEqual(run.applied, []);
    });

    await context.test("status is told there as on the primary", async () => {
      const [there, here] = await Promise.all(
        [server.replica.url, server.primary.url].map((url) =>
          withMigrator(url, MORE, (migrator) => migrator.status())
        ),
      );
      assert.deepEqual(there, here);
    });

    await context.test("what is pending is refused with the way out, and nothing is changed", async () => {
      const refusal = withMigrator(server.replica.url, MORE, (migrator) => migrator.up());
      await assert.rejects(refusal, { code: "read-only", next: "connect to the primary" });
      const { steps } = await withMigrator(server.primary.url, MORE, (migrator) => migrator.plan());
      assert.equal(steps.length, 1);
    });
  }),
);

async function withMigrator<T>(
  url: string,
  files: Files,
  act: (migrator: Migrator) => Promise<T>,
): Promise<T> {
  const migrator = await Migrator.connect(url, { migrations: inMemory(files) });
  try {
    return await act(migrator);
  } finally {
    await migrator.close();
  }
}

/** Resolves once the replica shows what the primary had written. */
async function caughtUp({ primary, replica }: ReplicatedServer): Promise<void> {
  const [writer, follower] = await Promise.all(
    [primary, replica].map(({ url }) => openPostgres(url)),
  );
  const [written] = await writer!.query("SELECT pg_current_wal_lsn()::text AS at");
  const there = "SELECT 1 WHERE pg_last_wal_replay_lsn() >= $1::pg_lsn";
  while ((await follower!.query(there, [written!["at"]])).length === 0);
  await Promise.all([writer!.close(), follower!.close()]);
}
