import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, npm } from "../../tests/tools/servers/npm_package.ts";

const here = fileURLToPath(new URL("./", import.meta.url));
const FILES = ["package.json", "package-lock.json"];

/** Installs the peers as the lock file says, once, without their scripts; the folder they are in. */
export async function installPeers(): Promise<string> {
  const folder = join(cacheFolder, "bench");
  const lock = await readFile(join(here, "package-lock.json"), "utf8");
  const installed = join(folder, "installed.json");
  await mkdir(folder, { recursive: true });
  if (await readFile(installed, "utf8").catch(() => "") !== lock) {
    await rm(installed, { force: true });
    for (const name of FILES) await cp(join(here, name), join(folder, name));
    await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
    await writeFile(installed, lock);
  }
  await cp(join(here, "run"), join(folder, "run"), { recursive: true });
  return folder;
}

/** The version of an installed package; null if it is not there. */
export async function installedVersion(folder: string, name: string): Promise<string | null> {
  const manifest = join(folder, "node_modules", name, "package.json");
  if (!existsSync(manifest)) return null;
  return JSON.parse(await readFile(manifest, "utf8")).version;
}
