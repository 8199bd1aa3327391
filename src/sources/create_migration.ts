import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatFileName, slug } from "../migrations/file_name.ts";
import { nextVersion } from "../migrations/next_version.ts";
import type { VersionOrder } from "../migrations/version.ts";
import { filePath, folderPath } from "./folder_path.ts";
import { versionsIn } from "./versions_in.ts";
import { writeFailure } from "./write_failure.ts";

/** What {@linkcode createMigration} has to know. */
export interface CreateOptions {
  /** The clock the version is taken from. */
  readonly now: Date;
  /** The SQL of both directions; left out, comments that say what to write. */
  readonly up?: string;
  readonly down?: string;
  readonly order?: VersionOrder;
}

/** A pair of files that was written. */
export interface CreatedMigration {
  readonly version: string;
  readonly name: string;
  /** As the user knows them: up, then down. */
  readonly files: readonly [string, string];
}

/**
 * Writes the two files of a new migration, both or none, and overwrites
 * nothing. The manifest is the caller's to write anew.
 *
 * @param title What people type: `Add email to users`; see `slug`.
 * @throws {RangeError} If the title has no letter or digit.
 * @throws {DunlinError} `missing-folder`, `file-exists`, `permission-denied`, `io`
 */
export async function createMigration(
  folder: string | URL,
  title: string,
  options: CreateOptions,
): Promise<CreatedMigration> {
  const path = folderPath(folder);
  const name = slug(title);
  if (name === "") throw new RangeError(`not a migration's name: ${JSON.stringify(title)}`);
  const version = nextVersion(await versionsIn(path), options.now, options.order);
  const parts = { kind: "versioned", version, name } as const;
  const up = formatFileName({ ...parts, content: "up" });
  const down = formatFileName({ ...parts, content: "down" });
  await writeNew(path, up, options.up ?? upTemplate(up, down));
  try {
    await writeNew(path, down, options.down ?? downTemplate(up));
  } catch (error) {
    await rm(join(path, up), { force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
  return { version, name, files: [filePath(path, up), filePath(path, down)] };
}

async function writeNew(folder: string, name: string, text: string): Promise<void> {
  try {
    await writeFile(join(folder, name), text, { flag: "wx" });
  } catch (error) {
    throw writeFailure(filePath(folder, name), error);
  }
}

function upTemplate(up: string, down: string): string {
  return `-- ${up}
-- Write the SQL that makes the change. ${down} undoes it.
`;
}

/** Until somebody has written it, reverting refuses rather than pretends. */
function downTemplate(up: string): string {
  return `-- dunlin: irreversible because its down has not been written yet (replace this line)
-- Write the SQL that undoes ${up}, the last thing first.
`;
}
