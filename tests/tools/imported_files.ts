import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"]+\.ts)"/g;

/** These files and every one they import by a relative path, one through another, as full paths. */
export async function importedFiles(files: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const follow = async (path: string): Promise<void> => {
    if (found.has(path)) return;
    found.add(path);
    // what is not there the runtime will complain of
    const text = await readFile(path, "utf8").catch(() => "");
    const imports = [...text.matchAll(IMPORT)].map(([, target]) => join(dirname(path), target!));
    await Promise.all(imports.map(follow));
  };
  await Promise.all(files.map((file) => follow(resolve(file))));
  return found;
}
