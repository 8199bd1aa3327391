import { DunlinError } from "../errors.ts";
import { type Connection, DriverError } from "./connection.ts";
import { parseDatabaseUrl } from "./database_url.ts";
import { describeTarget } from "./mask.ts";
import type { OpenOptions } from "./open_options.ts";
import { Secret } from "./secret.ts";
import type { Environment, Target } from "./target.ts";

/** How to connect, beside where to. */
export interface ConnectOptions extends OpenOptions {
  /** SQLite: opens the file for reading only. Elsewhere the dialect sees to it. Default false. */
  readonly readOnly?: boolean;
  /** SQLite: whether a missing file is made. Default false. */
  readonly create?: boolean;
  /** What fills in what the URL leaves open (`PG*`, `MYSQL_*`). Default: nothing does. */
  readonly env?: Environment;
  /**
   * The password of a server, asked for anew with every connection: tokens
   * that rotate. It goes before that of the URL. Not called for SQLite.
   */
  readonly password?: () => string | Promise<string>;
}

/**
 * Opens one session with the database a URL, or an already parsed target,
 * names. The driver is loaded now, and only that one.
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
  const known = options.password === undefined
    ? target
    : await withPassword(target, options.password);
  try {
    return await open(known, options);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const { connectFailure } = await import("./connect_failure.ts");
    throw connectFailure(error, known) satisfies DunlinError;
  }
}

async function withPassword(
  target: Target,
  ask: NonNullable<ConnectOptions["password"]>,
): Promise<Target> {
  if (target.dialect === "sqlite") return target;
  try {
    return { ...target, password: new Secret(await ask()) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new DunlinError(
      "authentication-failed",
      `no password was had for ${describeTarget(target)}: ${said}`,
      { next: "see what the program's own `password` does", cause: error },
    );
  }
}

async function open(target: Target, options: ConnectOptions): Promise<Connection> {
  switch (target.dialect) {
    case "postgres":
      return await (await import("./postgres.ts")).openPostgres(target, options);
    case "mysql":
      return await (await import("./mysql.ts")).openMysql(target, options);
    case "sqlite":
      return await (await import("./sqlite.ts")).openSqlite({
        path: target.path,
        readOnly: target.readOnly || (options.readOnly ?? false),
        create: options.create ?? false,
      });
  }
}
