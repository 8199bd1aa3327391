import process from "node:process";
import type { TestContext } from "node:test";
import { startGalera } from "../tools/servers/galera_cluster.ts";
import { startMariadb, startMysql } from "../tools/servers/mysql_server.ts";
import { startReplicatedPostgres } from "../tools/servers/postgres_replica.ts";
import { startPostgres } from "../tools/servers/postgres_server.ts";
import { requiredServers } from "./required_servers.ts";

const STARTS = {
  postgres: startPostgres,
  mysql: startMysql,
  mariadb: startMariadb,
  galera: startGalera,
  replica: startReplicatedPostgres,
};

type Name = keyof typeof STARTS;
type Started<N extends Name> = Awaited<ReturnType<(typeof STARTS)[N]>>;

/**
 * A test body with a server of its own, which may be killed; it is stopped
 * behind it. Where none can be started the test is skipped, unless it is required.
 */
export function onPrivateServer<N extends Name>(
  name: N,
  act: (server: Started<N>, context: TestContext) => Promise<void>,
): (context: TestContext) => Promise<void> {
  return async (context) => {
    let server: Started<N>;
    try {
      server = await STARTS[name]() as Started<N>;
    } catch (error) {
      const required = requiredServers(process.env);
      if (required.includes(name === "replica" ? "postgres" : name)) throw error;
      const reason = `no ${name} server could be started: ${(error as Error).message}`;
      process.stderr.write(`skipping: ${reason}\n`); // not every runtime shows what is skipped late
      return context.skip(reason);
    }
    try {
      await act(server, context);
    } finally {
      await server.stop();
    }
  };
}
