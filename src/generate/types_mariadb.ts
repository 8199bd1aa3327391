import type { TypeRule } from "./column_type.ts";
import { SHARED_MYSQL_TYPES } from "./types_mysql.ts";

/** Types of MariaDB 10.10 and later. Source: MariaDB knowledge base, "Data Types". */
export const MARIADB_TYPES: readonly TypeRule[] = [
  ...SHARED_MYSQL_TYPES,
  { name: "uuid", sql: "uuid", values: "uuid" },
  { name: "inet4", sql: "inet4", values: "other" },
  { name: "inet6", sql: "inet6", values: "other" },
];
