#!/usr/bin/env node
// Node runs TypeScript from a checkout or a linked folder, but not from inside
// node_modules; there the package as JSR serves it, compiled, is the one to use.
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

if (!process.versions.bun && !process.versions.deno) keepCompiled();

// not static: what is imported before the cache is opened is not in it
const { main } = await import("../cli.ts");
await main();

/**
 * Has Node keep what it made of each file, which is most of what a start costs it.
 * Not in everybody's folder of temporary files: what lies there may be somebody
 * else's code. Where Node cannot write, it goes without.
 */
function keepCompiled() {
  const base = process.env["XDG_CACHE_HOME"] || cacheOfHome();
  if (base !== null) module.enableCompileCache(join(base, "dunlin", "node"));
}

function cacheOfHome() {
  try {
    return join(homedir(), ".cache");
  } catch {
    return null; // an account without a home
  }
}
