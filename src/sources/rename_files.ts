import { lstat, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DunlinError } from "../errors.ts";
import type { Rename } from "../migrations/rebase.ts";
import { folderFailure } from "./folder_failure.ts";
import { filePath } from "./folder_path.ts";
import { writeFailure } from "./write_failure.ts";

/** Lies in the folder while files are renamed; no migration by its name. */
const INTENT = ".dunlin-rebase.json";

/**
 * Gives files of a folder other names: all of them, or, if the process ends in
 * between, those that are left at the next call of {@linkcode finishRenames}.
 * What is to be done is written down before the first. Nothing is overwritten.
 *
 * @throws {DunlinError} `file-exists`, `permission-denied`, `io`
 */
export async function renameFiles(folder: string, renames: readonly Rename[]): Promise<void> {
  for (const { to } of renames) {
    if (await isThere(folder, to)) throw taken(folder, to);
  }
  try {
    await writeFile(join(folder, INTENT), JSON.stringify(renames, null, 2) + "\n", { flag: "wx" });
  } catch (error) {
    throw writeFailure(filePath(folder, INTENT), error);
  }
  await carryOut(folder, renames);
}

/**
 * Finishes what a process that ended in {@linkcode renameFiles} left.
 *
 * @returns What was to be renamed; empty if there was nothing to finish.
 * @throws {DunlinError} `file-exists`, `permission-denied`, `io`
 */
export async function finishRenames(folder: string): Promise<readonly Rename[]> {
  const renames = await unfinishedRenames(folder);
  if (renames.length > 0) await carryOut(folder, renames);
  else await rm(join(folder, INTENT), { force: true }); // cut off before anything was done
  return renames;
}

/** What {@linkcode finishRenames} would finish. @throws {DunlinError} `missing-folder`, `permission-denied`, `io` */
export async function unfinishedRenames(folder: string): Promise<readonly Rename[]> {
  let text: string;
  try {
    if (!(await readdir(folder)).includes(INTENT)) return [];
    text = await readFile(join(folder, INTENT), "utf8");
  } catch (error) {
    throw folderFailure(folder, error);
  }
  try {
    return JSON.parse(text) as Rename[];
  } catch {
    return []; // it was being written: no file had been touched
  }
}

async function carryOut(folder: string, renames: readonly Rename[]): Promise<void> {
  for (const { from, to } of renames) {
    if (!await isThere(folder, from)) continue; // done before
    if (await isThere(folder, to)) throw taken(folder, to);
    try {
      await rename(join(folder, from), join(folder, to));
    } catch (error) {
      throw writeFailure(filePath(folder, to), error);
    }
  }
  await rm(join(folder, INTENT), { force: true });
}

async function isThere(folder: string, name: string): Promise<boolean> {
  try {
    await lstat(join(folder, name));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return false;
    throw folderFailure(filePath(folder, name), error);
  }
}

function taken(folder: string, name: string): DunlinError {
  return new DunlinError("file-exists", `${filePath(folder, name)} is there already`, {
    where: { file: filePath(folder, name) },
    next: "see which of the two files is wanted, remove the other, and run this again",
  });
}
