import assert from "node:assert/strict";
import { readdir, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { collectMigrations } from "../../src/migrations/collect.ts";
import { createMigration } from "../../src/sources/create_migration.ts";
import { directory } from "../../src/sources/directory.ts";
import { inFolder } from "./in_folder.ts";

const now = new Date("2026-03-01T12:34:56.789Z");

test("createMigration() writes an empty pair with a version in UTC", () =>
  inFolder({}, async (folder) => {
    const created = await createMigration(folder, "Create users", { now });
    assert.deepEqual(created, {
      version: "20260301123456",
      name: "create_users",
      files: [
        join(folder, "20260301123456_create_users.up.sql"),
        join(folder, "20260301123456_create_users.down.sql"),
      ],
    });
    assert.equal((await readdir(folder)).length, 2);
  }));

test("what createMigration() writes is a migration whose down is not pretended", () =>
  inFolder({}, async (folder) => {
    await createMigration(folder, "a", { now });
    const collection = collectMigrations(await directory(folder).list(), {
      dialect: "postgres",
    });
    assert.deepEqual(collection.problems, []);
    const [only] = collection.migrations;
    assert.deepEqual(only?.up.directives, {});
    assert.match(only?.down?.directives.irreversible ?? "", /has not been written yet/);
  }));

test("createMigration() moves on by a second where the version is taken", () =>
  inFolder({}, async (folder) => {
    await createMigration(folder, "a", { now });
    const second = await createMigration(folder, "b", { now });
    assert.equal(second.version, "20260301123457");
  }));

test("createMigration() goes on with the running numbers of a folder", () =>
  inFolder({ "008_a.up.sql": "", "009_b.up.sql": "" }, async (folder) => {
    assert.equal((await createMigration(folder, "c", { now })).version, "010");
  }));

test("createMigration() writes the SQL it is given", () =>
  inFolder({}, async (folder) => {
    const { files } = await createMigration(folder, "a", { now, up: "SELECT 1;", down: "" });
    assert.deepEqual(await Promise.all(files.map((file) => readFile(file, "utf8"))), [
      "SELECT 1;",
      "",
    ]);
  }));

test("createMigration() overwrites nothing: of two at once with one name, each pair is one's own", () =>
  inFolder({}, async (folder) => {
    const mine = (text: string) => ({ now, up: text, down: text });
    const settled = await Promise.allSettled(
      ["1", "2", "3"].map((text) => createMigration(folder, "a", mine(text))),
    );
    const written = settled.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
    const refused = settled.flatMap((one) => one.status === "rejected" ? [one.reason.code] : []);
    assert.ok(written.length > 0);
    assert.ok(refused.every((code) => code === "file-exists"));
    assert.equal((await readdir(folder)).length, 2 * written.length);
    for (const { files: [up, down] } of written) {
      assert.equal(await readFile(up, "utf8"), await readFile(down, "utf8"));
    }
  }));

test("createMigration() refuses a name without a letter or digit", () =>
  inFolder({}, async (folder) => {
    await assert.rejects(createMigration(folder, "--", { now }), RangeError);
    assert.deepEqual(await readdir(folder), []);
  }));

test("createMigration() does not create the folder", async () => {
  await assert.rejects(createMigration("/nowhere/migrations", "a", { now }), {
    code: "missing-folder",
  });
});

test("createMigration() at once, under other names, gives a version to each", () =>
  inFolder({}, async (folder) => {
    const names = Array.from({ length: 16 }, (_, index) => `n${index}`);
    const created = await Promise.all(names.map((name) => createMigration(folder, name, { now })));
    assert.equal(new Set(created.map(({ version }) => version)).size, 16);
    assert.equal((await readdir(folder)).length, 32, "and no mark is left behind");
  }));

test("createMigration() goes past the mark of a process that was killed, and clears it away", () =>
  inFolder({ ".20260301123456.reserved": "" }, async (folder) => {
    const mark = join(folder, ".20260301123456.reserved");
    await utimes(mark, new Date(0), new Date(0));
    assert.equal((await createMigration(folder, "a", { now })).version, "20260301123457");
    assert.equal((await readdir(folder)).includes(".20260301123456.reserved"), false);
  }));
