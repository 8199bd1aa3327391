import type { RawRow, RawSession } from "../../../tests/contract/databases.ts";
import type { Flavor } from "../project.ts";
import type { Snapshot } from "../snapshot.ts";

/** The engines a harness can be asked for. */
export type EngineName = Flavor | "pgbouncer" | "galera";

/** Its server, for disturbances that hit it whole. */
export interface OwnServer {
  /** Ends its processes by SIGKILL, starts it again, and waits until it answers. */
  crash(): Promise<void>;
}

/** One kind of database to be disturbed. */
export interface Engine {
  readonly name: EngineName;
  readonly flavor: Flavor;
  /** `PostgreSQL 18.4 (npm)`. */
  readonly description: string;
  /** Null where the server is not the harness's own. */
  readonly server: OwnServer | null;
  /** Further options of the command line that this engine needs. */
  readonly options: readonly string[];
  /** A new database with the ground of the projects in it. */
  fresh(): Promise<ChaosDatabase>;
  stop(): Promise<void>;
}

/** A database of one project's own. */
export interface ChaosDatabase {
  /** For the harness itself. */
  readonly url: string;
  /** By which runners reach it, one of them at random. */
  readonly urls: readonly string[];
  /** SQLite: the file; else its name. */
  readonly name: string;
  snapshot(): Promise<Snapshot>;
  /** Rows of one statement, on a session that ends with it. */
  query(sql: string): Promise<readonly RawRow[]>;
  /** Runs something on one session. */
  onSession<Result>(act: (session: RawSession) => Promise<Result>): Promise<Result>;
  /** Ends every other session of this database, on the server; how many there were. */
  endSessions(): Promise<number>;
  dispose(): Promise<void>;
}
