import type { Reader } from "./mysql_reader.ts";

/**
 * What the catalog may call the type that comes next in a column's definition;
 * null where this is not known for certain. Text without a character set is
 * binary where the table is. Sources: MySQL manual 13, MariaDB "Data Types".
 */
export function columnTypes(definition: Reader): readonly string[] | null {
  const word = definition.peek()?.word ?? "";
  const sized = definition.is(`${word} (`);
  if (SIZE_DECIDES.has(word) && sized) return null;
  const two = `${word} ${definition.peek(1)?.word ?? ""}`;
  return TYPES[two] ?? TYPES[word] ?? null;
}

/** A length picks another type of the family. */
const SIZE_DECIDES = new Set(["TEXT", "BLOB", "FLOAT"]);

const TEXTS = ["tinytext", "text", "mediumtext", "longtext"];
const BLOBS = ["tinyblob", "blob", "mediumblob", "longblob"];
const SAME = ("tinyint smallint mediumint int bigint decimal float double bit date time datetime " +
  "timestamp year enum set json binary varbinary geometry point linestring polygon multipoint " +
  "multilinestring multipolygon vector uuid inet4 inet6").split(" ");
const CHAR = ["char", "binary"];
const VARCHAR = ["varchar", "varbinary"];

const TYPES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(SAME.map((type) => [type.toUpperCase(), [type]])),
  ...Object.fromEntries(TEXTS.map((type, at) => [type.toUpperCase(), [type, BLOBS[at] as string]])),
  ...Object.fromEntries(BLOBS.map((type) => [type.toUpperCase(), [type]])),
  INTEGER: ["int"],
  INT1: ["tinyint"],
  INT2: ["smallint"],
  INT3: ["mediumint"],
  INT4: ["int"],
  INT8: ["bigint"],
  MIDDLEINT: ["mediumint"],
  BOOL: ["tinyint"],
  BOOLEAN: ["tinyint"],
  SERIAL: ["bigint"],
  DEC: ["decimal"],
  NUMERIC: ["decimal"],
  FIXED: ["decimal"],
  FLOAT4: ["float"],
  FLOAT8: ["double"],
  JSON: ["json", "longtext"],
  CHAR,
  CHARACTER: CHAR,
  NCHAR: CHAR,
  VARCHAR,
  VARCHARACTER: VARCHAR,
  NVARCHAR: VARCHAR,
  "CHAR VARYING": VARCHAR,
  "CHARACTER VARYING": VARCHAR,
  "NATIONAL VARCHAR": VARCHAR,
  "NATIONAL CHAR": [...CHAR, ...VARCHAR],
  "NATIONAL CHARACTER": [...CHAR, ...VARCHAR],
  "NCHAR VARCHAR": VARCHAR,
  "NCHAR VARYING": VARCHAR,
  GEOMETRYCOLLECTION: ["geometrycollection", "geomcollection"],
  GEOMCOLLECTION: ["geometrycollection", "geomcollection"],
};
