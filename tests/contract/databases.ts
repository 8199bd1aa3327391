/**
 * The databases every database test runs against: real ones, named by the
 * environment. `deno task test` starts them and sets the variables; a test
 * file run by hand uses what is set and skips the rest, saying so.
 *
 * ```ts
 * for (const database of databases) {
 *   test(`${database.name}: creates the history`, { skip: database.skip }, async () => {
 *     const fresh = await database.fresh();
 *     try {
 *       // fresh.url is an empty database of this test's own
 *       assert.deepEqual(await fresh.raw.query("SELECT 1 AS one"), [{ one: 1 }]);
 *     } finally {
 *       await fresh.dispose();
 *     }
 *   });
 * }
 * ```
 *
 * @module
 */

import process from "node:process";
import { absentServer } from "./absent_server.ts";
import { wantedClient } from "./clients.ts";
import { wantedDatabases } from "./required_servers.ts";
import { freshMysql } from "./servers/mysql.ts";
import { freshPostgres } from "./servers/postgres.ts";
import { freshSqlite } from "./servers/sqlite.ts";

/** A row as the raw client sees it; 64-bit integers come as text (SQLite: as numbers). */
export type RawRow = Record<string, unknown>;

/** A session beside the one under test, through the plain client of that database. */
export interface RawSession {
  /**
   * The rows of one statement. Parameters are `$1` (PostgreSQL) or `?`. Of
   * several statements in one text (PostgreSQL, MySQL and MariaDB, without
   * parameters) the last one's rows.
   */
  query(sql: string, params?: readonly unknown[]): Promise<RawRow[]>;
  /** Ends the session; again does nothing. */
  close(): Promise<void>;
}

/** An empty database of one test's own. */
export interface FreshDatabase {
  /** What a user would write after `--database`. */
  readonly url: string;
  /** The database's name on its server; SQLite: the path of its file. */
  readonly name: string;
  /** For looking and preparing, on a connection of its own that opens with the first query. */
  readonly raw: RawSession;
  /** One more independent session, for tests in which sessions meet. */
  session(): Promise<RawSession>;
  /** Ends every session of the database, also strangers', and removes it; again does nothing. */
  dispose(): Promise<void>;
}

/** The names of {@linkcode databases}. */
export type DatabaseName = "postgres" | "mysql" | "mariadb" | "sqlite";

/** One kind of database the suite knows. */
export interface TestDatabase {
  readonly name: DatabaseName;
  readonly available: boolean;
  /** Why its tests are skipped, for the `skip` of `node:test`; false where they run. */
  readonly skip: string | false;
  /**
   * Makes an empty database.
   *
   * @param options.quick A SQLite file may lie in memory: for programs that may do everything.
   * @throws {Error} If there is no such server; where one is required (`CI`,
   *   `DUNLIN_REQUIRE_SERVERS`) tests are not skipped and fail by this.
   */
  fresh(options?: { readonly quick?: boolean }): Promise<FreshDatabase>;
}

const all: readonly TestDatabase[] = [
  onServer("postgres", freshPostgres),
  onServer("mysql", freshMysql),
  onServer("mariadb", freshMysql),
  {
    name: "sqlite",
    available: true,
    skip: false,
    fresh: ({ quick = false } = {}) => freshSqlite(quick),
  },
];

/**
 * Every kind the run is about, in a fixed order; those without a server stand
 * in the list too, with the reason. `DUNLIN_DATABASES` names the kinds; all
 * without it. `DUNLIN_CLIENT` leaves those that client is for.
 */
export const databases: readonly TestDatabase[] = all.filter(({ name }) =>
  (wantedDatabases(process.env)?.includes(name) ?? true) &&
  (wantedClient()?.databases.includes(name) ?? true)
);

/** The one of that name, whether the run is about it or not. */
export function databaseNamed(name: DatabaseName): TestDatabase {
  const database = all.find((candidate) => candidate.name === name)!;
  const client = wantedClient();
  if (client === null || client.databases.includes(name)) return database;
  const skip = `${client.name} is no client of ${name}`;
  return { ...database, available: false, skip, fresh: () => Promise.reject(new Error(skip)) };
}

function onServer(
  name: DatabaseName,
  fresh: (serverUrl: string) => Promise<FreshDatabase>,
): TestDatabase {
  const variable = `TEST_${name.toUpperCase()}_URL`;
  const url = process.env[variable];
  if (url) return { name, available: true, skip: false, fresh: () => fresh(url) };
  return { name, ...absentServer(name, variable) };
}
