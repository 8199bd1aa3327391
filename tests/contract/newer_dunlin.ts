import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

type Migrators = typeof import("../../src/execution/migrator.ts");
type Connects = typeof import("../../src/drivers/connect.ts");

/** A dunlin whose own tables have a newer format than this one's: the same sources but for one line. */
export interface NewerDunlin {
  /** Its command line, as a program. */
  readonly program: string;
  /** Its own modules: nothing of this dunlin is loaded by them. */
  load(): Promise<Migrators & Connects>;
}

/** The format of its own tables. */
export const NEWER_FORMAT = 2;

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const COPIED = ["src", "mod.ts", "cli.ts", "deno.json", "deno.lock", "package.json"];

/** A newer dunlin in a folder of its own, for as long as `act` runs. */
export async function withNewerDunlin(act: (newer: NewerDunlin) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-newer-"));
  try {
    for (const name of COPIED) {
      await cp(join(REPOSITORY, name), join(folder, name), { recursive: true });
    }
    const packages = join(REPOSITORY, "node_modules"); // Node and Bun; Deno has a cache of its own
    if (existsSync(packages)) await symlink(packages, join(folder, "node_modules"), "junction");
    await raiseFormat(join(folder, "src/dialects/own_tables.ts"));
    const load = async (path: string) => await import(pathToFileURL(join(folder, path)).href);
    await act({
      program: join(folder, "cli.ts"),
      load: async () => ({
        ...await load("src/execution/migrator.ts"),
        ...await load("src/drivers/connect.ts"),
      }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function raiseFormat(file: string): Promise<void> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const raised = lines.map((line) =>
    line === "export const FORMAT = 1;" ? `export const FORMAT = ${NEWER_FORMAT};` : line
  );
  const changed = raised.filter((line, index) => line !== lines[index]);
  assert.equal(changed.length, 1, "one line says the format");
  await writeFile(file, raised.join("\n"));
}
