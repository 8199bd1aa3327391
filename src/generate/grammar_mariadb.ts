import { mariadb } from "../dialects/mariadb.ts";
import type { Grammar } from "./grammar.ts";
import { mysqlGrammar } from "./grammar_mysql.ts";
import { MARIADB_TYPES } from "./types_mariadb.ts";

/** MariaDB 10.10 and later: MySQL, and a type of its own for UUIDs. */
export const mariadbGrammar: Grammar = {
  ...mysqlGrammar,
  flavor: "mariadb",
  title: mariadb.title,
  types: MARIADB_TYPES,
  keys: { ...mysqlGrammar.keys, uuid: "uuid NOT NULL DEFAULT (uuid()) PRIMARY KEY" },
  keyTypes: { ...mysqlGrammar.keyTypes, uuid: "uuid" },
};
