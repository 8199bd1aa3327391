import { databases } from "../tests/contract/databases.ts";
import { type Pair, pairsOf, upToDatePair } from "./contenders.ts";
import { sideBySide, type Times } from "./side_by_side.ts";
import { table } from "./table.ts";
import { createTable, filesOf } from "./workload.ts";

const MIGRATIONS = 100;

/** One table: ours and the raw client's times, and their ratio, on every database that is there. */
export async function timesReport(write: (text: string) => void, pairs: number): Promise<void> {
  const files = filesOf(MIGRATIONS, createTable);
  const rows = [["database", "what", "dunlin, ms", "raw, ms", "ratio"]];
  for (const database of databases) {
    if (!database.available) continue;
    const all = [...pairsOf(database, files), upToDatePair(database, files)];
    for (const pair of all.filter((each): each is Pair => each !== null)) {
      const { ours, raw, ratio } = await sideBySide(pair.ours, pair.raw, pairs);
      rows.push([database.name, pair.what, spread(ours, 0), spread(raw, 0), spread(ratio, 1)]);
    }
  }
  write(`\nMedian (least – most) of ${pairs} pairs of runs that took turns:\n\n${table(rows)}`);
}

function spread({ median, least, most }: Times, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)} – ${most.toFixed(digits)})`;
}
