import type { SqlFlavor } from "../sql/statement.ts";
import type { Dialect } from "./dialect.ts";
import { mariadb } from "./mariadb.ts";
import { mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";
import { sqlite } from "./sqlite.ts";

const DIALECTS: Readonly<Record<SqlFlavor, Dialect>> = { postgres, mysql, mariadb, sqlite };

/** The dialect a server speaks. */
export function dialectOf(product: SqlFlavor): Dialect {
  return DIALECTS[product];
}
