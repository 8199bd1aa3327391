import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { run } from "./command.ts";

/** Where downloaded servers and runtimes stay between runs: `.cache` of the repository. */
export const cacheFolder: string = fileURLToPath(new URL("../../../.cache/", import.meta.url));

/**
 * Installs exactly these packages into a folder of the cache, once; its path.
 * No script of theirs runs.
 *
 * @param packages Name to exact version.
 */
export async function npmFolder(
  name: string,
  packages: Readonly<Record<string, string>>,
  afterwards: (folder: string) => Promise<void> = async () => {},
): Promise<string> {
  const folder = join(cacheFolder, name);
  const done = join(folder, "complete");
  const manifest = JSON.stringify({ private: true, dependencies: packages });
  if (existsSync(done) && await readFile(join(folder, "package.json"), "utf8") === manifest) {
    return folder;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), manifest);
  await npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  await afterwards(folder);
  await writeFile(done, "");
  return folder;
}

/** Runs npm in a folder. */
export async function npm(args: readonly string[], folder: string): Promise<void> {
  const windows = process.platform === "win32";
  // npm is a script there, which only a shell starts
  const [file, first] = windows ? ["cmd.exe", ["/c", "npm"]] as const : ["npm", []] as const;
  await run(file, [...first, ...args], { cwd: folder });
}
