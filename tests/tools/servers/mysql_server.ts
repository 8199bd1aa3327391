import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import mysql from "mysql2/promise";
import { type Account, inServerFolder, serverAccount } from "./account.ts";
import { findProgram, run } from "./command.ts";
import { type Origin, unpackDebian } from "./debian_package.ts";
import { freePort, type RunningServer, startServer } from "./server_process.ts";

/** A server program and the folder its `share` and plugins lie in. */
interface Program {
  /** The program, with a loader before it where it brings its own libraries. */
  readonly command: readonly string[];
  readonly base: string;
  readonly origin: "PATH" | "Debian" | "Debian unstable";
}

type Product = "mysql" | "mariadb";

const MARIADB = ["mariadb-server-core", "system"] as const;
const MYSQL = ["mysql-server-core", "unstable"] as const;

/** Starts MariaDB: the machine's, else Debian's, unpacked into the cache. */
export function startMariadb(): Promise<RunningServer> {
  return inServerFolder("mariadb", (folder) => start("mariadb", MARIADB, folder));
}

/** Starts MySQL: the machine's, else the one of Debian unstable, unpacked into the cache. */
export function startMysql(): Promise<RunningServer> {
  return inServerFolder("mysql", (folder) => start("mysql", MYSQL, folder));
}

async function start(
  product: Product,
  source: readonly [string, Origin],
  folder: string,
): Promise<RunningServer> {
  const found = await onPath(product);
  const account = await serverAccount("mysql");
  const program = found ??
    await unpacked(await account.readable(await unpackDebian(...source), folder), source[1]);
  await account.own(folder);
  const data = join(folder, "data");
  await (product === "mysql" ? initialiseMysql : initialiseMariadb)(program, data, account);
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const server = `127.0.0.1:${port}/`;
  const url = `mysql://app:${password}@${server}`;
  const stop = await startServer({
    command: [...account.prefix, ...await commandLine(program, folder, product, port, password)],
    folder,
    signal: "SIGTERM",
    answers: () => version(url),
  });
  return {
    url: `${product}://app:${password}@${server}`,
    description: `${product === "mysql" ? "MySQL" : "MariaDB"} ${await version(
      url,
    )} (${program.origin})`,
    stop,
  };
}

async function onPath(product: Product): Promise<Program | undefined> {
  const path = product === "mariadb" ? findProgram("mariadbd", "mysqld") : findProgram("mysqld");
  if (path === undefined) return undefined;
  const isMariadb = /mariadb/i.test(await run(path, ["--no-defaults", "--version"]));
  if (isMariadb !== (product === "mariadb")) return undefined;
  return { command: [path], base: dirname(dirname(await realpath(path))), origin: "PATH" };
}

/** A server that lies beside the system runs by its own loader, with its own libraries. */
async function unpacked(root: string, origin: Origin): Promise<Program> {
  const libraries: string[] = [join(root, "usr/lib/mysql/private")];
  let loader: string | undefined;
  for (const lib of [join(root, "usr/lib"), join(root, "lib")]) {
    if (!existsSync(lib)) continue;
    for (const triplet of (await readdir(lib)).filter((name) => name.endsWith("-linux-gnu"))) {
      libraries.push(join(lib, triplet));
      const name = (await readdir(join(lib, triplet))).find((file) => /^ld-linux.*\.so/.test(file));
      if (name !== undefined) loader = join(lib, triplet, name);
    }
  }
  const server = ["usr/sbin/mariadbd", "usr/sbin/mysqld"].map((path) => join(root, path))
    .find((path) => existsSync(path));
  if (loader === undefined || server === undefined) throw new Error(`${root} holds no server`);
  return {
    command: [loader, "--library-path", libraries.join(":"), server],
    base: join(root, "usr"),
    origin: origin === "system" ? "Debian" : "Debian unstable",
  };
}

async function commandLine(
  program: Program,
  folder: string,
  product: Product,
  port: number,
  password: string,
): Promise<string[]> {
  const setup = join(folder, "setup.sql");
  // one statement a line: that is how init-file is read
  const statements = [
    `CREATE USER app@'%' IDENTIFIED BY '${password}';`,
    "GRANT ALL ON *.* TO app@'%' WITH GRANT OPTION;",
    `ALTER USER root@localhost IDENTIFIED BY '${password}';`,
  ];
  await writeFile(setup, statements.join("\n") + "\n");
  const own = product === "mysql" ? ["--mysqlx=OFF", "--sync-binlog=0"] : [];
  return [
    ...program.command,
    ...basics(program, join(folder, "data"), product),
    `--init-file=${setup}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--socket=${join(folder, "socket")}`,
    `--pid-file=${join(folder, "pid")}`,
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=64M",
    "--max-connections=200",
    ...own,
  ];
}

function basics(program: Program, data: string, product: Product): string[] {
  const elsewhere = program.origin === "PATH" ? [] : [
    `--lc-messages-dir=${join(program.base, "share", product)}`,
    `--plugin-dir=${join(program.base, "lib/mysql/plugin")}`,
  ];
  const options = [
    `--datadir=${data}`,
    `--secure-file-priv=${dirname(data)}`,
    "--local-infile=OFF",
  ];
  return ["--no-defaults", `--basedir=${program.base}`, ...elsewhere, ...options];
}

async function initialiseMysql(program: Program, data: string, account: Account): Promise<void> {
  const [file, ...args] = [...account.prefix, ...program.command];
  await run(file!, [...args, ...basics(program, data, "mysql"), "--initialize-insecure"]);
}

/** What `mariadb-install-db` does, for a server that may lie anywhere. */
async function initialiseMariadb(program: Program, data: string, account: Account): Promise<void> {
  const share = ["mariadb", "mysql"].map((name) => join(program.base, "share", name));
  const scripts = share.flatMap((folder) =>
    ["mariadb", "mysql"].map((name) => (part: string) => join(folder, `${name}_${part}.sql`))
  );
  const script = scripts.find((path) => existsSync(path("system_tables")));
  if (script === undefined) throw new Error(`no system tables for MariaDB in ${share.join(", ")}`);
  const parts = ["system_tables", "performance_tables", "system_tables_data"];
  const texts = await Promise.all(parts.map((part) => readFile(script(part), "utf8")));
  const head = [
    "create database if not exists mysql;",
    "use mysql;",
    "set @auth_root_socket=NULL;",
    "set @skip_auth_anonymous=1;",
  ];
  await mkdir(data);
  await account.own(data);
  const [file, ...args] = [...account.prefix, ...program.command];
  const options = [...basics(program, data, "mariadb"), "--bootstrap"];
  await run(file!, [...args, ...options], { input: [...head, ...texts].join("\n") });
}

async function version(url: string): Promise<string> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query("SELECT VERSION() AS version");
    return (rows as { version: string }[])[0]!.version;
  } finally {
    await connection.end();
  }
}
