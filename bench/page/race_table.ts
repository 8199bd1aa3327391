import type { Entry, RaceResult } from "../race/results.ts";
import { summarize, type Times } from "../race/summarize.ts";
import { type Table, table } from "../table.ts";

/** Median and spread of a contender's measured runs; null if it has none. */
export function timesOf({ ms }: Entry): Times | null {
  const measured = ms.filter((value) => value !== null);
  return measured.length === 0 ? null : summarize(measured);
}

/** One race as a table in Markdown, the fastest first, those without figures last. */
export function raceTable({ engine, entries }: RaceResult): string {
  const head = ["", "median, ms", "least – most", "runs", "memory, MB"];
  if (engine !== "sqlite") head.push("round trips", "kB sent");
  const sorted = [...entries].sort((a, b) => order(a) - order(b));
  const rows: Table = sorted.map((entry) => row(entry, head.length));
  return table([head, ...rows]);
}

function row(entry: Entry, columns: number): string[] {
  const times = timesOf(entry);
  const name = entry.kind === "dunlin" ? `**${entry.name}**` : entry.name;
  if (times === null) {
    return [name, entry.absent ?? "not run", ...Array<string>(columns - 2).fill("–")];
  }
  const cells = [
    entry.remark === null ? name : `${name} (${entry.remark})`,
    number(times.median),
    `${number(times.least)} – ${number(times.most)}`,
    String(entry.ms.filter((value) => value !== null).length),
    entry.peakMb === null ? "–" : entry.peakMb.toFixed(0),
  ];
  if (columns > cells.length) {
    const { roundTrips, loginRoundTrips, bytesUp } = entry;
    cells.push(
      roundTrips === null ? "–" : `${roundTrips} + ${loginRoundTrips}`,
      bytesUp === null ? "–" : (bytesUp / 1000).toFixed(1),
    );
  }
  return cells;
}

function order(entry: Entry): number {
  return timesOf(entry)?.median ?? Infinity;
}

function number(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en-US");
}
