import {
  createTable,
  nothing,
  pieces,
  setVariable,
  tableThenIndex,
  type UpText,
} from "./workload.ts";

/** What a database has behind it, and what one run finds to do. */
export interface Scenario {
  readonly name: string;
  /** How many migrations are applied already; null: not even dunlin's own tables are there. */
  readonly applied: number | null;
  readonly pending: number;
  /** How much later each message arrives, each way. */
  readonly delayMs: number;
  readonly up: UpText;
}

const FAR_MS = 10;

/** By a short name, in the order of the report. */
export const SCENARIOS = {
  upToDate: scenario("up to date, 10 applied", 10, 0, nothing),
  upToDateLong: scenario("up to date, 1,000 applied", 1000, 0, nothing),
  first: scenario("first run, 1 pending", null, 1, createTable),
  onePending: scenario("1 pending, 10 applied", 10, 1, createTable),
  onePendingLong: scenario("1 pending, 1,000 applied", 1000, 1, createTable),
  manyFar: scenario("100 pending, 10 ms each way", 1, 100, createTable, FAR_MS),
  manyFirstFar: scenario("first run, 100 pending, 10 ms each way", null, 100, createTable, FAR_MS),
  sessionFar: scenario("20 pending that SET, 10 ms each way", 1, 20, setVariable, FAR_MS),
  concurrently: scenario("a table and its index CONCURRENTLY, 1 applied", 1, 2, tableThenIndex),
  inPieces: scenario("1 pending in three pieces, 10 applied", 10, 1, pieces),
} as const satisfies Record<string, Scenario>;

/** The names of {@linkcode SCENARIOS}. */
export type ScenarioName = keyof typeof SCENARIOS;

function scenario(
  name: string,
  applied: number | null,
  pending: number,
  up: UpText,
  delayMs = 0,
): Scenario {
  return { name, applied, pending, delayMs, up };
}
