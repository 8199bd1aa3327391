import type { Entry, RaceResult, Results } from "../../bench/race/results.ts";
import type { DatabaseName } from "../contract/databases.ts";

/** What a contender came to, in as few words as a test needs. */
export function entry(
  name: string,
  kind: Entry["kind"],
  ms: Entry["ms"],
  more: Partial<Entry> = {},
): Entry {
  const nothing = { peakMb: null, roundTrips: null, loginRoundTrips: null, bytesUp: null };
  return { name, kind, ms, ...nothing, remark: null, absent: null, ...more };
}

/** A race of those on an engine. */
export function race(engine: DatabaseName, entries: readonly Entry[]): RaceResult {
  return { name: "upToDate", title: "nothing to do", engine, entries };
}

export const PSQL: Entry = entry("psql", "raw", [20, 20, 20], { remark: "asks for one row" });
export const DUNLIN: Entry = entry("dunlin, bun", "dunlin", [60, 55, 70], {
  peakMb: 62.1,
  roundTrips: 1,
  loginRoundTrips: 3,
  bytesUp: 1800,
});
export const SLOW_DUNLIN: Entry = entry("dunlin, node", "dunlin", [300, 300, 300]);
export const DBMATE: Entry = entry("dbmate", "peer", [50, 30, 40], {
  peakMb: 24,
  roundTrips: 22,
  loginRoundTrips: 6,
  bytesUp: 1200,
});
export const KNEX: Entry = entry("knex", "peer", [200, 190, 210]);

/** A small bench. */
export const RESULTS: Results = {
  format: 1,
  versions: { knex: "knex 3.3.0, Node 24.21.0" },
  machine: "linux x64, 2 processors, 24 GB",
  races: [
    race("postgres", [PSQL, DUNLIN, SLOW_DUNLIN, DBMATE, KNEX]),
    race("sqlite", [DUNLIN, entry("node-pg-migrate", "peer", [], { absent: "is for <pg> alone" })]),
  ],
};
