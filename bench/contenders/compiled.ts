import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Compiler } from "../../tests/binary/compiler.ts";
import { cacheFolder } from "../../tests/tools/servers/npm_package.ts";
import type { Contender } from "../race/contender.ts";
import { allInOne } from "./all_in_one.ts";
import { dunlinCompiled } from "./dunlin.ts";

const PERMISSIONS = ["--allow-all"]; // baked in; Bun has none

/**
 * The command line as one file, that reads migrations from a folder; and one with the
 * migrations in it.
 *
 * @param copy A copy of the repository with its packages beside it, as Bun wants them.
 * @param missing Gets a line if the compiler cannot be had.
 */
export async function compiled(
  compiler: Compiler,
  copy: string,
  missing: string[],
): Promise<readonly Contender[]> {
  if (compiler.skip !== false) {
    missing.push(`dunlin, compiled by ${compiler.name}: ${compiler.skip}`);
    return [];
  }
  const folder = join(cacheFolder, "bench", "bin");
  await mkdir(folder, { recursive: true });
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = join(folder, `dunlin-${compiler.name}${suffix}`);
  await compiler.compile(join(copy, "cli.ts"), program, PERMISSIONS);
  return [
    dunlinCompiled(`compiled by ${compiler.name}`, program),
    allInOne(compiler, copy),
  ];
}
