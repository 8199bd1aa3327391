import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { importedFiles } from "./imported_files.ts";

test("a file's imports are found through others, in circles too; packages are not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-imports-"));
  const path = (name: string) => join(folder, name);
  try {
    await writeFile(path("a.ts"), 'import { b } from "./b.ts";\nimport pg from "pg";');
    await writeFile(path("b.ts"), 'export * from "./c.ts"; const d = await import("./d.ts");');
    await writeFile(path("c.ts"), 'import type { A } from "./a.ts"; import "./gone.ts";');
    await writeFile(path("d.ts"), "");
    await writeFile(path("e.ts"), "");
    const found = await importedFiles([path("a.ts")]);
    const expected = ["a.ts", "b.ts", "c.ts", "d.ts", "gone.ts"].map(path);
    assert.deepEqual([...found].sort(), expected);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
