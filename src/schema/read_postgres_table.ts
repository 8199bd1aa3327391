import { postgres } from "../dialects/postgres.ts";
import type { LiveColumn, LivePart, LiveTable } from "../dialects/live_table.ts";
import type { Ask } from "./read_table.ts";

type Row = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<string, LivePart["kind"]>> = {
  p: "primary-key",
  u: "unique",
  f: "foreign-key",
  c: "check",
};

/** See `readTable`. Source: PostgreSQL manual 52 (system catalogs), 9.27. */
export async function readPostgresTable(ask: Ask, table: string): Promise<LiveTable | null> {
  const [found] = await ask(
    `SELECT c.oid::text AS oid, pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
      pg_catalog.pg_get_partkeydef(c.oid) AS partition
    FROM pg_catalog.pg_class c
    WHERE c.relname = ${postgres.literal(table)} AND c.relkind IN ('r', 'p')
      AND pg_catalog.pg_table_is_visible(c.oid)`,
  );
  if (!found) return null;
  const oid = `${String(found["oid"])}::oid`;
  const columnRows = await ask(columnsOf(oid));
  const constraintRows = await ask(constraintsOf(oid));
  const indexRows = await ask(indexesOf(oid));
  const triggers = (await ask(triggersOf(oid))).map((row) => ({
    name: String(row["name"]),
    create: String(row["create"]),
  }));
  const constraints = constraintRows.filter((row) => row["own"] === true).map(partOf);
  const indexes = indexRows.map((row): LivePart => ({
    name: String(row["name"]),
    kind: "index",
    columns: textArray(row["columns"]),
    definition: String(row["definition"]),
  }));
  const keys = constraints.find(({ kind }) => kind === "primary-key")?.columns ?? [];
  const columns = columnRows.map((row) => columnOf(row, keys));
  const comment = found["comment"] as string | null;
  const tail = found["partition"] === null ? "" : ` PARTITION BY ${String(found["partition"])}`;
  return {
    name: table,
    columns,
    parts: [...constraints, ...indexes],
    pointers: constraintRows.filter((row) => row["own"] !== true).map((row) => ({
      ...partOf(row),
      table: String(row["table"]),
    })),
    create: [
      `CREATE TABLE ${postgres.quote(table)} (\n${
        [
          ...columns.map((column) => `  ${postgres.quote(column.name)} ${column.definition}`),
          ...constraints.map((part) => `  ${part.definition}`),
        ].join(",\n")
      }\n)${tail}`,
      ...indexes.map(({ definition }) => definition),
      ...(comment === null
        ? []
        : [`COMMENT ON TABLE ${postgres.quote(table)} IS ${postgres.literal(comment)}`]),
      ...columns.flatMap((column) =>
        column.comment === null ? [] : [
          `COMMENT ON COLUMN ${postgres.quote(table)}.${postgres.quote(column.name)} IS ${
            postgres.literal(column.comment)
          }`,
        ]
      ),
      ...triggers.map(({ create }) => create),
    ],
    triggers,
    mentions: [],
  };
}

function columnsOf(oid: string): string {
  return `SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
      a.attnotnull AS required, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "default",
      a.attidentity::text AS identity, a.attgenerated::text AS generated,
      pg_catalog.col_description(a.attrelid, a.attnum) AS comment,
      CASE WHEN a.attcollation <> t.typcollation THEN pg_catalog.quote_ident(k.collname) END AS collation,
      pg_catalog.pg_get_serial_sequence(pg_catalog.quote_ident(n.nspname) || '.' ||
        pg_catalog.quote_ident(c.relname), a.attname) AS sequence
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_collation k ON k.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ${oid} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;
}

// NOT NULL is said with the column, also where it is a constraint (PostgreSQL 18)
function constraintsOf(oid: string): string {
  return `SELECT k.conname AS name, k.contype::text AS kind, k.conrelid = ${oid} AS own,
      c.relname AS "table", pg_catalog.pg_get_constraintdef(k.oid) AS definition,
      (SELECT json_agg(a.attname ORDER BY u.place)::text
        FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND
      (k.conrelid = ${oid} OR k.contype = 'f' AND k.confrelid = ${oid})
    ORDER BY position(k.contype::text IN 'pucxf'), k.conname`;
}

function indexesOf(oid: string): string {
  return `SELECT c.relname AS name, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
      (SELECT json_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum), a.attnum)::text
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND (a.attnum = ANY (i.indkey) OR EXISTS (
          SELECT FROM pg_catalog.pg_depend d WHERE d.objid = i.indexrelid
            AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum))) AS columns
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ${oid} AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname`;
}

function triggersOf(oid: string): string {
  return `SELECT t.tgname AS name, pg_catalog.pg_get_triggerdef(t.oid) AS "create"
    FROM pg_catalog.pg_trigger t WHERE t.tgrelid = ${oid} AND NOT t.tgisinternal ORDER BY t.tgname`;
}

function columnOf(row: Row, keys: readonly string[]): LiveColumn {
  const name = String(row["name"]);
  const type = String(row["type"]);
  const text = row["default"] as string | null;
  const computed = row["generated"] !== "" && text !== null;
  const serial = row["sequence"] !== null && row["identity"] === "";
  const serials: Readonly<Record<string, string>> = {
    integer: "serial",
    bigint: "bigserial",
    smallint: "smallserial",
  };
  const words = [
    serial ? serials[type] ?? type : type,
    ...(row["collation"] === null ? [] : [`COLLATE ${String(row["collation"])}`]),
    ...(computed
      ? [`GENERATED ALWAYS AS (${text})${row["generated"] === "s" ? " STORED" : ""}`]
      : []),
    ...(row["identity"] === "a" ? ["GENERATED ALWAYS AS IDENTITY"] : []),
    ...(row["identity"] === "d" ? ["GENERATED BY DEFAULT AS IDENTITY"] : []),
    ...(text === null || computed || serial ? [] : [`DEFAULT ${text}`]),
    ...(row["required"] === true ? ["NOT NULL"] : []),
  ];
  return {
    name,
    type,
    nullable: row["required"] !== true,
    defaultSql: computed || serial ? null : text,
    definition: words.join(" "),
    comment: row["comment"] as string | null,
    primaryKey: keys.includes(name),
  };
}

function partOf(row: Row): LivePart {
  const name = String(row["name"]);
  return {
    name,
    kind: KINDS[String(row["kind"])] ?? "other",
    columns: textArray(row["columns"]),
    definition: `CONSTRAINT ${postgres.quote(name)} ${String(row["definition"])}`,
  };
}

function textArray(json: unknown): readonly string[] {
  return json === null ? [] : JSON.parse(String(json)) as string[];
}
