import type { DatabaseName } from "../../tests/contract/databases.ts";

/** One migration of a workload. */
export interface BenchMigration {
  /** From 1, in the order they are applied. */
  readonly n: number;
  /** Its text, or the path of a file that holds it where it is too long to be kept. */
  readonly sql: string | { readonly file: string };
}

/** A command of dunlin's that is measured. */
export type Command = "migrate" | "status" | "validate" | "create";

/** What every contender of a race has to do, each in its own way. */
export interface Work {
  readonly engine: DatabaseName;
  readonly migrations: readonly BenchMigration[];
  /** How many of them are applied already. */
  readonly recorded: number;
  /** Whether nothing is pending: then only finding that out is measured. */
  readonly upToDate: boolean;
  /** What is asked of dunlin; of all others always `migrate`. */
  readonly command: Command;
  /** How many rows are in `bench_1` when all is done; null: only the tables are counted. */
  readonly rows: number | null;
  /** Whether one migration is to be kept when the next one fails. */
  readonly ownTransactions: boolean;
}

/** How much there is to do in a race. */
export interface Extent {
  readonly recorded: number;
  readonly pending: number;
  /** Of a large file; else null. */
  readonly rows: number | null;
}

/** A process to start. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A file that becomes its standard input. */
  readonly input?: string;
}

/** One way of bringing a database up to date, as its user would call it. */
export interface Contender {
  readonly name: string;
  readonly kind: "dunlin" | "peer" | "raw";
  /** What runs: `knex 3.3.0 on Node 24.21.0`. */
  readonly version: string;
  /** The races it is for, where that is not all of them; it is not in the tables of others. */
  readonly only?: (race: Extent) => boolean;
  /** What there is to know when reading its figures: `all in one transaction`; null if nothing. */
  remark(work: Work): string | null;
  /** Why it cannot take part, in words; null where it can. */
  refusal(work: Work): string | null;
  /** Writes its project into an empty folder: the migrations in its layout, and its settings. */
  write(folder: string, work: Work): Promise<void>;
  /** The call that applies what is pending in that project. `url` is without parameters. */
  call(folder: string, work: Work, url: URL): Call;
  /** The query that counts, as `n`, what its history holds; null: it keeps none. */
  history(engine: DatabaseName): string | null;
}

/** A migration's number as file names have it: sorted as text they are in order. */
export function numberOf({ n }: BenchMigration): string {
  return String(n).padStart(6, "0");
}
