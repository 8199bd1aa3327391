import type { DunlinError } from "../errors.ts";
import { connectFailure } from "./connect_failure.ts";
import { type Connection, DriverError } from "./connection.ts";
import { parseDatabaseUrl } from "./database_url.ts";
import { openMysql } from "./mysql.ts";
import type { OpenOptions } from "./open_options.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import type { Environment, Target } from "./target.ts";

/** How to connect, beside where to. */
export interface ConnectOptions extends OpenOptions {
  /** SQLite: opens the file for reading only. Elsewhere the dialect sees to it. Default false. */
  readonly readOnly?: boolean;
  /** SQLite: whether a missing file is made. Default false. */
  readonly create?: boolean;
  /** What fills in what the URL leaves open (`PG*`, `MYSQL_*`). Default: nothing does. */
  readonly env?: Environment;
}

/**
 * Opens one session with the database a URL, or an already parsed target,
 * names. The driver package is loaded now, and only that one.
 *
 * @throws {DunlinError} `bad-url`, `driver-missing`, or why there is no session:
 * `connection-failed`, `authentication-failed`, `database-missing`,
 * `permission-denied`; each with what to do next. An aborted `signal` throws its reason.
 */
export async function connect(
  database: string | Target,
  options: ConnectOptions = {},
): Promise<Connection> {
  const target = typeof database === "string"
    ? parseDatabaseUrl(database, { env: options.env ?? {} })
    : database;
  try {
    return await open(target, options);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    throw connectFailure(error, target) satisfies DunlinError;
  }
}

function open(target: Target, options: ConnectOptions): Promise<Connection> {
  switch (target.dialect) {
    case "postgres":
      return openPostgres(target, options);
    case "mysql":
      return openMysql(target, options);
    case "sqlite":
      return openSqlite({
        path: target.path,
        readOnly: target.readOnly || (options.readOnly ?? false),
        create: options.create ?? false,
      });
  }
}
