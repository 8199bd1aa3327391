import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checksum } from "../../src/migrations/checksum.ts";
import type { Manifest, ManifestFile } from "../../src/migrations/manifest.ts";
import { Migrator, validate } from "../../mod.ts";
import { inFolder } from "./in_folder.ts";

/** A manifest whose texts tell when they are asked for. */
class Asked {
  readonly names: string[] = [];
  readonly manifest: Manifest;

  constructor(texts: Readonly<Record<string, string>>, recorded = texts) {
    const files = Object.entries(texts).map(([name, text]): ManifestFile => ({
      name,
      checksum: checksum(recorded[name] ?? ""),
      text: () => {
        this.names.push(name);
        return Promise.resolve({ default: text });
      },
    }));
    this.manifest = { format: 2, count: files.length, files };
  }
}

const FIRST = {
  "1_a.down.sql": "DROP TABLE a;",
  "1_a.up.sql": "CREATE TABLE a (id int);",
};
const BOTH = {
  ...FIRST,
  "2_b.down.sql": "DROP TABLE b;",
  "2_b.up.sql": "CREATE TABLE b (id int);",
};

async function onMigrator<Answer>(
  url: string,
  migrations: Manifest,
  act: (migrator: Migrator) => Promise<Answer>,
): Promise<Answer> {
  const migrator = await Migrator.connect(url, { migrations });
  try {
    return await act(migrator);
  } finally {
    await migrator.close();
  }
}

function inDatabase(act: (url: string) => Promise<void>): Promise<void> {
  return inFolder({}, (folder) => act(`sqlite:${folder}/a.db`));
}

describe("a manifest's texts", () => {
  test("of migrations that are applied are not loaded by a run", () =>
    inDatabase(async (url) => {
      const { manifest, names } = new Asked(FIRST);
      await onMigrator(url, manifest, (migrator) => migrator.up());
      assert.deepEqual(names.splice(0).sort(), ["1_a.down.sql", "1_a.up.sql"]);
      const { applied } = await onMigrator(url, manifest, (migrator) => migrator.up());
      assert.deepEqual([applied, names], [[], []]);
    }));

  test("are loaded where something is pending, and no others", () =>
    inDatabase(async (url) => {
      await onMigrator(url, new Asked(FIRST).manifest, (migrator) => migrator.up());
      const { manifest, names } = new Asked(BOTH);
      const { applied } = await onMigrator(url, manifest, (migrator) => migrator.up());
      assert.deepEqual(applied, ["2"]);
      assert.deepEqual(names.sort(), ["2_b.down.sql", "2_b.up.sql"]);
    }));

  test("are all there for a status, and for what goes back", () =>
    inDatabase(async (url) => {
      await onMigrator(url, new Asked(BOTH).manifest, (migrator) => migrator.up());
      const { migrations } = await onMigrator(url, new Asked(BOTH).manifest, (one) => one.status());
      assert.equal(migrations[0]?.migration?.up.kind, "sql");
      assert.deepEqual(migrations[0]?.migration?.up.directives, {});
      const { reverted } = await onMigrator(url, new Asked(BOTH).manifest, (one) => one.down());
      assert.deepEqual(reverted, ["2"]);
    }));

  test("that are not those it was written for stop a run before anything is changed", () =>
    inDatabase(async (url) => {
      const other = { ...FIRST, "1_a.up.sql": "CREATE TABLE other (id int);" };
      const { manifest } = new Asked(other, FIRST);
      await assert.rejects(onMigrator(url, manifest, (migrator) => migrator.up()), {
        code: "manifest-damaged",
        message: "1_a.up.sql is not the text the manifest was written for",
      });
      const empty = new Asked({}, {}).manifest;
      const { exists } = await onMigrator(url, empty, (migrator) => migrator.status());
      assert.equal(exists, false);
    }));

  test("that cannot be imported are named, all of them", () =>
    inDatabase(async (url) => {
      const files = Object.keys(FIRST).map((name): ManifestFile => ({
        name,
        checksum: "0".repeat(64),
        text: () => Promise.reject(new TypeError("Module not found")),
      }));
      const manifest = { format: 2, count: 2, files } as const;
      await assert.rejects(
        onMigrator(url, manifest, (migrator) => migrator.up()),
        (error: unknown) => {
          const { code, problems } = error as { code: string; problems: { message: string }[] };
          assert.equal(code, "manifest-damaged");
          assert.deepEqual(problems.map(({ message }) => message), [
            "the manifest cannot bring the text of 1_a.up.sql: Module not found",
            "the manifest cannot bring the text of 1_a.down.sql: Module not found",
          ]);
          return true;
        },
      );
    }));

  test("are read for their problems where they are pending", () =>
    inDatabase(async (url) => {
      const { manifest } = new Asked({ "1_a.up.sql": "-- dunlin: nonsense\nSELECT 1;" });
      await assert.rejects(onMigrator(url, manifest, (migrator) => migrator.up()), {
        code: "invalid-migrations",
      });
    }));

  test("are all held against their checksums by validate()", async () => {
    const { manifest, names } = new Asked(BOTH);
    assert.deepEqual((await validate({ migrations: manifest, dialect: "sqlite" })).problems, []);
    assert.deepEqual(names.sort(), Object.keys(BOTH));
    const damaged = new Asked({ ...BOTH, "2_b.down.sql": "DROP TABLE a;" }, BOTH).manifest;
    await assert.rejects(validate({ migrations: damaged, dialect: "sqlite" }), {
      code: "manifest-damaged",
    });
  });

  test("of an irreversible up that has a down all the same are a problem", async () => {
    const { manifest } = new Asked({
      "1_a.down.sql": "DROP TABLE a;",
      "1_a.up.sql": "-- dunlin: irreversible because it is\nCREATE TABLE a (id int);",
    });
    const { problems } = await validate({ migrations: manifest, dialect: "sqlite" });
    assert.match(problems[0]?.message ?? "", /marked irreversible, yet there is 1_a\.down\.sql/);
  });

  test("may be variants for other databases, which are never loaded", () =>
    inDatabase(async (url) => {
      const { manifest, names } = new Asked({
        "1_a.postgres.up.sql": "SELECT 1;",
        "1_a.up.sql": "CREATE TABLE a (id int);",
      });
      await onMigrator(url, manifest, (migrator) => migrator.up());
      assert.deepEqual(names, ["1_a.up.sql"]);
    }));

  test("of hooks are there from the start", () =>
    inDatabase(async (url) => {
      const { manifest } = new Asked({ ...FIRST, "after_all.sql": "CREATE TABLE z (id int);" });
      await onMigrator(url, manifest, async (migrator) => {
        assert.equal(migrator.collection.hooks.after_all?.text, "CREATE TABLE z (id int);");
        await migrator.up();
      });
    }));
});
