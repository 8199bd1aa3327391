import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { run } from "../../tests/tools/servers/command.ts";
import type { Results } from "../race/results.ts";
import { chartOf } from "./chart.ts";
import { drawCharts } from "./draw_charts.ts";
import { byRace, putBetween, renderPage, renderTables } from "./render_page.ts";

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Keeps what a bench found out: bench/results.json. */
export async function keepResults(results: Results): Promise<void> {
  await writeFile(path("results.json"), JSON.stringify(results, null, 2) + "\n");
}

/** What was kept; null if nothing is. */
export async function keptResults(): Promise<Results | null> {
  if (!existsSync(path("results.json"))) return null;
  return JSON.parse(await readFile(path("results.json"), "utf8"));
}

/** Makes bench/README.md's part, bench/results.md and the plots of what is kept. */
export async function writePage(): Promise<void> {
  const results = await keptResults();
  if (results === null) throw new Error("nothing is kept yet: run with --write first");
  const races = byRace(results);
  const drawn = await drawCharts(races.map(chartOf));
  await rm(path("plots"), { recursive: true, force: true });
  await mkdir(path("plots"));
  for (const [index, race] of races.entries()) {
    await writeFile(path(`plots/${race[0]!.name}.svg`), drawn[index]!);
  }
  const page = await readFile(path("README.md"), "utf8");
  await writeFile(path("README.md"), putBetween(page, renderPage(results)));
  await writeFile(path("results.md"), renderTables(results));
  if (process.versions["deno"] === undefined) return;
  const written = ["README.md", "results.md", "results.json"].map(path);
  await run(process.execPath, ["fmt", "--quiet", ...written]);
}
