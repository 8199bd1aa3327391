import { rm, writeFile } from "node:fs/promises";
import { formatFileName } from "../migrations/file_name.ts";
import { nextVersion } from "../migrations/next_version.ts";
import type { VersionOrder } from "../migrations/version.ts";
import { filePath, folderPath } from "./folder_path.ts";
import { type Reservation, reserveVersion } from "./reserve_version.ts";
import { versionsIn } from "./versions_in.ts";
import { writeFailure } from "./write_failure.ts";

/** A migration to be written: two SQL files, or one of TypeScript. */
export type NewMigration =
  | { readonly name: string; readonly up: string; readonly down: string }
  | { readonly name: string; readonly code: string };

/** One file of such a migration, not yet written. */
export interface NamedFile {
  readonly version: string;
  /** As the user knows it: `migrations/20260301120000_a.up.sql`. */
  readonly path: string;
  readonly text: string;
}

/** What {@linkcode nameMigrations} has to know. */
export interface NamingOptions {
  /** The clock the first version is taken from. */
  readonly now: Date;
  readonly order?: VersionOrder;
}

/**
 * The files of new migrations, each with a version of its own behind all of
 * the folder and in the order given. Nothing is written.
 *
 * @throws {DunlinError} `missing-folder`, `permission-denied`, `io`
 */
export async function nameMigrations(
  folder: string | URL,
  migrations: readonly NewMigration[],
  options: NamingOptions,
): Promise<readonly NamedFile[]> {
  const path = folderPath(folder);
  const taken = await versionsIn(path);
  const versions = migrations.map(() => {
    const version = nextVersion(taken, options.now, options.order);
    taken.push(version);
    return version;
  });
  return named(path, migrations, versions);
}

/**
 * Names and writes them, all or none. The versions are reserved: several
 * processes at once get some of their own each. The manifest is the caller's to
 * write anew.
 *
 * @throws {DunlinError} `missing-folder`, `file-exists`, `permission-denied`, `io`
 */
export async function createMigrations(
  folder: string | URL,
  migrations: readonly NewMigration[],
  options: NamingOptions,
): Promise<readonly NamedFile[]> {
  const path = folderPath(folder);
  const reserved: Reservation[] = [];
  try {
    for (const _ of migrations) {
      reserved.push(await reserveVersion(path, options.now, options.order));
    }
    const files = named(path, migrations, reserved.map(({ version }) => version));
    await writeMigrations(files);
    return files;
  } finally {
    for (const { release } of reserved) await release();
  }
}

function named(
  path: string,
  migrations: readonly NewMigration[],
  versions: readonly string[],
): readonly NamedFile[] {
  return migrations.flatMap((migration, index) => {
    const version = versions[index]!;
    const parts = { kind: "versioned", version, name: migration.name } as const;
    const contents = "code" in migration
      ? [["code", migration.code] as const]
      : [["up", migration.up] as const, ["down", migration.down] as const];
    return contents.map(([content, text]) => ({
      version,
      path: filePath(path, formatFileName({ ...parts, content })),
      text,
    }));
  });
}

/**
 * Writes them, all or none, and overwrites nothing. The manifest is the
 * caller's to write anew.
 *
 * @throws {DunlinError} `file-exists`, `permission-denied`, `io`
 */
export async function writeMigrations(files: readonly NamedFile[]): Promise<void> {
  const written: string[] = [];
  for (const { path, text } of files) {
    try {
      await writeFile(path, text, { flag: "wx" });
      written.push(path);
    } catch (error) {
      for (const one of written) await rm(one, { force: true }).catch(() => {}); // the first error is the one to tell
      throw writeFailure(path, error);
    }
  }
}
