import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { DunlinError, Migrator } from "../../mod.ts";
import { databases, type FreshDatabase, type TestDatabase } from "../contract/databases.ts";

const FILES = {
  "20260101000000_birds.up.sql": "CREATE TABLE birds (name VARCHAR(20) NOT NULL);\n",
  "20260101000000_birds.down.sql": "DROP TABLE birds;\n",
  "20260102000000_first.up.sql": "INSERT INTO birds (name) VALUES ('dunlin');\n",
  "20260102000000_first.down.sql": "DELETE FROM birds;\n",
};

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dunlin-door-"));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function withMigrator(
  database: TestDatabase,
  act: (migrator: Migrator, fresh: FreshDatabase) => Promise<void>,
): Promise<void> {
  const fresh = await database.fresh();
  try {
    const migrator = await Migrator.connect(fresh.url, { migrations: folder });
    try {
      await act(migrator, fresh);
    } finally {
      await migrator.close();
    }
  } finally {
    await fresh.dispose();
  }
}

async function states(migrator: Migrator): Promise<string[]> {
  return (await migrator.status()).migrations.map(({ version, state }) => `${version} ${state}`);
}

for (const database of databases) {
  const { name, skip } = database;

  test(
    `${name}: status() shows what is pending and changes nothing`,
    { skip },
    () =>
      withMigrator(database, async (migrator, fresh) => {
        assert.deepEqual(await states(migrator), [
          "20260101000000 pending",
          "20260102000000 pending",
        ]);
        await assert.rejects(fresh.raw.query("SELECT * FROM dunlin_migrations"));
      }),
  );

  test(
    `${name}: up() applies what is pending, once`,
    { skip },
    () =>
      withMigrator(database, async (migrator, fresh) => {
        const run = await migrator.up();
        assert.equal(run.applied.length, 2);
        assert.deepEqual((await migrator.up()).applied, []);
        assert.deepEqual(await fresh.raw.query("SELECT name FROM birds"), [{ name: "dunlin" }]);
        assert.deepEqual(await states(migrator), [
          "20260101000000 applied",
          "20260102000000 applied",
        ]);
      }),
  );

  test(
    `${name}: plan() tells the steps and takes none`,
    { skip },
    () =>
      withMigrator(database, async (migrator) => {
        const plan = await migrator.plan({ kind: "latest" });
        assert.deepEqual(plan.steps.map((step) => step.kind), ["apply", "apply"]);
        assert.deepEqual(await states(migrator), [
          "20260101000000 pending",
          "20260102000000 pending",
        ]);
      }),
  );

  test(
    `${name}: down() reverts the last, and all on request`,
    { skip },
    () =>
      withMigrator(database, async (migrator, fresh) => {
        await migrator.up();
        await migrator.down();
        assert.deepEqual(await fresh.raw.query("SELECT name FROM birds"), []);
        await migrator.down({ all: true });
        await assert.rejects(fresh.raw.query("SELECT name FROM birds"));
      }),
  );

  test(
    `${name}: a statement the server refuses is an error with code and place`,
    { skip },
    () =>
      withMigrator(database, async (_, fresh) => {
        await writeFile(join(folder, "20260103000000_bad.up.sql"), "SELECT * FROM nowhere;\n");
        const migrator = await Migrator.connect(fresh.url, { migrations: folder });
        try {
          await assert.rejects(migrator.up(), (error) => {
            assert.ok(error instanceof DunlinError);
            assert.equal(error.code, "migration-failed");
            assert.match(error.where!.file, /20260103000000_bad\.up\.sql$/);
            assert.equal(error.where!.line, 1);
            return true;
          });
        } finally {
          await migrator.close();
        }
      }),
  );
}
