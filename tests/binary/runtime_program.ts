import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { findProgram, succeeds } from "../tools/servers/command.ts";
import { cacheFolder } from "../tools/servers/npm_package.ts";

/** The runtimes that can compile a program into one file. */
export type CompilingRuntime = "deno" | "bun";

const SCOPES: Readonly<Record<CompilingRuntime, string>> = { deno: "@deno", bun: "@oven" };

/**
 * A runtime's program: what `DENO_BIN` or `BUN_BIN` names, this very process,
 * PATH, or what the test runners took from npm; null where there is none.
 */
export async function runtimeProgram(name: CompilingRuntime): Promise<string | null> {
  const candidates = [
    process.env[`${name.toUpperCase()}_BIN`],
    process.versions[name] === undefined ? undefined : process.execPath,
    findProgram(name),
    ...await fromCache(name),
  ];
  return candidates.find((path) => path && succeeds(path, ["--version"])) ?? null;
}

async function fromCache(name: CompilingRuntime): Promise<string[]> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const programs: string[] = [];
  for (const folder of await list(cacheFolder)) {
    if (!folder.startsWith(`${name}-`)) continue;
    const scope = join(cacheFolder, folder, "node_modules", SCOPES[name]);
    for (const each of await list(scope)) {
      programs.push(join(scope, each, file), join(scope, each, "bin", file));
    }
  }
  return programs;
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw error;
  }
}
