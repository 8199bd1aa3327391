import { cp, readFile, symlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npmFolder } from "../tools/servers/npm_package.ts";
import { type OwnFolder, ownFolder } from "./own_folder.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
/** The program that tells whether SQLite works in a thread, by its path in a project. */
export const ISOLATED_SESSION = "tests/binary/isolated_session.ts";

const PARTS = [
  "cli.ts",
  "mod.ts",
  "tasks.ts",
  "deno.json",
  "deno.lock",
  "package.json",
  "src",
  "examples",
  ISOLATED_SESSION,
] as const;

/**
 * A copy of the sources and examples with the packages of a program beside them, as
 * Bun wants them; what is changed in it changes nothing elsewhere.
 */
export async function projectCopy(): Promise<OwnFolder> {
  const project = await ownFolder();
  for (const part of PARTS) {
    await cp(join(repository, part), join(project.path, part), { recursive: true });
  }
  await symlink(await programPackages(), join(project.path, "node_modules"), "junction");
  return project;
}

async function programPackages(): Promise<string> {
  const beside = join(repository, "node_modules");
  if (existsSync(beside)) return beside;
  const manifest = await readFile(join(repository, "package.json"), "utf8");
  const { dependencies, devDependencies: { pg, mysql2 } } = JSON.parse(manifest);
  return join(await npmFolder("drivers", { ...dependencies, pg, mysql2 }), "node_modules");
}
