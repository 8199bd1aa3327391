import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { generate } from "../../src/generate/generate.ts";
import { nameMigrations, writeMigrations } from "../../src/sources/create_migrations.ts";
import { databases, type FreshDatabase } from "../contract/databases.ts";
import { requestFor } from "./try_generated.ts";

const ROWS = 2500;

async function fill(fresh: FreshDatabase): Promise<void> {
  await fresh.raw.query(
    "CREATE TABLE words (id INTEGER PRIMARY KEY, word varchar(20), loud varchar(20) " +
      "CHECK (loud IS NULL OR loud <> 'STOP'))",
  );
  const values = Array.from(
    { length: ROWS },
    (_, at) => `(${at * 3}, '${at === 2200 ? "stop" : "go"}')`,
  );
  await fresh.raw.query(`INSERT INTO words (id, word) VALUES ${values.join(", ")}`);
}

async function filled(fresh: FreshDatabase): Promise<number> {
  const [row] = await fresh.raw.query("SELECT count(*) AS n FROM words WHERE loud IS NOT NULL");
  return Number(row!["n"]);
}

async function sayRetry(url: string, folder: string): Promise<void> {
  const migrator = await Migrator.connect(url, { migrations: folder });
  try {
    await migrator.resolve("19700101000000", "retry");
  } finally {
    await migrator.close();
  }
}

for (const database of databases) {
  test(
    `${database.name}: a backfill that fails in its third batch keeps two, and goes on from there`,
    {
      skip: database.skip,
    },
    async () => {
      const fresh = await database.fresh();
      const folder = await mkdtemp(join(tmpdir(), "dunlin-backfill-"));
      try {
        await fill(fresh);
        const call = ["backfill_loud_in_words", "upper(word)"];
        const { files } = await generate(requestFor(database.name, call));
        await writeMigrations(await nameMigrations(folder, files, { now: new Date(0) }));
        const run = async () => {
          const migrator = await Migrator.connect(fresh.url, { migrations: folder, retries: 0 });
          try {
            return (await migrator.up()).applied.length;
          } finally {
            await migrator.close();
          }
        };
        // a DO block is one statement: nothing tells dunlin how far it came, so a person says it may run again
        const alone = database.name === "postgres";
        await assert.rejects(run(), { code: "migration-failed" });
        // SQLite fills at once: one writer has the file to itself anyway
        assert.equal(await filled(fresh), database.name === "sqlite" ? 0 : 2000);
        await fresh.raw.query("UPDATE words SET word = 'halt' WHERE word = 'stop'");
        if (alone) await sayRetry(fresh.url, folder);
        assert.equal(await run(), 1);
        assert.equal(await filled(fresh), ROWS);
      } finally {
        await fresh.dispose();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
}
