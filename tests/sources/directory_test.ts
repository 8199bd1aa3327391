import assert from "node:assert/strict";
import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { directory } from "../../src/sources/directory.ts";
import type { SourceFile } from "../../src/sources/source.ts";
import { inFolder } from "./in_folder.ts";

async function loadOnly(files: readonly SourceFile[]): Promise<unknown> {
  assert.equal(files.length, 1);
  return await files[0]?.load?.();
}

test("directory() lists files sorted by name, with their bytes", () =>
  inFolder({
    "2_b.up.sql": "b",
    "10_c.up.sql": "c",
    "1_a.up.sql": new Uint8Array([0xff, 0x61]),
  }, async (folder) => {
    const files = await directory(folder).list();
    assert.deepEqual(files.map(({ name }) => name), ["10_c.up.sql", "1_a.up.sql", "2_b.up.sql"]);
    assert.deepEqual([...files[1]?.content ?? []], [0xff, 0x61]);
    assert.equal(files[0]?.path, join(folder, "10_c.up.sql"));
  }));

test("directory() lists stray files and folders, and leaves out what is known to be harmless", () =>
  inFolder({
    "notes.txt": "x",
    "seeds/1_a.up.sql": "x",
    "mod.ts": "x",
    "README.md": "x",
    ".gitkeep": "",
    ".git/config": "x",
  }, async (folder) => {
    const names = (await directory(folder).list()).map(({ name }) => name);
    assert.deepEqual(names, ["notes.txt", "seeds/"]);
  }));

test("directory() lists an empty folder as empty", () =>
  inFolder({}, async (folder) => {
    assert.deepEqual(await directory(folder).list(), []);
  }));

test("directory() takes a file URL", () =>
  inFolder({ "1_a b.up.sql": "x" }, async (folder) => {
    const url = pathToFileURL(folder + "/");
    for (const given of [url, url.href]) {
      const source = directory(given);
      assert.equal(source.description, folder);
      assert.deepEqual((await source.list()).map(({ name }) => name), ["1_a b.up.sql"]);
    }
  }));

test("directory() refuses other URLs", () => {
  assert.throws(() => directory(new URL("https://example.org/migrations")), TypeError);
});

test("directory() names an absent folder with its full path, and never finds 0 migrations there", () =>
  inFolder({}, async (folder) => {
    const path = join(folder, "absent");
    await assert.rejects(directory(path).list(), (error: unknown) => {
      const { code, message, next } = error as { code: string; message: string; next: string };
      assert.deepEqual([code, message], ["missing-folder", `there is no folder ${path}`]);
      assert.match(next, /dunlin init.*--dir/);
      return true;
    });
  }));

test("directory() says that a file is no folder", () =>
  inFolder({ "file": "" }, async (folder) => {
    const path = join(folder, "file");
    await assert.rejects(directory(path).list(), {
      code: "missing-folder",
      message: `${path} is a file, not a folder`,
    });
  }));

test("directory() puts its namespace on every file", () =>
  inFolder({ "1_a.up.sql": "", "x.txt": "" }, async (folder) => {
    const source = directory(folder, { namespace: "auth" });
    assert.equal(source.namespace, "auth");
    assert.deepEqual((await source.list()).map(({ namespace }) => namespace), ["auth", "auth"]);
  }));

test("directory() refuses a namespace that cannot stand in an id", () => {
  for (const namespace of ["a/b", "1", " ", "a b"]) {
    assert.throws(() => directory("migrations", { namespace }), RangeError, namespace);
  }
});

test("directory() follows links to files, and names a dangling one", () =>
  inFolder({ "seeds/x.sql": "SELECT 1" }, async (folder) => {
    await symlink("seeds/x.sql", join(folder, "1_a.up.sql"));
    const files = await directory(folder).list();
    assert.equal(new TextDecoder().decode(files[0]?.content as Uint8Array), "SELECT 1");
    await symlink("nowhere", join(folder, "2_b.up.sql"));
    await assert.rejects(directory(folder).list(), { code: "io", message: /2_b\.up\.sql/ });
  }));

test("directory() refuses a folder with the name of a migration as a stray one", () =>
  inFolder({ "1_a.up.sql/x": "" }, async (folder) => {
    const names = (await directory(folder).list()).map(({ name }) => name);
    assert.deepEqual(names, ["1_a.up.sql/"]);
  }));

test("directory() imports TypeScript when it is first needed", () =>
  inFolder({
    "1_it runs.ts": "export async function up(): Promise<void> {}\n",
  }, async (folder) => {
    const module = await loadOnly(await directory(folder).list());
    assert.equal(typeof (module as { up: unknown }).up, "function");
  }));

for (
  const [what, text, said] of [
    ["a syntax error", "export function up( {", /cannot be imported: \S+/],
    ["an import that is not there", 'import "./nowhere.ts"; export function up() {}', /nowhere/],
    ["a throw at its top", 'throw new Error("no luck"); export function up() {}', /no luck/],
  ] as const
) {
  test(`directory() explains ${what} in a TypeScript migration, with its file`, () =>
    inFolder({ "1_a.ts": text }, async (folder) => {
      const files = await directory(folder).list();
      await assert.rejects(loadOnly(files), (error: unknown) => {
        const { code, message, where } = error as {
          code: string;
          message: string;
          where: { file: string };
        };
        assert.equal(code, "invalid-migrations");
        assert.match(message, said);
        assert.equal(where.file, join(folder, "1_a.ts"));
        return true;
      });
    }));
}

test("directory() reads more files than may be open at once", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `${index + 1000}_a.up.sql`);
  return inFolder(Object.fromEntries(names.map((name) => [name, name])), async (folder) => {
    const files = await directory(folder).list();
    assert.deepEqual(
      files.map(({ content }) => new TextDecoder().decode(content as Uint8Array)),
      names,
    );
  });
});

test("a TypeScript migration edited after it was listed is refused, and its new code does not run", () =>
  inFolder({ "1_a.ts": "export function up() {}" }, async (folder) => {
    const files = await directory(folder).list();
    const key = `dunlin${Date.now()}`;
    const text = `globalThis["${key}"] = true; export function up() {}`;
    await writeFile(join(folder, "1_a.ts"), text);
    await assert.rejects(loadOnly(files), {
      code: "invalid-migrations",
      message: "the file was edited while the run was under way",
      next: "run the same command again: it takes the file as it is then",
    });
    assert.equal(Object.hasOwn(globalThis, key), false);
  }));

test("a TypeScript migration whose line ends alone changed is the same", () =>
  inFolder({ "1_a.ts": "export function up() {}\n" }, async (folder) => {
    const files = await directory(folder).list();
    await writeFile(join(folder, "1_a.ts"), "export function up() {}\r\n");
    assert.ok(await loadOnly(files));
  }));

test("a TypeScript migration removed after it was listed is told as that", () =>
  inFolder({ "1_a.ts": "export function up() {}" }, async (folder) => {
    const files = await directory(folder).list();
    await rm(join(folder, "1_a.ts"));
    await assert.rejects(loadOnly(files), { code: "io", message: /was removed/ });
  }));

test("a TypeScript migration listed anew after an edit runs its new code in the same process", () =>
  inFolder({ "1_a.ts": "export const text = 1; export function up() {}" }, async (folder) => {
    const load = async () =>
      (await loadOnly(await directory(folder).list()) as { text: number }).text;
    assert.equal(await load(), 1);
    for (const text of [2, 3]) {
      await writeFile(
        join(folder, "1_a.ts"),
        `export const text = ${text}; export function up() {}`,
      );
      assert.equal(await load(), text);
    }
  }));
