import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { bunCompiler, type Compiler, denoCompiler } from "../../tests/binary/compiler.ts";
import { cacheFolder } from "../../tests/tools/servers/npm_package.ts";
import type { Contender } from "../race/contender.ts";
import { dunlinCompiled } from "./dunlin.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const PERMISSIONS = ["--allow-all"]; // baked in; Bun has none

/**
 * The command line as one file, made by `deno compile` and by `bun build
 * --compile` from a copy of the repository with its packages.
 *
 * @param missing Gets a line for a compiler that cannot be had.
 */
export async function compiled(copy: string, missing: string[]): Promise<Contender[]> {
  const folder = join(cacheFolder, "bench", "bin");
  await mkdir(folder, { recursive: true });
  const contenders: Contender[] = [];
  for (const compiler of [await denoCompiler(), await bunCompiler()]) {
    if (compiler.skip !== false) {
      missing.push(`${compiler.name}, compiled: ${compiler.skip}`);
      continue;
    }
    const source = compiler.name === "deno" ? repository : copy;
    contenders.push(await compile(compiler, join(source, "cli.ts"), folder));
  }
  return contenders;
}

async function compile(compiler: Compiler, entry: string, folder: string): Promise<Contender> {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = join(folder, `dunlin-${compiler.name}${suffix}`);
  await compiler.compile(entry, program, PERMISSIONS);
  return dunlinCompiled(`compiled by ${compiler.name}`, program);
}
