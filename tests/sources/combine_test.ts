import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError } from "../../src/errors.ts";
import { checksum } from "../../src/migrations/checksum.ts";
import { collectMigrations } from "../../src/migrations/collect.ts";
import { combine } from "../../src/sources/combine.ts";
import { fromManifest } from "../../src/sources/from_manifest.ts";
import type { Manifest, Source } from "../../src/sources/source.ts";
import { toSource } from "../../src/sources/to_source.ts";
import { inFolder } from "./in_folder.ts";

function manifest(...names: string[]): Manifest {
  const files = names.map((name) => ({ name, text: "SELECT 1;", checksum: checksum("SELECT 1;") }));
  return { format: 1, count: files.length, files };
}

function failing(namespace: string): Source {
  const list = () => Promise.reject(new DunlinError("missing-folder", `no ${namespace}`));
  return { description: namespace, namespace, list };
}

test("fromManifest() lists its files sorted, with their text", async () => {
  const files = await fromManifest(manifest("2_b.up.sql", "1_a.up.sql")).list();
  assert.deepEqual(files, [
    { name: "1_a.up.sql", path: "1_a.up.sql", content: "SELECT 1;" },
    { name: "2_b.up.sql", path: "2_b.up.sql", content: "SELECT 1;" },
  ]);
});

test("fromManifest() names files as they lie in their folder", async () => {
  const [file] = await fromManifest(manifest("1_a.up.sql"), { folder: "db/migrations/" }).list();
  assert.equal(file?.path, "db/migrations/1_a.up.sql");
});

test("fromManifest() refuses a manifest that lost a file", async () => {
  const lost = { ...manifest("1_a.up.sql"), count: 2 };
  await assert.rejects(fromManifest(lost).list(), { code: "manifest-damaged" });
});

test("fromManifest() hands the imported module on", async () => {
  const module = { up() {} };
  const [file] = manifest("1_a.ts").files;
  assert.ok(file !== undefined);
  const source = fromManifest({ format: 1, count: 1, files: [{ ...file, module }] });
  assert.equal((await source.list())[0]?.module, module);
});

test("combine() interleaves sources, each under its namespace", async () => {
  const source = combine([
    fromManifest(manifest("1_a.up.sql", "3_c.up.sql")),
    fromManifest(manifest("1_x.up.sql", "2_y.up.sql"), { namespace: "auth" }),
  ]);
  const { migrations, problems } = collectMigrations(await source.list(), { dialect: "sqlite" });
  assert.deepEqual(problems, []);
  assert.deepEqual(migrations.map(({ id }) => id), ["1", "auth/1", "auth/2", "3"]);
});

test("combine() refuses two sources with one namespace, and names both", () => {
  const twice = [failing("auth"), failing("auth")];
  assert.throws(() => combine(twice), { code: "config", message: /namespace auth.*auth and auth/ });
  const plain = [fromManifest(manifest()), fromManifest(manifest())];
  assert.throws(() => combine(plain), { code: "config", message: /no namespace/ });
});

test("combine() takes combined sources apart, so that their namespaces count too", () => {
  const inner = combine([fromManifest(manifest()), failing("auth")]);
  assert.throws(() => combine([inner, failing("auth")]), { code: "config" });
  assert.equal(combine([inner, failing("billing")]).sources.length, 3);
});

test("combine() refuses to combine nothing", () => {
  assert.throws(() => combine([]), RangeError);
});

test("combine() tells what went wrong in every source", async () => {
  const source = combine([failing("a"), failing("b"), fromManifest(manifest())]);
  await assert.rejects(source.list(), (error: unknown) => {
    assert.deepEqual((error as DunlinError).problems.map(({ message }) => message), [
      "no a",
      "no b",
    ]);
    return true;
  });
});

test("toSource() takes a path, a manifest, a source and a list of them", () =>
  inFolder({ "1_a.up.sql": "SELECT 1;" }, async (folder) => {
    const library = fromManifest(manifest("2_b.up.sql"), { namespace: "auth" });
    const ids = async (source: Source) =>
      collectMigrations(await source.list(), { dialect: "sqlite" }).migrations.map(({ id }) => id);
    assert.deepEqual(await ids(toSource(folder)), ["1"]);
    assert.deepEqual(await ids(toSource(manifest("5_e.up.sql"))), ["5"]);
    assert.deepEqual(await ids(toSource(library)), ["auth/2"]);
    assert.deepEqual(await ids(toSource([folder, library])), ["1", "auth/2"]);
  }));

test("toSource() puts the namespace of a source on files that do not say it", async () => {
  const files = [{ name: "1_a.up.sql", path: "x", content: "" }];
  const own = { description: "own", namespace: "auth", list: () => Promise.resolve(files) };
  assert.equal((await toSource(own).list())[0]?.namespace, "auth");
});

test("toSource() refuses what is no source", () => {
  for (const wrong of [42, null, {}, () => {}]) {
    assert.throws(() => toSource(wrong as never), TypeError);
  }
});

test("toSource() refuses an empty list", () => {
  assert.throws(() => toSource([]), RangeError);
});
