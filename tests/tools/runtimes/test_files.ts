import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The test files of these files and folders, sorted, each once.
 *
 * @throws {Error} If a path is not there, or none of them holds a test.
 */
export async function testFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    if ((await stat(path)).isFile()) {
      found.add(path);
      continue;
    }
    for (const entry of await readdir(path, { recursive: true })) {
      if (entry.endsWith("_test.ts")) found.add(join(path, entry).replaceAll("\\", "/"));
    }
  }
  if (found.size === 0) throw new Error(`no *_test.ts in ${paths.join(", ")}`);
  return [...found].sort();
}
