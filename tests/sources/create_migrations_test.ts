import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  createMigrations,
  nameMigrations,
  writeMigrations,
} from "../../src/sources/create_migrations.ts";
import { inFolder } from "./in_folder.ts";

const now = new Date("2026-03-01T12:00:00Z");
const THREE = [
  { name: "a", up: "SELECT 1;\n", down: "SELECT 2;\n" },
  { name: "b", code: "export function up() {}\n" },
  { name: "c", up: "SELECT 3;\n", down: "SELECT 4;\n" },
] as const;

test("nameMigrations() gives each a version behind all of the folder, in order", () =>
  inFolder({ "20270101000000_z.up.sql": "SELECT 1;" }, async (folder) => {
    const files = await nameMigrations(folder, THREE, { now });
    assert.deepEqual(files.map(({ path }) => path.slice(folder.length + 1)), [
      "20270101000001_a.up.sql",
      "20270101000001_a.down.sql",
      "20270101000002_b.ts",
      "20270101000003_c.up.sql",
      "20270101000003_c.down.sql",
    ]);
    assert.equal((await readdir(folder)).length, 1);
  }));

test("writeMigrations() writes all of them", () =>
  inFolder({}, async (folder) => {
    await writeMigrations(await nameMigrations(folder, THREE, { now }));
    assert.equal((await readdir(folder)).length, 5);
    const text = await readFile(join(folder, "20260301120001_b.ts"), "utf8");
    assert.equal(text, THREE[1].code);
  }));

test("writeMigrations() writes none where one is there already", () =>
  inFolder({}, async (folder) => {
    const files = await nameMigrations(folder, THREE, { now });
    await writeMigrations([files[3]!]);
    await assert.rejects(writeMigrations(files), { code: "file-exists" });
    assert.deepEqual(await readdir(folder), ["20260301120002_c.up.sql"]);
  }));

test("createMigrations() gives several calls at once versions of their own", () =>
  inFolder({}, async (folder) => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => createMigrations(folder, THREE, { now })),
    );
    const versions = made.map((files) => [...new Set(files.map(({ version }) => version))]);
    assert.equal(new Set(versions.flat()).size, 24);
    for (const own of versions) assert.deepEqual(own, own.toSorted());
    assert.equal((await readdir(folder)).length, 40); // and no mark is left
  }));
