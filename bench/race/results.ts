import type { DatabaseName } from "../../tests/contract/databases.ts";

/** What one contender came to in one race. */
export interface Entry {
  readonly name: string;
  readonly kind: "dunlin" | "peer" | "raw";
  /** Milliseconds of its runs, by the round; null where it did not take part in that round. */
  readonly ms: readonly (number | null)[];
  /** The most memory it held, in MB; null where it is not known. */
  readonly peakMb: number | null;
  /** Counted in a run of its own, after the login; null on SQLite. */
  readonly roundTrips: number | null;
  readonly loginRoundTrips: number | null;
  /** Bytes sent to the server in that run. */
  readonly bytesUp: number | null;
  /** What there is to know when reading this; null if nothing. */
  readonly remark: string | null;
  /** Why there are no figures: what it cannot do, or how it failed. */
  readonly absent: string | null;
}

/** One race on one database. */
export interface RaceResult {
  readonly name: string;
  readonly title: string;
  readonly engine: DatabaseName;
  readonly entries: readonly Entry[];
}

/** All that a run of the bench found out, free of names and paths of the machine. */
export interface Results {
  readonly format: 1;
  /** What ran: contenders and servers, with their versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** `linux x64, 2 processors, 24 GB`. */
  readonly machine: string;
  readonly races: readonly RaceResult[];
}
