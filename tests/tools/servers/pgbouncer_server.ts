import { writeFile } from "node:fs/promises";
import { join } from "node:path";
// @ts-types="@types/pg"
import pg from "pg";
import { type Account, inServerFolder, serverAccount } from "./account.ts";
import { findProgram } from "./command.ts";
import { unpackDebian } from "./debian_package.ts";
import { freePort } from "./free_ports.ts";
import { type RunningServer, startServer } from "./server_process.ts";
import { unpackedCommand } from "./unpacked_command.ts";

/**
 * Starts PgBouncer in transaction mode before the PostgreSQL of that URL, for
 * its user and every database; a pool holds two sessions. The machine's
 * program, else Debian's, unpacked into the cache.
 */
export function startPgbouncer(postgresUrl: string): Promise<RunningServer> {
  return inServerFolder("pgbouncer", (folder) => start(new URL(postgresUrl), folder));
}

async function start(behind: URL, folder: string): Promise<RunningServer> {
  const account = await serverAccount("postgres");
  const program = await find(account, folder);
  const port = await freePort();
  const settings = join(folder, "pgbouncer.ini");
  await writeFile(settings, settingsOf(behind, folder, port));
  await writeFile(join(folder, "users"), usersOf(behind), { mode: 0o600 });
  await account.own(folder);
  const url = new URL(behind);
  url.host = `127.0.0.1:${port}`;
  const control = await startServer({
    command: [...account.prefix, ...program, settings],
    folder,
    signal: "SIGQUIT", // at once: it does not wait for sessions
    answers: () => version(url.href),
  });
  return {
    url: url.href,
    description: `${await version(url.href)} (${program.length > 1 ? "Debian" : "PATH"})`,
    ...control,
  };
}

async function find(account: Account, folder: string): Promise<readonly string[]> {
  const found = findProgram("pgbouncer");
  if (found !== undefined) return [found];
  const root = await account.readable(await unpackDebian("pgbouncer", "system"), folder);
  return await unpackedCommand(root, ["usr/sbin/pgbouncer"]);
}

function settingsOf(behind: URL, folder: string, port: number): string {
  const host = behind.hostname.replace(/^\[(.*)\]$/, "$1");
  return [
    "[databases]",
    `* = host=${host} port=${behind.port || 5432}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${join(folder, "users")}`,
    `stats_users = ${decodeURIComponent(behind.username)}`,
    "pool_mode = transaction",
    "default_pool_size = 2",
    "max_client_conn = 200",
    "server_login_retry = 1",
    "",
  ].join("\n");
}

/** The user and the password in the clear, which serve towards both sides. */
function usersOf({ username, password }: URL): string {
  const quoted = [username, password].map((text) =>
    `"${decodeURIComponent(text).replaceAll('"', '""')}"`
  );
  return quoted.join(" ") + "\n";
}

/** Its own version, and that the server behind it answers too. */
async function version(url: string): Promise<string> {
  await ask(url, "SELECT 1");
  const console = new URL(url);
  console.pathname = "/pgbouncer"; // the database that is its own command line
  return String(await ask(console.href, "SHOW VERSION"));
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await client.connect();
    return Object.values((await client.query(sql)).rows[0])[0];
  } finally {
    await client.end().catch(() => {});
  }
}
