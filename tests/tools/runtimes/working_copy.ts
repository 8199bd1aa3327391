import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, npm } from "../servers/npm_package.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const LEFT_OUT = new Set(["node_modules", "coverage"]);

/**
 * A copy of the repository as it is now, with a `node_modules` beside it as
 * package-lock.json says; its path. Deno, which has a cache of its own, never
 * sees that folder.
 */
export async function workingCopy(): Promise<string> {
  const copy = join(cacheFolder, "runtimes");
  await mkdir(copy, { recursive: true });
  for (const name of await readdir(copy)) {
    if (name !== "node_modules" && name !== "installed.json") {
      await rm(join(copy, name), { recursive: true });
    }
  }
  for (const name of await readdir(repository)) {
    if (name.startsWith(".") || LEFT_OUT.has(name)) continue;
    await cp(join(repository, name), join(copy, name), { recursive: true });
  }
  await install(copy);
  return copy;
}

async function install(copy: string): Promise<void> {
  const lock = await readFile(join(copy, "package-lock.json"), "utf8");
  const installed = join(copy, "installed.json");
  if (await readFile(installed, "utf8").catch(() => "") === lock) return;
  await rm(installed, { force: true });
  await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], copy);
  await writeFile(installed, lock);
}
