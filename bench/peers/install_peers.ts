import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lockedFolder } from "../locked_folder.ts";

const here = fileURLToPath(new URL("./", import.meta.url));

/** Installs the peers, once; the folder they are in, with the programs of `run/` beside them. */
export async function installPeers(): Promise<string> {
  const folder = await lockedFolder("bench", here);
  await cp(join(here, "run"), join(folder, "run"), { recursive: true });
  return folder;
}

/** The version of an installed package; null if it is not there. */
export async function installedVersion(folder: string, name: string): Promise<string | null> {
  const manifest = join(folder, "node_modules", name, "package.json");
  if (!existsSync(manifest)) return null;
  return JSON.parse(await readFile(manifest, "utf8")).version;
}
