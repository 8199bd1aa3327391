import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DunlinError } from "../errors.ts";
import type { CodeModule, MigrationDatabase } from "../migrations/migration.ts";
import { compareText } from "../migrations/version.ts";
import { folderFailure } from "./folder_failure.ts";
import { fileHref, filePath, folderPath } from "./folder_path.ts";
import { importCode } from "./import_code.ts";

/** A file that fills a database, as it was when its folder was listed. */
export interface SeedFile {
  /** Its name in the folder: `01_users.sql`. */
  readonly name: string;
  /** As the user knows it, for messages: `seeds/01_users.sql`. */
  readonly path: string;
  /** Its bytes, or its text. */
  readonly content: Uint8Array | string;
  /** What a TypeScript seed does; absent for SQL. Its listing names the errors it throws. */
  readonly load?: () => Promise<(db: MigrationDatabase) => Promise<void> | void>;
}

/** Names of seeds: no hidden files, none that begin with `_` (what seeds import), no tests, no types. */
const SEED = /^(?![._]).+\.(sql|ts)$/;
const NO_SEED = /(_test|\.test|\.d)\.ts$/;

/**
 * The seeds of a folder in name order (by UTF-16 units). Other files and
 * folders may lie beside them; what begins with `_` or `.` is none.
 *
 * @param folder A path (relative ones start at the working folder) or a `file:` URL.
 * @throws {DunlinError} `missing-folder`, `permission-denied` or `io`
 */
export async function seedFiles(folder: string | URL): Promise<readonly SeedFile[]> {
  const path = folderPath(folder);
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
      .filter((name) => SEED.test(name) && !NO_SEED.test(name))
      .sort(compareText);
    return await Promise.all(names.map((name) => seedFile(path, name)));
  } catch (error) {
    const failure = folderFailure(path, error);
    if (failure.code !== "missing-folder") throw failure;
    throw failure.with({ next: "make the folder and put seeds into it, or name another one" });
  }
}

async function seedFile(folder: string, name: string): Promise<SeedFile> {
  const path = filePath(folder, name);
  const content = await readFile(join(folder, name));
  if (!name.endsWith(".ts")) return { name, path, content };
  const load = async () =>
    seedOf(path, await importCode({ href: fileHref(folder, name), path, content }));
  return { name, path, content, load };
}

function seedOf(
  path: string,
  module: CodeModule,
): (db: MigrationDatabase) => Promise<void> | void {
  const exported = module as unknown as Readonly<Record<string, unknown>>;
  const found = exported["default"] ?? exported["seed"];
  if (typeof found === "function") {
    return found as (db: MigrationDatabase) => Promise<void> | void;
  }
  throw new DunlinError("seed-failed", `${path} exports no seed`, {
    where: { file: path },
    next:
      "write `export default async function (db) { … }` in it, or `export async function seed(db)`",
  });
}
