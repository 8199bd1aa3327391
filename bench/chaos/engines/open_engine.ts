import process from "node:process";
import { startGalera } from "../../../tests/tools/servers/galera_cluster.ts";
import { startMariadb, startMysql } from "../../../tests/tools/servers/mysql_server.ts";
import { startPgbouncer } from "../../../tests/tools/servers/pgbouncer_server.ts";
import { startPostgres } from "../../../tests/tools/servers/postgres_server.ts";
import type { RunningServer } from "../../../tests/tools/servers/server_process.ts";
import type { ChaosDatabase, Engine, EngineName } from "./engine.ts";
import { freshMysqlDatabase } from "./mysql.ts";
import { freshPostgresDatabase } from "./postgres.ts";
import { freshSqliteDatabase } from "./sqlite.ts";

/** The engines that are disturbed where nobody names one. */
export const ENGINES: readonly EngineName[] = ["postgres", "mysql", "mariadb", "sqlite"];

const OPENERS: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  postgres: () => onServer("postgres", startPostgres, freshPostgresDatabase),
  mysql: () => onServer("mysql", startMysql, freshMysqlDatabase),
  mariadb: () => onServer("mariadb", startMariadb, freshMysqlDatabase),
  sqlite: openSqlite,
  pgbouncer: openPgbouncer,
  galera: openGalera,
};

/**
 * Takes the server that the environment names (`TEST_POSTGRES_URL` and its
 * like), or starts one; PgBouncer and Galera are always started.
 *
 * @throws {RangeError} If there is no such engine.
 * @throws {Error} If its server is not to be had.
 */
export async function openEngine(name: EngineName): Promise<Engine> {
  const open = OPENERS[name];
  if (open === undefined) {
    throw new RangeError(`no engine ${name}: there are ${Object.keys(OPENERS).join(", ")}`);
  }
  return await open();
}

async function onServer(
  name: "postgres" | "mysql" | "mariadb",
  start: () => Promise<RunningServer>,
  fresh: (url: string) => Promise<ChaosDatabase>,
): Promise<Engine> {
  const variable = `TEST_${name.toUpperCase()}_URL`;
  const basics = { name, flavor: name, options: [] };
  const url = process.env[variable];
  if (url) {
    const none = { server: null, stop: async () => {} };
    return { ...basics, ...none, description: variable, fresh: () => fresh(url) };
  }
  const server = await start();
  return {
    ...basics,
    description: server.description,
    server: { crash: () => crash(server) },
    fresh: () => fresh(server.url),
    stop: () => server.stop(),
  };
}

async function crash(server: RunningServer): Promise<void> {
  await server.kill();
  await server.restart();
}

function openSqlite(): Promise<Engine> {
  return Promise.resolve({
    name: "sqlite",
    flavor: "sqlite",
    description: "SQLite",
    server: null,
    options: [],
    fresh: freshSqliteDatabase,
    stop: async () => {},
  });
}

/** Runners come by way of the pooler; the harness looks directly. */
async function openPgbouncer(): Promise<Engine> {
  const behind = process.env["TEST_POSTGRES_URL"] ? null : await startPostgres();
  const direct = behind?.url ?? process.env["TEST_POSTGRES_URL"] as string;
  const pooler = await startPgbouncer(direct);
  return {
    name: "pgbouncer",
    flavor: "postgres",
    description: pooler.description,
    server: { crash: () => crash(pooler) },
    options: [],
    fresh: async () => {
      const database = await freshPostgresDatabase(direct);
      const url = new URL(database.url);
      url.host = new URL(pooler.url).host;
      return { ...database, urls: [url.href] };
    },
    stop: async () => {
      await pooler.stop();
      await behind?.stop();
    },
  };
}

/** Runners come by way of any node. */
async function openGalera(): Promise<Engine> {
  const cluster = await startGalera();
  let next = 0;
  return {
    name: "galera",
    flavor: "mariadb",
    description: cluster.description,
    server: {
      crash: async () => {
        const node = next++ % cluster.urls.length;
        await cluster.kill(node);
        await cluster.restart(node);
      },
    },
    options: [],
    fresh: () => freshMysqlDatabase(cluster.urls[0] as string, cluster.urls.slice(1)),
    stop: () => cluster.stop(),
  };
}
