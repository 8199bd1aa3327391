import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { inServerFolder, serverAccount } from "./account.ts";
import { freePort } from "./free_ports.ts";
import { initialise, usersOf } from "./mysql_data.ts";
import { basicOptions, findMysql, type Product, type Program } from "./mysql_program.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** Starts MariaDB: the machine's, else Debian's, unpacked into the cache. */
export function startMariadb(): Promise<RunningServer> {
  return inServerFolder("mariadb", (folder) => startMysqlIn(folder, "mariadb"));
}

/** Starts MySQL: the machine's, else the one of Debian unstable, unpacked into the cache. */
export function startMysql(): Promise<RunningServer> {
  return inServerFolder("mysql", (folder) => startMysqlIn(folder, "mysql"));
}

/**
 * The one or the other in a folder made for it.
 *
 * @param launcher What stands before its command line.
 */
export async function startMysqlIn(
  folder: string,
  product: Product,
  launcher: readonly string[] = [],
): Promise<RunningServer> {
  const account = await serverAccount("mysql");
  const program = await findMysql(product, account, folder);
  await account.own(folder);
  await initialise(product, program, join(folder, "data"), account);
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const server = `127.0.0.1:${port}/`;
  const url = `mysql://app:${password}@${server}`;
  await writeFile(join(folder, "setup.sql"), usersOf(password));
  const control = await startServer({
    command: [...account.prefix, ...launcher, ...commandLine(program, folder, product, port)],
    folder,
    signal: "SIGTERM",
    answers: () => mysqlVersion(url),
  });
  const name = product === "mysql" ? "MySQL" : "MariaDB";
  return {
    url: `${product}://app:${password}@${server}`,
    description: `${name} ${await mysqlVersion(url)} (${program.origin})`,
    ...control,
  };
}

function commandLine(program: Program, folder: string, product: Product, port: number): string[] {
  const own = product === "mysql" ? ["--mysqlx=OFF", "--sync-binlog=0"] : [];
  return [
    ...program.command,
    ...basicOptions(program, join(folder, "data"), product),
    `--init-file=${join(folder, "setup.sql")}`,
    ...servingOptions(folder, port),
    ...own,
  ];
}

/** How a server is reached, and that it neither waits for the disk nor forgets by a kill. */
export function servingOptions(folder: string, port: number): string[] {
  return [
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--socket=${join(folder, "socket")}`,
    `--pid-file=${join(folder, "pid")}`,
    // a server that starts deletes what it takes for its own temporary tables
    `--tmpdir=${folder}`,
    // what is committed is with the system at once, and on the disk within a second
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-buffer-pool-size=64M",
    "--max-connections=200",
  ];
}

/** What `VERSION()` says. */
export async function mysqlVersion(url: string): Promise<string> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query("SELECT VERSION() AS version");
    return (rows as { version: string }[])[0]!.version;
  } finally {
    await connection.end();
  }
}
