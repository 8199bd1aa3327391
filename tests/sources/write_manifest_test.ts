import assert from "node:assert/strict";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Manifest } from "../../src/sources/source.ts";
import { checkManifest, findStale } from "../../src/sources/stale.ts";
import { toSource } from "../../src/sources/to_source.ts";
import { writeManifest } from "../../src/sources/write_manifest.ts";
import { inFolder } from "./in_folder.ts";

const FILES = {
  "1_a.up.sql": "\ufeffCREATE TABLE a (b INT);\r\n",
  "1_a.down.sql": "DROP TABLE a;\n",
  "2_it's odd.up.sql": "SELECT '`${x}\\';\n",
  "3_c.ts": "export function up(): void {}\n",
  "README.md": "x",
};

async function importManifest(folder: string): Promise<Manifest> {
  const { href } = pathToFileURL(join(folder, "mod.ts"));
  const module = await import(href) as { default: Manifest };
  return module.default;
}

test("an inline manifest can be imported and lists what the folder lists", () =>
  inFolder(FILES, async (folder) => {
    const written = await writeManifest(folder, { inline: true });
    assert.deepEqual(written, { path: join(folder, "mod.ts"), count: 4, changed: true });
    const manifest = await importManifest(folder);
    const names = (files: readonly { name: string }[]) => files.map(({ name }) => name);
    const listed = await toSource(manifest).list();
    assert.deepEqual(names(listed), names(await toSource(folder).list()));
    const code = await listed.find(({ name }) => name === "3_c.ts")?.load?.();
    assert.equal(typeof code?.up, "function");
    assert.equal(await findStale(manifest, folder), null);
  }));

const importsText = "deno" in process.versions || "bun" in process.versions;

test(
  "a manifest with text imports holds the files",
  { skip: !importsText },
  () =>
    inFolder(FILES, async (folder) => {
      await writeManifest(folder);
      const manifest = await importManifest(folder);
      const listed = await toSource(manifest).list();
      assert.deepEqual(listed.map(({ name }) => name), [
        "1_a.down.sql",
        "1_a.up.sql",
        "2_it's odd.up.sql",
        "3_c.ts",
      ]);
      assert.equal(await findStale(manifest, folder), null);
    }),
);

test("writeManifest() writes nothing where nothing has changed", () =>
  inFolder(FILES, async (folder) => {
    await writeManifest(folder);
    const before = await stat(join(folder, "mod.ts"));
    assert.equal((await writeManifest(folder)).changed, false);
    assert.deepEqual((await stat(join(folder, "mod.ts"))).ino, before.ino);
  }));

test("writeManifest() keeps the way the manifest is written unless told", () =>
  inFolder(FILES, async (folder) => {
    const source = () => readFile(join(folder, "mod.ts"), "utf8");
    await writeManifest(folder, { inline: true });
    await writeFile(join(folder, "4_d.up.sql"), "");
    await writeManifest(folder);
    assert.doesNotMatch(await source(), /type: "text"/);
    await writeManifest(folder, { inline: false });
    assert.match(await source(), /type: "text"/);
  }));

test("writeManifest() leaves nothing beside the manifest", () =>
  inFolder({ "1_a.up.sql": "" }, async (folder) => {
    await writeManifest(folder);
    assert.deepEqual((await readdir(folder)).sort(), ["1_a.up.sql", "mod.ts"]);
  }));

test("writeManifest() refuses to leave a file out, and names all it would", () =>
  inFolder({
    "x.sql": "",
    "notes.txt": "",
    "1_a.up.sql": new Uint8Array([0xff]),
  }, async (folder) => {
    await assert.rejects(writeManifest(folder), (error: unknown) => {
      assert.equal((error as { problems: unknown[] }).problems.length, 3);
      return true;
    });
    assert.ok(!(await readdir(folder)).includes("mod.ts"));
  }));

test("writeManifest() does not overwrite a mod.ts somebody wrote by hand", () =>
  inFolder({ "1_a.up.sql": "", "mod.ts": "export const mine = 1;\n" }, async (folder) => {
    await assert.rejects(writeManifest(folder), { code: "file-exists", message: /mod\.ts/ });
    assert.equal(await readFile(join(folder, "mod.ts"), "utf8"), "export const mine = 1;\n");
  }));

test("writeManifest() of an empty folder writes a manifest of nothing", () =>
  inFolder({}, async (folder) => {
    assert.equal((await writeManifest(folder)).count, 0);
    await checkManifest(folder);
  }));

test("checkManifest() is silent about a fresh manifest", () =>
  inFolder(FILES, async (folder) => {
    await writeManifest(folder);
    await checkManifest(folder);
  }));

test("checkManifest() names what the folder has moved on by", () =>
  inFolder(FILES, async (folder) => {
    await writeManifest(folder);
    await writeFile(join(folder, "1_a.up.sql"), "CREATE TABLE z (b INT);");
    await writeFile(join(folder, "4_d.up.sql"), "");
    await rm(join(folder, "1_a.down.sql"));
    await assert.rejects(checkManifest(folder), {
      code: "manifest-stale",
      message:
        "the manifest is stale: 4_d.up.sql is new; 1_a.down.sql is gone; 1_a.up.sql has changed",
    });
  }));

test("checkManifest() says that there is no manifest", () =>
  inFolder(FILES, async (folder) => {
    await assert.rejects(checkManifest(folder), {
      code: "manifest-stale",
      message: /there is no .*mod\.ts/,
    });
  }));

test("findStale() does not ask for a folder a binary has left behind", async () => {
  const manifest: Manifest = { format: 1, count: 0, files: [] };
  assert.equal(await findStale(manifest, "/nowhere/migrations"), null);
});
