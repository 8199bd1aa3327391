import { appendFile, chmod, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
// @ts-types="@types/pg"
import pg from "pg";
import { inServerFolder } from "./account.ts";
import { freePort } from "./free_ports.ts";
import { type PostgresHome, startPostgresIn } from "./postgres_server.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** A server of the suite's own with another one that follows it and takes no writes. */
export interface ReplicatedServer {
  readonly primary: RunningServer;
  readonly replica: RunningServer;
  /** Stops both. */
  stop(): Promise<void>;
}

/** What belongs to a running server and not to its data, beside the log the follower is sent. */
const OWN = /\/(postmaster\.(pid|opts)|pg_wal\/.+|pg_replslot\/.+|pg_stat_tmp\/.+)$/;

/** Starts PostgreSQL and a streaming replica of it, made by a backup of the files. */
export async function startReplicatedPostgres(): Promise<ReplicatedServer> {
  const [primary, home] = await inServerFolder(
    "postgres",
    (folder) => startPostgresIn(folder),
  );
  try {
    const replica = await inServerFolder("replica", (folder) => follow(primary, home, folder));
    const stop = async () => {
      await replica.stop();
      await primary.stop();
    };
    return { primary, replica, stop };
  } catch (error) {
    await primary.stop();
    throw error;
  }
}

async function follow(
  primary: RunningServer,
  { bin, account, data: source }: PostgresHome,
  folder: string,
): Promise<RunningServer> {
  const data = join(folder, "data");
  const port = await freePort();
  await backUp(primary.url, source, data);
  await writeFile(join(data, "standby.signal"), "");
  await appendFile(join(data, "postgresql.conf"), settingsOf(new URL(primary.url), folder, port));
  await account.own(folder);
  const url = new URL(primary.url);
  url.port = String(port);
  const control = await startServer({
    command: [...account.prefix, join(bin, "postgres"), "-D", data],
    folder,
    signal: "SIGINT",
    answers: () => inSession(url.href, (client) => client.query("SELECT 1")),
  });
  return { url: url.href, description: `a replica of ${primary.description}`, ...control };
}

function settingsOf(primary: URL, folder: string, port: number): string {
  const { hostname, username, password } = primary;
  const connection = `host=${hostname} port=${primary.port} user=${username} password=${password}`;
  const settings = [
    `port = ${port}`,
    `unix_socket_directories = '${process.platform === "win32" ? "" : folder}'`,
    `primary_conninfo = '${connection}'`,
  ];
  return settings.join("\n") + "\n";
}

/** Copies a running server's files as "Making a Non-Exclusive Low-Level Backup" of its manual says. */
async function backUp(url: string, source: string, data: string): Promise<void> {
  await inSession(url, async (client) => {
    const [{ number }] = (await client.query(
      "SELECT current_setting('server_version_num')::int AS number",
    )).rows;
    const named = number >= 150000;
    await client.query(
      named
        ? "SELECT pg_backup_start('replica', true)"
        : "SELECT pg_start_backup('replica', true, false)",
    );
    await cp(source, data, { recursive: true, filter: (path) => !OWN.test(path) });
    await chmod(data, 0o700);
    const [{ label }] = (await client.query(
      `SELECT labelfile AS label FROM ${
        named ? "pg_backup_stop(false)" : "pg_stop_backup(false, false)"
      }`,
    )).rows;
    await writeFile(join(data, "backup_label"), label);
  });
}

async function inSession<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await client.connect();
    return await act(client);
  } finally {
    await client.end().catch(() => {});
  }
}
