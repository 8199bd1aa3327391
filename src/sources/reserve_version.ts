import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { nextVersion } from "../migrations/next_version.ts";
import { canonicalVersion, type VersionOrder } from "../migrations/version.ts";
import { folderFailure } from "./folder_failure.ts";
import { filePath } from "./folder_path.ts";
import { versionsIn } from "./versions_in.ts";
import { writeFailure } from "./write_failure.ts";

/** A version that is one process's own until it is released. */
export interface Reservation {
  readonly version: string;
  /** To be called once the files of the version are there, or will not be. */
  release(): Promise<void>;
}

// a process writes two files in much less; one that was killed left its mark behind
const STALE_MS = 60_000;

/**
 * The next version of a folder, kept from every other process: two that ask in
 * the same second, and name their migrations differently, would otherwise both
 * be given it, as no file of one is a file of the other. The mark is a file whose
 * name starts with a dot, so no migration.
 *
 * @param now The clock the version is taken from.
 * @throws {DunlinError} `missing-folder`, `permission-denied`, `io`
 */
export async function reserveVersion(
  folder: string,
  now: Date,
  order?: VersionOrder,
): Promise<Reservation> {
  const passed: string[] = [];
  for (;;) {
    const version = nextVersion([...await versionsIn(folder), ...passed], now, order);
    const mark = join(folder, `.${canonicalVersion(version)}.reserved`);
    const release = () => rm(mark, { force: true });
    if (!await made(mark, filePath(folder, `.${version}.reserved`))) {
      await removeStale(mark);
      passed.push(version);
      continue;
    }
    // who had the mark before may have written its files since the folder was read
    const taken = await versionsIn(folder).catch(async (error) => {
      await release();
      throw error;
    });
    if (!taken.some((one) => canonicalVersion(one) === canonicalVersion(version))) {
      return { version, release };
    }
    await release();
  }
}

async function made(mark: string, path: string): Promise<boolean> {
  try {
    await (await open(mark, "wx")).close();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return false;
    throw writeFailure(path, error);
  }
}

// the next call may have the version again; this one goes on to another
async function removeStale(mark: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(mark);
    if (Date.now() - mtimeMs > STALE_MS) await rm(mark, { force: true });
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw folderFailure(mark, error);
  }
}
