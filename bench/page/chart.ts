import type { Entry, RaceResult } from "../race/results.ts";
import { ENGINE_TITLES } from "./engine_title.ts";
import { spoken } from "./milliseconds.ts";
import { timesOf } from "./race_table.ts";

/** A bar, or a row of words where there is no figure. */
export interface ChartRow {
  readonly name: string;
  readonly kind: Entry["kind"];
  readonly median: number | null;
  readonly least: number | null;
  readonly most: number | null;
  /** What stands behind the bar, or instead of it. */
  readonly label: string;
}

/** What is drawn into one SVG: a panel of bars for each database. */
export interface Chart {
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly rows: readonly ChartRow[] }[];
}

const LABEL_LENGTH = 96;

/** The chart of one race on all its databases, the fastest first. */
export function chartOf(results: readonly RaceResult[]): Chart {
  return {
    title: results[0]?.title ?? "",
    panels: results.map(({ engine, entries }) => ({
      title: ENGINE_TITLES[engine],
      rows: entries.map(rowOf).sort((a, b) => (a.median ?? Infinity) - (b.median ?? Infinity)),
    })),
  };
}

function rowOf(entry: Entry): ChartRow {
  const { name, kind, peakMb, roundTrips, loginRoundTrips, remark } = entry;
  const times = timesOf(entry);
  if (times === null) {
    const words = entry.absent ?? "not run";
    const label = words.length > LABEL_LENGTH ? `${words.slice(0, LABEL_LENGTH)}…` : words;
    return { name, kind, median: null, least: null, most: null, label };
  }
  const parts = [spoken(times.median)];
  if (peakMb !== null) parts.push(`${peakMb.toFixed(0)} MB`);
  if (roundTrips !== null) parts.push(`${roundTrips} + ${loginRoundTrips} trips`);
  if (remark !== null) parts.push(remark);
  return { name, kind, ...times, label: parts.join(" · ") };
}
