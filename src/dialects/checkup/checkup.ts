import type { SqlFlavor } from "../../sql/statement.ts";
import type { OwnTables } from "../own_tables.ts";
import type { SessionFacts } from "../own_state.ts";
import { mysqlCheckup } from "./mysql.ts";
import { postgresCheckup } from "./postgres.ts";

/** Something the role of a session may do, or may not. */
export interface Right {
  /** `create tables in public`. */
  readonly what: string;
  readonly held: boolean;
  /**
   * What it is for: every run; what migrations usually do; proving after a crash
   * how a statement went; other roles' sessions, as `migrate:unlock` ends them.
   */
  readonly for: "run" | "migrations" | "proof" | "others";
  /** How it is given: a statement, or words. */
  readonly grant: string;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * What a database is asked when its health is looked at. Each text is one
 * statement without its semicolon that only reads; null where there is nothing to ask.
 */
export interface Checkup {
  /** One row with a text column `banner`: what the server calls itself, forks included. */
  readonly banner: string | null;
  /** One row: `now` (milliseconds since 1970) and `zone` (the session's time zone). */
  readonly clock: string | null;
  /** One row, whose last column is the encryption of the link: `TLSv1.3`; empty for none. */
  readonly link: string | null;
  /** What {@linkcode readRights} reads. */
  rights(tables: OwnTables, facts: SessionFacts): string | null;
  /** Rows of {@linkcode rights} → rights; null where they do not tell. */
  readRights(
    rows: readonly Row[],
    facts: SessionFacts,
    tables: OwnTables,
  ): readonly Right[] | null;
}

const sqliteCheckup: Checkup = {
  banner: null,
  clock: null, // it has none of its own
  link: null,
  rights: () => null, // files have rights, SQL has none
  readRights: () => [],
};

const CHECKUPS: Readonly<Record<SqlFlavor, Checkup>> = {
  postgres: postgresCheckup,
  mysql: mysqlCheckup,
  mariadb: mysqlCheckup,
  sqlite: sqliteCheckup,
};

/** What a database of that kind is asked. */
export function checkupOf(flavor: SqlFlavor): Checkup {
  return CHECKUPS[flavor];
}
