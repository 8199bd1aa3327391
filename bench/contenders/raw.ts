import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { finished, pipeline } from "node:stream/promises";
import type { DatabaseName } from "../../tests/contract/databases.ts";
import { findProgram } from "../../tests/tools/servers/command.ts";
import type { Call, Contender, Work } from "../race/contender.ts";

const PROGRAMS: Readonly<Record<DatabaseName, readonly string[]>> = {
  postgres: ["psql"],
  mysql: ["mysql", "mariadb"],
  mariadb: ["mariadb", "mysql"],
  sqlite: ["sqlite3"],
};

const FILE = "all.sql";

/** A database's own client, where it is installed. */
export interface RawClient {
  readonly name: string;
  readonly program: string;
  readonly version: string;
}

/** The client of an engine; null where there is none. */
export function rawClient(engine: DatabaseName): RawClient | null {
  const program = findProgram(...PROGRAMS[engine]);
  if (program === undefined) return null;
  const said = spawnSync(program, ["--version"], { encoding: "utf8" }).stdout.trim();
  return {
    name: PROGRAMS[engine].find((name) => basename(program).startsWith(name))!,
    program,
    version: said.split("\n")[0]!.replace(/^\S*\//, ""),
  };
}

/**
 * The client on one file with the SQL of all migrations; where nothing is
 * pending it asks for one row. It keeps no history, takes no lock and could
 * not tell after a crash what was done.
 */
export function raw(engine: DatabaseName, client: RawClient): Contender {
  return {
    name: client.name,
    kind: "raw",
    version: client.version,
    remark: ({ upToDate, rows }) =>
      upToDate ? "asks for one row" : rows === null ? null : "in one transaction",
    refusal: () => null,
    write: (folder, work) => writeAll(join(folder, FILE), work),
    call: (folder, _work, url) => clientCall(engine, client.program, join(folder, FILE), url),
    history: () => null,
  };
}

// the rows of a large file are kept all or not at all, as migration tools do it
const TRANSACTION: Readonly<Record<DatabaseName, readonly [begin: string, end: string]>> = {
  postgres: ["BEGIN;\n", "COMMIT;\n"],
  sqlite: ["BEGIN;\n", "COMMIT;\n"],
  mysql: ["SET autocommit = 0;\n", "COMMIT;\n"],
  mariadb: ["SET autocommit = 0;\n", "COMMIT;\n"],
};

async function writeAll(
  path: string,
  { engine, migrations, recorded, upToDate, rows }: Work,
): Promise<void> {
  if (upToDate) return await writeFile(path, "SELECT 1;\n");
  const out = createWriteStream(path);
  const [begin, end] = rows === null ? ["", ""] : TRANSACTION[engine];
  out.write(begin);
  for (const { sql } of migrations.slice(recorded)) {
    if (typeof sql === "string") out.write(sql + "\n");
    else await pipeline(createReadStream(sql.file), out, { end: false });
  }
  out.end(end);
  await finished(out);
}

/** Runs a file of SQL by the engine's own client, each statement for itself. */
export function clientCall(
  engine: DatabaseName,
  program: string,
  file: string,
  url: URL,
): Call {
  if (engine === "postgres") {
    const target = new URL(url);
    target.searchParams.set("sslmode", "disable");
    return { program, args: ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, target.href] };
  }
  if (engine === "sqlite") {
    const path = decodeURIComponent(url.pathname);
    return { program, args: ["-batch", "-bail", path, `.read ${file}`] };
  }
  const login = [`-h${url.hostname}`, `-P${url.port || 3306}`, `-u${url.username}`];
  return {
    program,
    args: ["--no-defaults", "--batch", "--skip-ssl", ...login, url.pathname.slice(1)],
    env: { MYSQL_PWD: decodeURIComponent(url.password) },
    input: file,
  };
}
