import type { SqlFlavor } from "../../sql/statement.ts";
import { type Effect, opaque } from "./mysql_alter_effect.ts";
import {
  digestOf,
  isNamed,
  joined,
  lookAt,
  ofTable,
  optionally,
  quoted,
  startsWith,
} from "./mysql_catalog.ts";
import type { Named, Reader } from "./mysql_reader.ts";
import { unnamedEffect } from "./mysql_unnamed.ts";

/** One part of an index. */
export interface KeyPart {
  /** null: an expression. */
  readonly column: string | null;
  readonly length: number | null;
  readonly descending: boolean;
}

/** An index as a statement defines it. */
export interface Key {
  readonly unique: boolean;
  readonly type: "FULLTEXT" | "SPATIAL" | "VECTOR" | null;
  /** null: the server makes one up. */
  readonly name: string | null;
  readonly parts: readonly KeyPart[];
  readonly optional: boolean;
}

/**
 * Reads an index from behind INDEX, KEY or UNIQUE; null where it cannot be read.
 *
 * @param name The name its CONSTRAINT gave it
 */
export function readKey(
  reader: Reader,
  kind: Pick<Key, "unique" | "type">,
  name: string | null = null,
): Key | null {
  const optional = reader.take("IF NOT EXISTS");
  const isNext = reader.is("(") || reader.is("USING") || reader.is("TYPE");
  const own = isNext ? null : reader.name();
  if (!isNext && own === null) return null;
  const parts = readParts(reader);
  return parts === null ? null : { ...kind, name: own ?? name, parts, optional };
}

/** Reads `[USING type] [ON table] (a, b(10) DESC, (expression))`; null where it cannot be read. */
export function readParts(reader: Reader): KeyPart[] | null {
  if (reader.take("USING") || reader.take("TYPE")) reader.next();
  const parts = reader.parens()?.items().map(readPart);
  return parts === undefined || parts.includes(null) ? null : parts as KeyPart[];
}

function readPart(reader: Reader): KeyPart | null {
  if (reader.is("(")) {
    reader.parens();
    return { column: null, length: null, descending: reader.take("DESC") };
  }
  const column = reader.name();
  if (column === null || reader.is("WITHOUT")) return null; // a period
  const length = Number(reader.parens()?.next()?.text ?? 0);
  return { column, length: length || null, descending: reader.take("DESC") };
}

/** An index that comes. */
export function keyEffect(table: Named, key: Key, flavor: SqlFlavor): Effect {
  const { name } = key;
  if (name === null) return unnamedKey(table, key, flavor);
  return {
    kind: "named",
    of: "index",
    name,
    claim: {
      what: `index ${quoted({ schema: null, name })} of ${quoted(table)}`,
      becomes: "there",
      look: lookAt("STATISTICS", ofKey(table, name)),
      expects: `(SELECT COUNT(*) ${
        likeKeys(table, key, flavor, isNamed("x.INDEX_NAME", name))
      }) = 1`,
      ...optionally(key.optional),
    },
  };
}

/** An index that goes. */
export function dropKey(table: Named, name: string, optional: boolean): Effect {
  const columns = joined("x.NON_UNIQUE", "x.SEQ_IN_INDEX", "x.COLUMN_NAME", "x.SUB_PART");
  return {
    kind: "named",
    of: "index",
    name,
    claim: {
      what: `index ${quoted({ schema: null, name })} of ${quoted(table)}`,
      becomes: "gone",
      look: digestOf("STATISTICS", ofKey(table, name), columns),
      ...optionally(optional),
    },
  };
}

/** A primary key that comes. */
export function primaryKeyEffect(
  table: Named,
  columns: readonly string[],
  flavor: SqlFlavor,
): Effect {
  const parts = columns.map((column) => ({ column, length: null, descending: false }));
  const key: Key = { unique: true, type: null, name: "PRIMARY", parts, optional: false };
  return keyEffect(table, key, flavor);
}

/** Conditions that find the columns of one index. */
export function ofKey(table: Named, name: string): string {
  return `${ofTable(table)} AND ${isNamed("x.INDEX_NAME", name)}`;
}

// the server calls it after its first column, and numbers the next ones
function unnamedKey(table: Named, key: Key, flavor: SqlFlavor): Effect {
  const first = key.parts[0];
  if (first === undefined) return opaque("the columns of the index cannot be read");
  const stem = first.column ?? "functional_index";
  const named = `(${isNamed("x.INDEX_NAME", stem)} OR ${startsWith("x.INDEX_NAME", `${stem}_`)})`;
  const columns = key.parts.map(({ column }) => column ?? "…").join(", ");
  const like = `(SELECT COUNT(*) ${likeKeys(table, key, flavor, named)})`;
  const all = `(SELECT COUNT(DISTINCT x.INDEX_NAME) FROM information_schema.STATISTICS x ` +
    `WHERE ${ofTable(table)} AND ${named})`;
  return unnamedEffect(table, `index of ${quoted(table)}`, `(${columns})`, like, all);
}

/** `FROM …` with a row for each index that has exactly these parts. */
function likeKeys(table: Named, key: Key, flavor: SqlFlavor, named: string): string {
  const parts = key.parts.map((part, at) =>
    `(x.SEQ_IN_INDEX = ${at + 1} AND ${matches(part, key, flavor)})`
  );
  const type = key.type === null ? "NOT IN ('FULLTEXT', 'SPATIAL')" : `= '${key.type}'`;
  return `FROM (SELECT x.INDEX_NAME FROM information_schema.STATISTICS x ` +
    `WHERE ${ofTable(table)} AND ${named} AND x.NON_UNIQUE = ${key.unique ? 0 : 1} ` +
    `AND x.INDEX_TYPE ${type} GROUP BY x.INDEX_NAME ` +
    `HAVING COUNT(*) = ${parts.length} AND SUM(${parts.join(" OR ")}) = ${parts.length}) k`;
}

function matches(part: KeyPart, key: Key, flavor: SqlFlavor): string {
  if (part.column === null) return "x.COLUMN_NAME IS NULL";
  const column = isNamed("x.COLUMN_NAME", part.column);
  if (key.type !== null) return column;
  // of a column that is no longer than that, all of it
  const length = part.length === null
    ? "x.SUB_PART IS NULL"
    : `IFNULL(x.SUB_PART, ${part.length}) = ${part.length}`;
  // MariaDB says A before 10.8 whatever the statement says
  const order = part.descending || flavor === "mariadb"
    ? ""
    : " AND IFNULL(x.COLLATION, _utf8mb4'A') = _utf8mb4'A'";
  return `${column} AND ${length}${order}`;
}
