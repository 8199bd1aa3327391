import { FRACTION, length, precision, type TypeRule } from "./column_type.ts";

const SHORT_ENOUGH = "length({column}) <= {size}";
const MOST = 1_000_000_000;

/**
 * Types of SQLite, which knows five kinds of values and checks no lengths: a
 * CHECK does it. Source: sqlite.org/datatype3.html.
 */
export const SQLITE_TYPES: readonly TypeRule[] = [
  {
    name: "string",
    aliases: ["varchar", "char"],
    sql: "TEXT",
    values: "text",
    takes: length(MOST),
    sizedCheck: SHORT_ENOUGH,
    note: "a length is kept by a CHECK",
  },
  { name: "text", sql: "TEXT", values: "text" },
  {
    name: "integer",
    aliases: ["int", "bigint", "smallint", "tinyint", "int2", "int4", "int8"],
    sql: "INTEGER",
    values: "integer",
  },
  {
    name: "decimal",
    aliases: ["numeric"],
    sql: "NUMERIC",
    values: "number",
    takes: precision(1000, 1000),
    note: "SQLite keeps a binary number of 8 bytes: count cents in an integer instead",
  },
  { name: "real", aliases: ["float", "double", "float4", "float8"], sql: "REAL", values: "number" },
  {
    name: "boolean",
    aliases: ["bool"],
    sql: "INTEGER",
    values: "boolean",
    check: "{column} IN (0, 1)",
    note: "0 or 1",
  },
  { name: "date", sql: "TEXT", values: "date", note: "2026-03-01" },
  { name: "time", sql: "TEXT", values: "time", takes: FRACTION, note: "12:00:00" },
  {
    name: "timestamp",
    aliases: ["timestamptz"],
    sql: "TEXT",
    values: "moment",
    takes: FRACTION,
    note: "2026-03-01 12:00:00, in UTC",
  },
  {
    name: "datetime",
    sql: "TEXT",
    values: "datetime",
    takes: FRACTION,
    note: "2026-03-01 12:00:00, in UTC",
  },
  { name: "uuid", sql: "TEXT", values: "uuid" },
  {
    name: "json",
    aliases: ["jsonb"],
    sql: "TEXT",
    values: "json",
    check: "json_valid({column})",
  },
  { name: "binary", aliases: ["blob", "bytea"], sql: "BLOB", values: "binary" },
  {
    name: "enum",
    sql: "TEXT",
    values: "label",
    words: "labels",
    check: "{column} IN ({labels})",
    note: "one of the labels, kept so by a CHECK",
  },
];
