import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RunOptions, start } from "../program.ts";

const TELL = fileURLToPath(new URL("tell_modules.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));
const HOUSE = new URL("../../../", import.meta.url).href;

/** What one call has loaded. */
export interface Loaded {
  /** Of the house, by path: `src/plan/plan.ts`; sorted. */
  readonly own: readonly string[];
  /** Names of packages, those of packages included; each once. */
  readonly packages: readonly string[];
  readonly out: string;
}

/** Calls a program, on Deno, and tells which modules were loaded for it. */
export async function loadedModules(
  args: readonly string[],
  options: RunOptions,
): Promise<Loaded> {
  const list = join(options.cwd, "modules.txt");
  const { code, out, err } = await start(args, {
    ...options,
    env: { ...options.env, LOADED_MODULES: list },
    permissions: ["--allow-all", `--config=${CONFIG}`, `--preload=${TELL}`],
  }).ended;
  if (code !== 0) throw new Error(`ended with ${code}: ${out}${err}`);
  const urls = (await readFile(list, "utf8")).split("\n");
  const own = urls.filter((url) => url.startsWith(HOUSE)).map((url) => url.slice(HOUSE.length));
  const packages = urls.flatMap((url) => packageOf(url) ?? []);
  return { own: own.sort(), packages: [...new Set(packages)], out };
}

/** `…/npm/registry/@scope/name/1.0.0/index.js` and `…/node_modules/name/index.js` alike. */
function packageOf(url: string): string | null {
  const behind = /\/(?:registry\.npmjs\.org|node_modules|npm\/[^/]+)\/((?:@[^/]+\/)?[^/]+)\//;
  return behind.exec(url)?.[1] ?? null;
}
