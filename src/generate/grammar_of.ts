import type { SqlFlavor } from "../sql/statement.ts";
import type { Grammar } from "./grammar.ts";
import { mariadbGrammar } from "./grammar_mariadb.ts";
import { mysqlGrammar } from "./grammar_mysql.ts";
import { postgresGrammar } from "./grammar_postgres.ts";
import { sqliteGrammar } from "./grammar_sqlite.ts";

const GRAMMARS: Readonly<Record<SqlFlavor, Grammar>> = {
  postgres: postgresGrammar,
  mysql: mysqlGrammar,
  mariadb: mariadbGrammar,
  sqlite: sqliteGrammar,
};

/** How generated SQL of a database is written. */
export function grammarOf(flavor: SqlFlavor): Grammar {
  return GRAMMARS[flavor];
}
