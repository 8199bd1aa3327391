import { Buffer } from "node:buffer";
import type { Named } from "./mysql_reader.ts";

/** What `BLIND` of `evidence.ts` is in SQL. */
export const BLIND_SQL = "_utf8mb4'?'";

/** A string literal that reads the same under every sql_mode and client character set. */
export function literal(text: string): string {
  return `_utf8mb4 X'${Buffer.from(text, "utf8").toString("hex")}'`;
}

/** A name as people read it. */
export function quoted({ schema, name }: Named): string {
  const quote = (part: string) => "`" + part.replaceAll("`", "``") + "`";
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

/** The database of a name, as an expression that MariaDB takes for a constant. */
export function schemaOf({ schema }: Named): string {
  return schema === null ? "DATABASE()" : literal(schema);
}

/** Conditions on a table of the catalog that find the rows of one table, and open no other. */
export function ofTable(table: Named, alias = "x"): string {
  return `${alias}.TABLE_SCHEMA = ${schemaOf(table)} AND ${alias}.TABLE_NAME = ${
    literal(table.name)
  }`;
}

/** The same for the triggers of a table. */
export function triggeredBy(table: Named, alias = "x"): string {
  return `${alias}.EVENT_OBJECT_SCHEMA = ${schemaOf(table)} AND ${alias}.EVENT_OBJECT_TABLE = ${
    literal(table.name)
  }`;
}

/**
 * Whether a column of the catalog holds a name that knows no upper and lower
 * case. MariaDB's catalog would take `e` and `é` for the same.
 */
export function isNamed(column: string, name: string): string {
  return `LOWER(CONVERT(${column} USING utf8mb4)) COLLATE utf8mb4_bin = ` +
    `LOWER(${literal(name)}) COLLATE utf8mb4_bin`;
}

/** Whether a column of the catalog holds a name that begins so, in any case of letters. */
export function startsWith(column: string, stem: string): string {
  const begin = `LOWER(${literal(stem)}) COLLATE utf8mb4_bin`;
  return `LEFT(LOWER(CONVERT(${column} USING utf8mb4)), CHAR_LENGTH(${begin})) = ${begin}`;
}

/** An expression as text of one character set and collation, so that JSON_ARRAY never has to choose. */
export function asText(expression: string): string {
  return `CAST(${expression} AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin`;
}

/** One text for all rows found, NULL where there are none; never more than one row, which would raise. */
export function lookAt(catalog: string, where: string, shows = "_utf8mb4'1'"): string {
  return asText(`(SELECT MAX(${shows}) FROM information_schema.${catalog} x WHERE ${where})`);
}

/** A short text for what may be long, of many rows in any order, or in letters a client does not know. */
export function digestOf(catalog: string, where: string, shows: string): string {
  const rows = `CRC32(${shows})`;
  return asText(
    `(SELECT IF(COUNT(*) = 0, NULL, ${joined("COUNT(*)", `BIT_XOR(${rows})`)}) ` +
      `FROM information_schema.${catalog} x WHERE ${where})`,
  );
}

/** One text of several values, of which some may be NULL, under every character set of a session. */
export function joined(...expressions: readonly string[]): string {
  const parts = expressions.map((each) => `IFNULL(CONVERT(${each} USING utf8mb4), _utf8mb4'-')`);
  return `CONCAT_WS(_utf8mb4'/', ${parts.join(", ")})`;
}

/** A moment of the catalog, the same in every time zone of a session. */
export function moment(column: string): string {
  return joined(`UNIX_TIMESTAMP(x.${column})`);
}

/** A table or view as long as it is the same one: dropped and made again it is another. */
export function tableLook(table: Named): string {
  return lookAt("TABLES", lasting(table), joined("x.TABLE_TYPE", "UNIX_TIMESTAMP(x.CREATE_TIME)"));
}

/** Whether a table or view of that name is there. */
export function tableIsThere(table: Named): string {
  return lookAt("TABLES", lasting(table));
}

/** A table or view that outlives its session. */
export function lasting(table: Named): string {
  return `${ofTable(table)} AND x.TABLE_TYPE NOT LIKE 'TEMPORARY%'`;
}

/** Whether that many rows are found. */
export function counts(catalog: string, where: string, count: number): string {
  return `(SELECT COUNT(*) FROM information_schema.${catalog} x WHERE ${where}) = ${count}`;
}

/** `shows`, but blind for a session that sees no column of the table, and so none of its keys. */
export function unlessHidden(table: Named, shows: string): string {
  return asText(
    `IF(EXISTS(SELECT 1 FROM information_schema.COLUMNS v WHERE ${
      ofTable(table, "v")
    }), ${shows}, ${BLIND_SQL})`,
  );
}

/** The mark of `IF EXISTS` and `IF NOT EXISTS`. */
export function optionally(optional: boolean): { optional?: true } {
  return optional ? { optional: true } : {};
}
