import type { DatabaseName } from "../../tests/contract/databases.ts";
import type { BenchMigration, Command } from "./contender.ts";

/** What is raced for: a history, what is pending behind it, and a way to the server. */
export interface Race {
  readonly name: string;
  /** For a heading: `1,000 small migrations, each its own transaction`. */
  readonly title: string;
  readonly engines: readonly DatabaseName[];
  /** Who takes part, by a part of the name; undefined: everybody. */
  readonly who?: readonly string[];
  readonly command: Command;
  /** How many are recorded before the measured run, by the contender itself. */
  readonly recorded: number;
  readonly pending: number;
  /** How much later each message arrives, each way. */
  readonly delayMs: number;
  /** The SQL of the n-th migration, from 1; large ones are made when they are first asked for. */
  readonly sql: (n: number) => BenchMigration["sql"];
  /** How many rows the large migration inserts; null: it is none. */
  readonly rows: number | null;
  readonly ownTransactions: boolean;
  /** A run is so long that it is watched while it is timed, and nothing warms up before it. */
  readonly single: boolean;
  /** A run that takes longer has failed. */
  readonly limitMs: number;
  /** Its part of the whole time, beside other races of the same engine. */
  readonly share: number;
}
