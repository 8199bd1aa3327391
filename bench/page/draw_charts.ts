import { spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { lockedFolder } from "../locked_folder.ts";
import type { Chart } from "./chart.ts";

const here = fileURLToPath(new URL("./draw/", import.meta.url));

/**
 * Draws charts as SVG, in their order, by a program with packages of its own
 * that are installed first, once.
 */
export async function drawCharts(charts: readonly Chart[]): Promise<string[]> {
  const folder = await lockedFolder("bench-plots", here);
  await cp(join(here, "draw.js"), join(folder, "draw.js"));
  const flags = process.versions["deno"] === undefined
    ? []
    : ["run", "--quiet", "--allow-all", "--no-config", "--node-modules-dir=manual"];
  const child = spawn(process.execPath, [...flags, join(folder, "draw.js")], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(charts));
  const [said, code] = await Promise.all([
    text(child.stdout),
    new Promise((resolve, reject) => child.once("error", reject).once("close", resolve)),
  ]);
  if (code !== 0) throw new Error(`the plots could not be drawn: exit code ${code}`);
  return JSON.parse(said);
}
