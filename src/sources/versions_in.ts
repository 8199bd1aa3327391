import { readdir } from "node:fs/promises";
import { readFileName } from "../migrations/file_name.ts";
import { folderFailure } from "./folder_failure.ts";

/**
 * The versions of a folder's migrations as written, in no order.
 *
 * @param path As the user knows it.
 * @throws {DunlinError} `missing-folder`, `permission-denied`, `io`
 */
export async function versionsIn(path: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    throw folderFailure(path, error);
  }
  return names.flatMap((name) => {
    const reading = readFileName(name);
    return reading.kind === "migration" && reading.parts.kind === "versioned"
      ? [reading.parts.version]
      : [];
  });
}
