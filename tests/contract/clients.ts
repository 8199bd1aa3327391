/**
 * Clients that are not dunlin's own, by name: `DUNLIN_CLIENT=pg-pool` makes
 * the whole suite run over a pool of `pg`, and so on. What a client cannot do
 * it says itself; tests that need it are skipped with that reason.
 *
 * @module
 */

import process from "node:process";
import {
  type Ability,
  type BorrowedConnection,
  type BunSqliteLike,
  type DenoPostgresClientLike,
  type DenoPostgresPoolLike,
  type DenoSqliteLike,
  fromBunSqlite,
  fromDenoPostgres,
  fromDenoSqlite,
  fromMysql2,
  fromNodeSqlite,
  fromPg,
} from "../../clients.ts";
import type { DatabaseName } from "./databases.ts";
import { jsrPackage } from "./jsr_package.ts";

/** A client of a test's own, and dunlin's connection over it. */
export interface OpenClient {
  readonly connection: BorrowedConnection;
  /** The client itself, for tests that look at it. */
  readonly client: unknown;
  /** Gives the connection back and closes the client, as its owner does. */
  end(): Promise<void>;
}

/** A kind of client. */
export interface TestClient {
  readonly name: string;
  readonly databases: readonly DatabaseName[];
  /** What its connections say they cannot. */
  readonly lacks: readonly Ability[];
  /** Why it cannot be had here; false where it can. */
  skip(): Promise<string | false>;
  open(url: string): Promise<OpenClient>;
}

const SERVERS: readonly DatabaseName[] = ["mysql", "mariadb"];
const ONE_SESSION: readonly Ability[] = ["cancel", "second-session"];
const IN_THREAD: readonly Ability[] = ["cancel", "clean-slate"];
const DENO_POSTGRES: readonly Ability[] = ["copy", "late-notices"];

/** Every kind of client there is an adapter for. */
export const clients: readonly TestClient[] = [
  here("pg-client", ["postgres"], ["second-session"], async (url) => {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {}); // a session that a test ends
    await client.connect();
    return await opened(client, fromPg(client), () => client.end());
  }),
  here("pg-pool", ["postgres"], [], async (url) => {
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({ connectionString: url, max: 3 });
    pool.on("error", () => {});
    return await opened(pool, fromPg(pool), () => pool.end());
  }),
  here("mysql2-connection", SERVERS, ONE_SESSION, async (url) => {
    const { default: mysql } = await import("mysql2/promise");
    const client = await mysql.createConnection(mysqlUrl(url));
    return await opened(client, fromMysql2(client), () => client.destroy());
  }),
  here("mysql2-pool", SERVERS, [], async (url) => {
    const { default: mysql } = await import("mysql2/promise");
    const pool = mysql.createPool({ uri: mysqlUrl(url), connectionLimit: 3 });
    return await opened(pool, fromMysql2(pool), () => pool.end());
  }),
  here("node-sqlite", ["sqlite"], IN_THREAD, async (url) => {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(pathOf(url));
    return await opened(database, fromNodeSqlite(database), () => database.close());
  }),
  {
    name: "bun-sqlite",
    databases: ["sqlite"],
    lacks: IN_THREAD,
    skip: () => Promise.resolve("Bun" in globalThis ? false : "bun:sqlite is Bun's alone"),
    async open(url) {
      const { Database } = await import(named("bun:sqlite"));
      const database: BunSqliteLike = new Database(pathOf(url));
      database.prepare("PRAGMA foreign_keys = 1").all(); // as the other clients have it
      return await opened(database, fromBunSqlite(database), () => database.close());
    },
  },
  {
    name: "deno-postgres-client",
    databases: ["postgres"],
    lacks: [...DENO_POSTGRES, ...ONE_SESSION],
    skip: () => jsrPackage("@db/postgres").skip(),
    async open(url) {
      const { Client } = await jsrPackage("@db/postgres").load();
      const client = new Client(url) as DenoPostgresClientLike & {
        connect(): Promise<void>;
        end(): Promise<void>;
      };
      await client.connect();
      return await opened(client, fromDenoPostgres(client), () => client.end());
    },
  },
  {
    name: "deno-postgres-pool",
    databases: ["postgres"],
    lacks: DENO_POSTGRES,
    skip: () => jsrPackage("@db/postgres").skip(),
    async open(url) {
      const { Pool } = await jsrPackage("@db/postgres").load();
      const pool = new Pool(url, 3, true) as DenoPostgresPoolLike & { end(): Promise<void> };
      return await opened(pool, fromDenoPostgres(pool), () => pool.end());
    },
  },
  {
    name: "deno-sqlite",
    databases: ["sqlite"],
    lacks: IN_THREAD,
    skip: () => jsrPackage("@db/sqlite").skip(),
    async open(url) {
      const { Database } = await jsrPackage("@db/sqlite").load();
      const database = new Database(pathOf(url)) as DenoSqliteLike;
      database.prepare("PRAGMA foreign_keys = 1").all();
      return await opened(database, fromDenoSqlite(database), () => database.close());
    },
  },
];

/** The client the run is about; null: dunlin's own drivers. @throws {Error} If there is none of that name */
export function wantedClient(env: NodeJS.ProcessEnv = process.env): TestClient | null {
  const name = env["DUNLIN_CLIENT"];
  if (!name) return null;
  const client = clients.find((candidate) => candidate.name === name);
  if (client) return client;
  const names = clients.map((candidate) => candidate.name).join(", ");
  throw new Error(`DUNLIN_CLIENT=${name} is none of ${names}`);
}

/** Why the run's client cannot do what a test is about; false where it can. */
export function lacks(...abilities: readonly (Ability | "opening")[]): string | false {
  const client = wantedClient();
  if (client === null) return false;
  const unable: readonly string[] = ["opening", ...client.lacks];
  const lacking = abilities.find((ability) => unable.includes(ability));
  return lacking === undefined ? false : `${client.name} cannot: ${lacking}`;
}

/** A specifier that no type checker or bundler follows. */
function named(specifier: string): string {
  return specifier;
}

function here(
  name: string,
  databases: readonly DatabaseName[],
  lacks: readonly Ability[],
  open: TestClient["open"],
): TestClient {
  return { name, databases, lacks, skip: () => Promise.resolve(false), open };
}

async function opened(
  client: unknown,
  borrowing: Promise<BorrowedConnection>,
  end: () => Promise<void> | void,
): Promise<OpenClient> {
  const connection = await borrowing.catch(async (error) => {
    await end();
    throw error;
  });
  let ended: Promise<void> | null = null;
  return {
    client,
    connection,
    end: () => ended ??= connection.close().then(end),
  };
}

function mysqlUrl(url: string): string {
  return url.replace(/^mariadb:/, "mysql:");
}

function pathOf(url: string): string {
  return url.replace(/^sqlite:/, "");
}
