import { FRACTION, length, precision, type TypeRule } from "./column_type.ts";

const plain = (
  values: TypeRule["values"],
  ...names: readonly string[]
): readonly TypeRule[] => names.map((name) => ({ name, sql: name, values }));

/** Types MySQL and MariaDB share. Source: MySQL manual, chapter 13. */
export const SHARED_MYSQL_TYPES: readonly TypeRule[] = [
  {
    name: "string",
    aliases: ["varchar"],
    sql: "varchar(255)",
    sized: "varchar",
    values: "text",
    takes: length(16_383),
    note: "255 characters where no length is given",
  },
  { name: "char", sql: "char", values: "text", takes: length(255) },
  ...plain("text", "text", "tinytext", "mediumtext", "longtext"),
  { name: "tinyint", aliases: ["int1"], sql: "tinyint", values: "integer" },
  { name: "smallint", aliases: ["int2"], sql: "smallint", values: "integer" },
  { name: "mediumint", aliases: ["int3"], sql: "mediumint", values: "integer" },
  { name: "integer", aliases: ["int", "int4"], sql: "int", values: "integer" },
  { name: "bigint", aliases: ["int8"], sql: "bigint", values: "integer" },
  {
    name: "decimal",
    aliases: ["numeric"],
    sql: "decimal(10,0)",
    sized: "decimal",
    values: "number",
    takes: precision(65, 30),
    note: "(10,0) where no precision is given: no digits behind the point",
  },
  { name: "real", aliases: ["float4"], sql: "float", values: "number" },
  { name: "float", aliases: ["double", "float8"], sql: "double", values: "number" },
  { name: "boolean", aliases: ["bool"], sql: "boolean", values: "boolean" },
  { name: "bit", sql: "bit", values: "other", takes: length(64) },
  { name: "date", sql: "date", values: "date" },
  { name: "time", sql: "time", values: "time", takes: FRACTION },
  {
    name: "timestamp",
    sql: "timestamp",
    values: "moment",
    takes: FRACTION,
    note: "a point in time, until January 2038",
  },
  {
    name: "datetime",
    sql: "datetime",
    values: "datetime",
    takes: FRACTION,
    note: "what a clock on a wall shows: no time zone",
  },
  { name: "year", sql: "year", values: "year" },
  { name: "json", sql: "json", values: "json" },
  {
    name: "binary",
    sql: "blob",
    sized: "binary",
    values: "binary",
    takes: length(255),
    note: "binary(n) where a length is given",
  },
  { name: "varbinary", sql: "varbinary", values: "binary", takes: length(65_532), needs: 1 },
  ...plain("binary", "blob", "tinyblob", "mediumblob", "longblob"),
  { name: "enum", sql: "enum", values: "label", words: "labels" },
  { name: "set", sql: "set", values: "label", words: "labels", note: "any of the labels" },
  ...plain("other", "geometry", "point", "linestring", "polygon", "multipoint"),
  ...plain("other", "multilinestring", "multipolygon", "geometrycollection"),
];

/** Types of MySQL 8.0 and later; `vector` from 9.0 on. */
export const MYSQL_TYPES: readonly TypeRule[] = [
  ...SHARED_MYSQL_TYPES,
  {
    name: "uuid",
    sql: "char(36) CHARACTER SET ascii",
    values: "uuid",
    note: "as text: 36 characters",
  },
  {
    name: "vector",
    sql: "vector",
    values: "other",
    takes: length(16_383),
    note: "MySQL 9.0 and later",
  },
];
