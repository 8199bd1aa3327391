import { postgres } from "./postgres.ts";

const EQ = "OPERATOR(pg_catalog.=)";
const NE = "OPERATOR(pg_catalog.<>)";

/** What a lent session of PostgreSQL is like. */
export interface FoundPostgres {
  /** Of the server, without the packager's part: `18.4`. */
  readonly version: string;
  /** The server's own id of the session. */
  readonly sessionId: string;
  readonly database: string;
  readonly user: string;
  /** `off` changes how text is read. */
  readonly standardConformingStrings: boolean;
  /** A transaction was open. */
  readonly inTransaction: boolean;
  /** What dunlin's reset between files would end for good, in words. */
  readonly lost: readonly string[];
  /** Statements that bring back what the owner has set, after RESET ALL. */
  readonly settings: readonly string[];
}

/**
 * Asks what a session is like: rows of `what`, `name`, `value`. Every name is
 * written in full, so that no setting of the owner can bend it. Source:
 * PostgreSQL manual 53 (system views), 9.27.
 */
export const FOUND_POSTGRES: string = [
  fact("version", "pg_catalog.current_setting('server_version')"),
  fact("session", "pg_catalog.pg_backend_pid()::pg_catalog.text"),
  fact("database", "pg_catalog.current_database()::pg_catalog.text"),
  fact("user", "SESSION_USER::pg_catalog.text"),
  fact("strings", "pg_catalog.current_setting('standard_conforming_strings')"),
  // within a transaction now() is when that began
  fact(
    "transaction",
    `CASE WHEN pg_catalog.now() ${NE} pg_catalog.statement_timestamp() THEN 'open' ELSE 'none' END`,
  ),
  `SELECT 'setting', s.name, s.setting FROM pg_catalog.pg_settings s WHERE s.source ${EQ} 'session' ` +
  `AND s.context ${NE} 'internal' AND NOT pg_catalog.starts_with(s.name, 'transaction_')`,
  `SELECT 'setting', 'role', pg_catalog.current_setting('role') ` +
  `WHERE pg_catalog.current_setting('role') ${NE} 'none'`,
  lost(
    "temporary tables",
    `pg_catalog.pg_class c WHERE c.relnamespace ${EQ} pg_catalog.pg_my_temp_schema()`,
  ),
  lost("open cursors", `pg_catalog.pg_cursors c WHERE c.name ${NE} ''`),
  lost("statements it has PREPAREd", "pg_catalog.pg_prepared_statements p WHERE p.from_sql"),
  lost("channels it LISTENs to", "pg_catalog.pg_listening_channels()"),
].join(" UNION ALL ");

/** Reads the answer to {@linkcode FOUND_POSTGRES}. */
export function foundPostgres(rows: readonly Readonly<Record<string, unknown>>[]): FoundPostgres {
  const value = (what: string) => String(rows.find((row) => row["what"] === what)?.["value"] ?? "");
  const named = (what: string) => rows.filter((row) => row["what"] === what);
  return {
    version: value("version").split(" ")[0]!,
    sessionId: value("session"),
    database: value("database"),
    user: value("user"),
    standardConformingStrings: value("strings") !== "off",
    inTransaction: value("transaction") === "open",
    lost: named("lost").map((row) => String(row["name"])),
    settings: named("setting").map(({ name, value }) =>
      `SELECT pg_catalog.set_config(${postgres.literal(String(name))}, ${
        postgres.literal(String(value))
      }, false)`
    ),
  };
}

/** Makes a session what it was found as. */
export function restorePostgres({ settings }: FoundPostgres): readonly string[] {
  return [...postgres.ownRole, "RESET ALL", ...settings];
}

function fact(what: string, value: string): string {
  return `SELECT '${what}'::pg_catalog.text AS what, ''::pg_catalog.text AS name, ${value} AS value`;
}

function lost(what: string, from: string): string {
  return `SELECT 'lost', '${what}', '' WHERE EXISTS (SELECT 1 FROM ${from})`;
}
