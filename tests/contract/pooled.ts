/**
 * PostgreSQL behind PgBouncer in transaction mode with a pool of two sessions,
 * in the manner of databases.ts: a migrator goes through the pooler, and a
 * test looks at the database past it.
 *
 * ```ts
 * test("says hello", { skip: pooled.skip }, on(pooled, async (project) => {
 *   await project.up(); // through the pooler
 *   await project.query("SELECT 1"); // past it
 * }));
 * ```
 *
 * `TEST_PGBOUNCER_URL` names the pooler, `TEST_POSTGRES_URL` the server behind it.
 *
 * @module
 */

import process from "node:process";
import { absentServer } from "./absent_server.ts";
import type { FreshDatabase, RawSession, TestDatabase } from "./databases.ts";
import { freshPostgres, openPostgres } from "./servers/postgres.ts";

/** An empty database of one test's own; its `url` leads through the pooler, its sessions past it. */
export interface PooledDatabase extends FreshDatabase {
  /** The same database past the pooler. */
  readonly directUrl: string;
  /** One more client of the pooler. */
  pooledSession(): Promise<RawSession>;
}

/** PostgreSQL, as it is reached through a pooler. */
export interface PooledTestDatabase extends TestDatabase {
  fresh(): Promise<PooledDatabase>;
}

/** The one the environment names; without one it says why its tests are skipped. */
export const pooled: PooledTestDatabase = { name: "postgres", ...offered() };

function offered(): Omit<PooledTestDatabase, "name"> {
  const pooler = process.env["TEST_PGBOUNCER_URL"];
  const server = process.env["TEST_POSTGRES_URL"];
  if (!pooler || !server) return absentServer("pgbouncer", "TEST_PGBOUNCER_URL");
  return { available: true, skip: false, fresh: () => freshPooled(pooler, server) };
}

async function freshPooled(pooler: string, server: string): Promise<PooledDatabase> {
  const direct = await freshPostgres(server);
  const url = new URL(pooler);
  url.pathname = `/${direct.name}`;
  const clients: RawSession[] = [];
  return {
    ...direct,
    url: url.href,
    directUrl: direct.url,
    pooledSession: async () => {
      const client = await openPostgres(url.href);
      clients.push(client);
      return client;
    },
    dispose: async () => {
      for (const client of clients) await client.close();
      await direct.dispose();
    },
  };
}
