import assert from "node:assert/strict";
import { test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { directory } from "../../src/sources/directory.ts";
import type { Source } from "../../src/sources/source.ts";
import { checkManifest } from "../../src/sources/stale.ts";
import { type DatabaseName, databaseNamed, type FreshDatabase } from "../contract/databases.ts";
import { mysqlSchema, postgresSchema, type SchemaText, sqliteSchema } from "./schema_text.ts";

interface Example {
  readonly folder: URL;
  readonly database: DatabaseName;
  readonly schemaText: SchemaText;
}

const example = (name: string, database: DatabaseName, schemaText: SchemaText): Example => ({
  folder: new URL(`../../examples/${name}/migrations`, import.meta.url),
  database,
  schemaText,
});

const EXAMPLES: readonly Example[] = [
  example("quickstart", "sqlite", sqliteSchema),
  example("postgres", "postgres", postgresSchema),
  example("mysql", "mysql", mysqlSchema),
  example("mysql", "mariadb", mysqlSchema),
];

for (const { folder, database, schemaText } of EXAMPLES) {
  const { skip } = databaseNamed(database);
  const shop = async (
    migrations: URL | Source,
    act: (migrator: Migrator, schema: () => Promise<string>) => Promise<void>,
  ) =>
    await onFresh(database, async (fresh) => {
      const migrator = await Migrator.connect(fresh.url, { migrations });
      try {
        await act(migrator, () => schemaText((text) => fresh.raw.query(text)));
      } finally {
        await migrator.close();
      }
    });

  test(`${database}: the example goes up, all the way down, and up to the same schema`, {
    skip,
  }, async () => {
    await shop(folder, async (migrator, schema) => {
      await migrator.up();
      const before = await schema();
      assert.match(before, /order_totals/);
      await migrator.down({ all: true });
      assert.equal(await schema(), "");
      await migrator.up();
      assert.equal(await schema(), before);
    });
  });

  test(`${database}: every down of the example leaves what its up found`, { skip }, async () => {
    await shop(versionedOnly(folder), async (migrator, schema) => {
      for (const { id } of migrator.collection.migrations) {
        const before = await schema();
        await migrator.up({ steps: 1 });
        const after = await schema();
        await migrator.down();
        assert.equal(await schema(), before, `down of ${id}`);
        await migrator.up({ steps: 1 });
        assert.equal(await schema(), after, `second up of ${id}`);
      }
    });
  });

  test(`${database}: the example's repeatable view comes back after any number of downs`, {
    skip,
  }, async () => {
    await shop(folder, async (migrator, schema) => {
      await migrator.up();
      const before = await schema();
      const versioned = migrator.collection.migrations.filter(({ kind }) => kind === "versioned");
      for (const steps of [1, 4, versioned.length]) {
        await migrator.down({ steps });
        await migrator.up();
        assert.equal(await schema(), before, `after ${steps} down`);
      }
    });
  });
}

for (const name of ["quickstart", "postgres", "mysql"]) {
  test(`the manifest of examples/${name} holds what lies beside it`, async () => {
    await checkManifest(new URL(`../../examples/${name}/migrations`, import.meta.url));
  });
}

/** A repeatable runs with the last of the versioned, and would hide what that one's down leaves. */
function versionedOnly(folder: URL): Source {
  const all = directory(folder);
  const list = async () => (await all.list()).filter(({ name }) => !name.startsWith("R__"));
  return { description: all.description, namespace: all.namespace, list };
}

async function onFresh(
  name: DatabaseName,
  act: (fresh: FreshDatabase) => Promise<void>,
): Promise<void> {
  const fresh = await databaseNamed(name).fresh();
  try {
    await act(fresh);
  } finally {
    await fresh.dispose();
  }
}
