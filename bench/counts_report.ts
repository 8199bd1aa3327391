import { databaseNamed, databases } from "../tests/contract/databases.ts";
import { type CountedRun, countRun, type Door } from "./count_run.ts";
import { type Scenario, SCENARIOS } from "./scenario.ts";
import { type Table, table } from "./table.ts";

const DOORS: readonly Door[] = ["library", "command line"];
const NAMES = ["postgres", "mysql", "mariadb"] as const;

/** One table for each door: round trips of every scenario on every server that is there. */
export async function countsReport(write: (text: string) => void): Promise<void> {
  const there = NAMES.filter((name) => databaseNamed(name).available);
  for (const { name, skip } of databases) if (skip !== false) write(`${name}: ${skip}\n`);
  for (const door of DOORS) {
    const rows: string[][] = [];
    for (const scenario of Object.values(SCENARIOS)) {
      const cells: string[] = [];
      for (const name of there) cells.push(await cell(name, scenario, door));
      rows.push([scenario.name, ...cells]);
    }
    const head: Table[0] = [`round trips by the ${door}`, ...there];
    write(`\n${table([head, ...rows])}`);
  }
}

async function cell(
  name: (typeof NAMES)[number],
  scenario: Scenario,
  door: Door,
): Promise<string> {
  if (name === "postgres" && scenario === SCENARIOS.sessionFar) return "–"; // MySQL's syntax
  return told(await countRun(databaseNamed(name), scenario, door), scenario);
}

function told({ roundTrips, bytesUp, durationMs }: CountedRun, { delayMs }: Scenario): string {
  const sent = `${roundTrips} (${(bytesUp / 1000).toFixed(1)} kB sent`;
  return delayMs === 0 ? `${sent})` : `${sent}, ${(durationMs / 1000).toFixed(1)} s)`;
}
