import { connect, Migrator, type SourceFile } from "../mod.ts";
import type { FreshDatabase, TestDatabase } from "../tests/contract/databases.ts";
import { findProgram } from "../tests/tools/servers/command.ts";
import { runCli, runProgram } from "./run_program.ts";
import type { Contender } from "./side_by_side.ts";
import { sourceOf, withFolder } from "./workload.ts";

/** Two ways of sending the same SQL to the same database. */
export interface Pair {
  readonly what: string;
  readonly ours: Contender;
  readonly raw: Contender;
}

/**
 * What can be compared on a database: `up` in this process with the driver
 * alone, and the command line with the database's own client, where it is
 * installed. Both begin with an empty database and end disconnected.
 */
export function pairsOf(database: TestDatabase, files: readonly SourceFile[]): Pair[] {
  const count = files.length;
  const pairs: Pair[] = [{
    what: `${count} migrations, library / driver`,
    ours: onFresh(database, "up()", (fresh) => migrate(fresh.url, files)),
    raw: onFresh(database, "the driver", (fresh) => sendAll(fresh.url, files)),
  }];
  const client = clientOf(database.name);
  if (client === null) return pairs;
  pairs.push({
    what: `${count} migrations, command line / ${client.name}`,
    ours: onFresh(database, "migrate", (fresh) => migrateByCli(fresh.url, files)),
    raw: onFresh(
      database,
      client.name,
      (fresh) => withFolder(files, (folder) => client.runFiles(fresh, folder, files)),
    ),
  });
  return pairs;
}

/** A run that finds nothing to do, beside a client that asks for one row. */
export function upToDatePair(database: TestDatabase, files: readonly SourceFile[]): Pair | null {
  const client = clientOf(database.name);
  if (client === null) return null;
  const ready = async (fresh: FreshDatabase) => void await migrate(fresh.url, files);
  return {
    what: `up to date, command line / ${client.name} with one query`,
    ours: onFresh(database, "migrate", (fresh) => migrateByCli(fresh.url, files), ready),
    raw: onFresh(database, client.name, (fresh) => timed(() => client.runQuery(fresh)), ready),
  };
}

function onFresh(
  database: TestDatabase,
  name: string,
  measure: (fresh: FreshDatabase) => Promise<number>,
  ready: (fresh: FreshDatabase) => Promise<void> = () => Promise.resolve(),
): Contender {
  return {
    name,
    run: async () => {
      const fresh = await database.fresh();
      try {
        await ready(fresh);
        return await measure(fresh);
      } finally {
        await fresh.dispose();
      }
    },
  };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function migrate(url: string, files: readonly SourceFile[]): Promise<number> {
  return timed(async () => {
    const migrator = await Migrator.connect(url, { migrations: sourceOf(files) });
    try {
      await migrator.up();
    } finally {
      await migrator.close();
    }
  });
}

function migrateByCli(url: string, files: readonly SourceFile[]): Promise<number> {
  return withFolder(files, (folder) => timed(() => runCli(["migrate", "--dir", folder], url)));
}

/** One message a file: no history, no lock, nothing that a crash could be told by. */
function sendAll(url: string, files: readonly SourceFile[]): Promise<number> {
  return timed(async () => {
    const connection = await connect(url, { create: true });
    try {
      for (const { content } of files) await connection.send(String(content));
    } finally {
      await connection.close();
    }
  });
}

interface Client {
  readonly name: string;
  /** Milliseconds for all files in one process, each statement for itself. */
  runFiles(fresh: FreshDatabase, folder: string, files: readonly SourceFile[]): Promise<number>;
  runQuery(fresh: FreshDatabase): Promise<unknown>;
}

function clientOf(name: TestDatabase["name"]): Client | null {
  const programs = { postgres: ["psql"], sqlite: ["sqlite3"], mysql: MYSQL, mariadb: MYSQL };
  const program = findProgram(...programs[name]);
  if (program === undefined) return null;
  const named = program.split(/[\\/]/).at(-1)!.replace(/\.exe$/, "");
  const call = name === "postgres" ? psql : name === "sqlite" ? sqlite3 : mariadbClient;
  return {
    name: named,
    runFiles: (fresh, folder, files) => {
      const paths = files.map(({ name }) => `${folder}/${name}`.replaceAll("\\", "/"));
      return timed(() => runProgram(program, ...call(fresh, { paths })));
    },
    runQuery: (fresh) => runProgram(program, ...call(fresh, { query: "SELECT 1" })),
  };
}

const MYSQL = ["mariadb", "mysql"];

type Work = { readonly paths: readonly string[] } | { readonly query: string };
type Call = readonly [args: readonly string[], env?: Readonly<Record<string, string>>];

function psql(fresh: FreshDatabase, work: Work): Call {
  const what = "query" in work ? ["-c", work.query] : work.paths.flatMap((path) => ["-f", path]);
  return [["-X", "-q", "-v", "ON_ERROR_STOP=1", ...what, fresh.url]];
}

function sqlite3(fresh: FreshDatabase, work: Work): Call {
  const what = "query" in work ? [work.query] : work.paths.map((path) => `.read ${path}`);
  return [["-batch", "-bail", fresh.name, ...what]];
}

function mariadbClient(fresh: FreshDatabase, work: Work): Call {
  const { hostname, port, username, password } = new URL(fresh.url);
  const login = [`-h${hostname}`, `-P${port || 3306}`, `-u${username}`, fresh.name];
  const text = "query" in work
    ? work.query
    : work.paths.map((path) => `source ${path};`).join("\n");
  return [["--no-defaults", "--batch", ...login, "-e", text], { MYSQL_PWD: password }];
}
