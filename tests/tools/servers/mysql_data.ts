import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { run } from "./command.ts";
import { basicOptions, type Product, type Program } from "./mysql_program.ts";

/** Makes the data of a new server, in a folder not yet there. */
export async function initialise(
  product: Product,
  program: Program,
  data: string,
  account: Account,
): Promise<void> {
  await (product === "mysql" ? initialiseMysql : initialiseMariadb)(program, data, account);
}

/** The lines that make `app`, who has full rights; said again they change nothing. */
export function usersOf(password: string): string {
  const statements = [
    `CREATE USER IF NOT EXISTS app@'%' IDENTIFIED BY '${password}';`,
    "GRANT ALL ON *.* TO app@'%' WITH GRANT OPTION;",
    `ALTER USER root@localhost IDENTIFIED BY '${password}';`,
  ];
  // one statement a line: that is how init-file is read
  return statements.join("\n") + "\n";
}

async function initialiseMysql(program: Program, data: string, account: Account): Promise<void> {
  const [file, ...args] = [...account.prefix, ...program.command];
  const options = [...basicOptions(program, data, "mysql"), ownTemporary(data)];
  await run(file!, [...args, ...options, "--initialize-insecure"]);
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
  const options = [...basicOptions(program, data, "mariadb"), ownTemporary(data), "--bootstrap"];
  await run(file!, [...args, ...options], { input: [...head, ...texts].join("\n") });
}

/** A server that starts removes what it takes for left over in its folder for temporary tables. */
function ownTemporary(data: string): string {
  return `--tmpdir=${dirname(data)}`;
}
