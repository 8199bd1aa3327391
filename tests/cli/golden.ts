import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Ended } from "./program.ts";

/**
 * Compares with a file of `tests/golden/cli`. `DUNLIN_UPDATE_GOLDEN=1` writes
 * what is found as what is expected: look at the difference before it is
 * committed.
 */
export function matchesGolden(name: string, found: string): void {
  const path = fileURLToPath(new URL(`../golden/cli/${name}`, import.meta.url));
  if (process.env["DUNLIN_UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, found);
    return;
  }
  assert.equal(found, existsSync(path) ? readFileSync(path, "utf8") : "", `differs: ${path}`);
}

/** A call as a terminal shows it, standard error behind standard output. */
export function page(args: readonly string[], { code, out, err }: Ended, folder: string): string {
  const call = args.map((word) => /^[\w:.=/-]+$/.test(word) ? word : JSON.stringify(word));
  return normal(`$ dunlin ${call.join(" ")}\n${out}${err}[exit code ${code}]\n`, folder);
}

/** Text without what differs from run to run: folders, times, durations, ports. */
export function normal(text: string, folder: string): string {
  return text
    .replaceAll(`/private${folder}`, "/project")
    .replaceAll(folder, "/project")
    .replace(/\b\d+(\.\d+)? m?s\b/g, "0 ms")
    .replace(/("(?:durationMs|waitedMs)": ?)\d+/g, (_, key) => `${key}0`)
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+Z)?/g, "2026-03-01 12:00:00");
}
