import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { findProgram, run } from "./command.ts";
import { type Origin, unpackDebian } from "./debian_package.ts";
import { unpackedCommand } from "./unpacked_command.ts";

/** Which of the two a server program is. */
export type Product = "mysql" | "mariadb";

/** A server program and the folder its `share` and plugins lie in. */
export interface Program {
  /** The program, with a loader before it where it brings its own libraries. */
  readonly command: readonly string[];
  readonly base: string;
  readonly origin: "PATH" | "Debian" | "Debian unstable";
}

const PACKAGES: Readonly<Record<Product, readonly [name: string, origin: Origin]>> = {
  mysql: ["mysql-server-core", "unstable"],
  mariadb: ["mariadb-server-core", "system"],
};

/**
 * The machine's program of that product, else Debian's (of MySQL, Debian
 * unstable's), unpacked into the cache.
 *
 * @param folder Takes a copy where the account may not read the cache.
 */
export async function findMysql(
  product: Product,
  account: Account,
  folder: string,
): Promise<Program> {
  const found = await onPath(product);
  if (found !== undefined) return found;
  const [name, origin] = PACKAGES[product];
  const root = await account.readable(await unpackDebian(name, origin), folder);
  return {
    command: await unpackedCommand(root, ["usr/sbin/mariadbd", "usr/sbin/mysqld"]),
    base: join(root, "usr"),
    origin: origin === "system" ? "Debian" : "Debian unstable",
  };
}

async function onPath(product: Product): Promise<Program | undefined> {
  const path = product === "mariadb" ? findProgram("mariadbd", "mysqld") : findProgram("mysqld");
  if (path === undefined) return undefined;
  const isMariadb = /mariadb/i.test(await run(path, ["--no-defaults", "--version"]));
  if (isMariadb !== (product === "mariadb")) return undefined;
  return { command: [path], base: dirname(dirname(await realpath(path))), origin: "PATH" };
}

/** What every start of it says first, also the one that makes its data. */
export function basicOptions(program: Program, data: string, product: Product): string[] {
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
