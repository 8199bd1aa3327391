import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { collectMigrations } from "../../src/migrations/collect.ts";
import { createMigration } from "../../src/sources/create_migration.ts";
import { directory } from "../../src/sources/directory.ts";
import { temporaryFolder } from "./temporary_folder.ts";

const now = new Date("2026-03-01T12:34:56.789Z");

test("createMigration() writes an empty pair with a version in UTC", async () => {
  await using folder = await temporaryFolder();
  const created = await createMigration(folder.path, "Create users", { now });
  assert.deepEqual(created, {
    version: "20260301123456",
    name: "create_users",
    files: [
      join(folder.path, "20260301123456_create_users.up.sql"),
      join(folder.path, "20260301123456_create_users.down.sql"),
    ],
  });
  assert.equal((await readdir(folder.path)).length, 2);
});

test("what createMigration() writes is a migration whose down is not pretended", async () => {
  await using folder = await temporaryFolder();
  await createMigration(folder.path, "a", { now });
  const collection = collectMigrations(await directory(folder.path).list(), {
    dialect: "postgres",
  });
  assert.deepEqual(collection.problems, []);
  const [only] = collection.migrations;
  assert.deepEqual(only?.up.directives, {});
  assert.match(only?.down?.directives.irreversible ?? "", /has not been written yet/);
});

test("createMigration() moves on by a second where the version is taken", async () => {
  await using folder = await temporaryFolder();
  await createMigration(folder.path, "a", { now });
  const second = await createMigration(folder.path, "b", { now });
  assert.equal(second.version, "20260301123457");
});

test("createMigration() goes on with the running numbers of a folder", async () => {
  await using folder = await temporaryFolder({ "008_a.up.sql": "", "009_b.up.sql": "" });
  assert.equal((await createMigration(folder.path, "c", { now })).version, "010");
});

test("createMigration() writes the SQL it is given", async () => {
  await using folder = await temporaryFolder();
  const { files } = await createMigration(folder.path, "a", { now, up: "SELECT 1;", down: "" });
  assert.deepEqual(await Promise.all(files.map((file) => readFile(file, "utf8"))), [
    "SELECT 1;",
    "",
  ]);
});

test("createMigration() overwrites nothing: of two at once with one name, each pair is one's own", async () => {
  await using folder = await temporaryFolder();
  const mine = (text: string) => ({ now, up: text, down: text });
  const settled = await Promise.allSettled(
    ["1", "2", "3"].map((text) => createMigration(folder.path, "a", mine(text))),
  );
  const written = settled.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  const refused = settled.flatMap((one) => one.status === "rejected" ? [one.reason.code] : []);
  assert.ok(written.length > 0);
  assert.ok(refused.every((code) => code === "file-exists"));
  assert.equal((await readdir(folder.path)).length, 2 * written.length);
  for (const { files: [up, down] } of written) {
    assert.equal(await readFile(up, "utf8"), await readFile(down, "utf8"));
  }
});

test("createMigration() refuses a name without a letter or digit", async () => {
  await using folder = await temporaryFolder();
  await assert.rejects(createMigration(folder.path, "--", { now }), RangeError);
  assert.deepEqual(await readdir(folder.path), []);
});

test("createMigration() does not create the folder", async () => {
  await assert.rejects(createMigration("/nowhere/migrations", "a", { now }), {
    code: "missing-folder",
  });
});
