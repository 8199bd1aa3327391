import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, npm } from "../tests/tools/servers/npm_package.ts";

const FILES = ["package.json", "package-lock.json"];

/**
 * Installs what a lock file says into a folder of the cache, once, without the
 * packages' scripts; its path.
 *
 * @param source The folder with package.json and package-lock.json.
 */
export async function lockedFolder(name: string, source: string): Promise<string> {
  const folder = join(cacheFolder, name);
  const lock = await readFile(join(source, "package-lock.json"), "utf8");
  const installed = join(folder, "installed.json");
  await mkdir(folder, { recursive: true });
  if (await readFile(installed, "utf8").catch(() => "") === lock) return folder;
  await rm(installed, { force: true });
  for (const file of FILES) await cp(join(source, file), join(folder, file));
  await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  await writeFile(installed, lock);
  return folder;
}
