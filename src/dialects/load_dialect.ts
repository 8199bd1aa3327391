import type { SqlFlavor } from "../sql/statement.ts";
import type { Dialect } from "./dialect.ts";

const DIALECTS: Readonly<Record<SqlFlavor, () => Promise<Dialect>>> = {
  postgres: async () => (await import("./postgres.ts")).postgres,
  mysql: async () => (await import("./mysql.ts")).mysql,
  mariadb: async () => (await import("./mariadb.ts")).mariadb,
  sqlite: async () => (await import("./sqlite.ts")).sqlite,
};

/** The dialect a server speaks, and no other, is loaded. */
export function loadDialect(product: SqlFlavor): Promise<Dialect> {
  return DIALECTS[product]();
}
