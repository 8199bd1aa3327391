import { readdir } from "node:fs/promises";
import type { Staleness } from "../migrations/compare_manifest.ts";
import { readFileName } from "../migrations/file_name.ts";
import type { Manifest } from "../migrations/manifest.ts";
import { compareText } from "../migrations/version.ts";
import { folderPath } from "./folder_path.ts";

/**
 * As `findStale`, by the names of the files alone: nothing of them is read.
 * Files that are no migrations by their names do not count.
 *
 * @throws {DunlinError} `permission-denied`, `io`
 */
export async function findStaleNames(
  manifest: Manifest,
  folder: string | URL,
): Promise<Pick<Staleness, "added" | "removed"> | null> {
  const held = new Set(manifest.files.map(({ name }) => name));
  const there = await namesIn(folderPath(folder), held);
  if (there === null) return null;
  const added = there.filter((name) => !held.has(name));
  if (added.length === 0 && there.length === held.size) return null;
  const found = new Set(there);
  const removed = [...held].filter((name) => !found.has(name));
  return { added: added.sort(compareText), removed: removed.sort(compareText) };
}

async function namesIn(path: string, held: ReadonlySet<string>): Promise<string[] | null> {
  try {
    const names = await readdir(path);
    return names.filter((name) =>
      held.has(name) || ["migration", "hook"].includes(readFileName(name).kind)
    );
  } catch (error) {
    const { folderFailure } = await import("./folder_failure.ts");
    const failure = folderFailure(path, error);
    if (failure.code === "missing-folder") return null;
    throw failure;
  }
}
