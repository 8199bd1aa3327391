import type { DatabaseName } from "../../tests/contract/databases.ts";

/** How a page names a database. */
export const ENGINE_TITLES: Readonly<Record<DatabaseName, string>> = {
  postgres: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  sqlite: "SQLite",
};
