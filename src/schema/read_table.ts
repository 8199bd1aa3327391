import type { LiveTable } from "../dialects/live_table.ts";
import type { Connection } from "../drivers/connection.ts";
import { readMysqlTable } from "./read_mysql_table.ts";
import { readPostgresTable } from "./read_postgres_table.ts";
import { readSqliteTable } from "./read_sqlite_table.ts";

/** Rows of one statement that only reads. */
export type Ask = (text: string) => Promise<readonly Record<string, unknown>[]>;

const READ: Readonly<
  Record<Connection["server"]["product"], (ask: Ask, table: string) => Promise<LiveTable | null>>
> = {
  postgres: readPostgresTable,
  mysql: readMysqlTable,
  mariadb: readMysqlTable,
  sqlite: readSqliteTable,
};

/**
 * What a database says of a table of its current schema; null if there is no
 * such table (a view is none).
 *
 * @param table Unquoted, as the database spells it.
 * @throws {DriverError}
 */
export function readTable(connection: Connection, table: string): Promise<LiveTable | null> {
  return READ[connection.server.product]((text) => connection.query({ text }), table);
}
