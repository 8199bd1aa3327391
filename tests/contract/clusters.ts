/**
 * A Galera cluster of three nodes, in the manner of databases.ts: a fresh
 * database of it is reached through each of them.
 *
 * ```ts
 * test("says hello", { skip: cluster.skip }, async () => {
 *   const fresh = await cluster.fresh();
 *   try {
 *     await Promise.all(fresh.urls.map((url) => migrate(url)));
 *   } finally {
 *     await fresh.dispose();
 *   }
 * });
 * ```
 *
 * `TEST_GALERA_URLS` names the nodes, with commas between them.
 *
 * @module
 */

import process from "node:process";
import { absentServer } from "./absent_server.ts";
import type { FreshDatabase, TestDatabase } from "./databases.ts";
import { freshGalera } from "./servers/galera.ts";

/** An empty database of one test's own; its `url` leads to the first node. */
export interface ClusterDatabase extends FreshDatabase {
  /** One for each node. */
  readonly urls: readonly string[];
}

/** MariaDB, as a cluster. */
export interface ClusterTestDatabase extends TestDatabase {
  fresh(): Promise<ClusterDatabase>;
}

/** The one the environment names; without one it says why its tests are skipped. */
export const cluster: ClusterTestDatabase = { name: "mariadb", ...offered() };

function offered(): Omit<ClusterTestDatabase, "name"> {
  const variable = "TEST_GALERA_URLS";
  const urls = (process.env[variable] ?? "").split(",").filter(Boolean);
  if (urls.length === 0) return absentServer("galera", variable);
  return { available: true, skip: false, fresh: () => freshGalera(urls) };
}
