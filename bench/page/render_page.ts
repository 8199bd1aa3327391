import type { RaceResult, Results } from "../race/results.ts";
import { ENGINE_TITLES } from "./engine_title.ts";
import { raceTable } from "./race_table.ts";
import { verdict } from "./verdict.ts";

/** The races of the results, each with its databases, in order. */
export function byRace({ races }: Results): readonly (readonly RaceResult[])[] {
  const found = new Map<string, RaceResult[]>();
  for (const race of races) found.set(race.name, [...found.get(race.name) ?? [], race]);
  return [...found.values()];
}

/** What stands between the marks of bench/README.md: who is ahead, and the plots. */
export function renderPage(results: Results): string {
  const parts = byRace(results).map((race) => {
    const { name, title } = race[0]!;
    const lines = race.map((each) => `- ${ENGINE_TITLES[each.engine]}: ${verdict(each)}`);
    return `### ${capital(title)}\n\n![${title}](plots/${name}.svg)\n\n${lines.join("\n")}\n`;
  });
  return [`On ${results.machine}. All figures: [results.md](results.md).\n`, ...parts].join("\n");
}

/** bench/results.md: every figure, and what ran. */
export function renderTables(results: Results): string {
  const tables = byRace(results).flatMap((race) => [
    `## ${capital(race[0]!.title)}\n`,
    ...race.map((each) => `${ENGINE_TITLES[each.engine]}:\n\n${raceTable(each)}`),
  ]);
  const versions = Object.entries(results.versions).map(([name, version]) =>
    `- ${name}: ${version}`
  );
  return [
    "# Every figure\n",
    "Made by `deno task bench --write` from [results.json](results.json); how it is measured:" +
    " [README.md](README.md).\n",
    ...tables,
    "## What ran\n",
    `On ${results.machine}.\n`,
    `${versions.join("\n")}\n`,
  ].join("\n");
}

/** Puts text between the two marks of a page. @throws {Error} If they are not there. */
export function putBetween(page: string, text: string): string {
  const [start, end] = [page.indexOf(MARKS[0]), page.indexOf(MARKS[1])];
  if (start < 0 || end < start) throw new Error(`the page lacks ${MARKS.join(" … ")}`);
  return `${page.slice(0, start + MARKS[0].length)}\n\n${text}\n${page.slice(end)}`;
}

const MARKS = ["<!-- results -->", "<!-- end of results -->"] as const;

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
