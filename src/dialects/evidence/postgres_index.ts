import type { LexicalRules } from "../../sql/statement.ts";
import { type ListElement, PostgresReader, type WrittenName } from "./postgres_reader.ts";
import { EQ, identifier, literal, relation } from "./postgres_names.ts";

/** What a `CREATE INDEX CONCURRENTLY` says. */
export interface PlannedIndex {
  readonly unique: boolean;
  readonly ifNotExists: boolean;
  /** As written; null where the server is to choose. */
  readonly name: string | null;
  readonly table: WrittenName;
  readonly keys: readonly ListElement[];
  readonly included: readonly ListElement[];
  /** Everything behind the table's name, as written. */
  readonly rest: string;
}

/** Reads a `CREATE INDEX CONCURRENTLY`; null if it is none, or is written in a way not understood here. */
export function readIndex(statement: string, rules: LexicalRules): PlannedIndex | null {
  const reader = new PostgresReader(statement, rules);
  if (!reader.take("CREATE")) return null;
  const unique = reader.take("UNIQUE");
  if (!reader.take("INDEX", "CONCURRENTLY")) return null;
  const ifNotExists = reader.take("IF", "NOT", "EXISTS");
  const unnamed = reader.take("ON");
  const name = unnamed ? null : reader.name();
  if (!unnamed && (name === null || !reader.take("ON"))) return null;
  reader.take("ONLY");
  const table = reader.path();
  if (table === null) return null;
  const { rest } = reader;
  if (reader.take("USING")) reader.skip();
  const keys = reader.list();
  const included = reader.take("INCLUDE") ? reader.list() : [];
  if (keys === null || included === null) return null;
  return { unique, ifNotExists, name, table, keys, included, rest };
}

/**
 * SQL of a text in which everything stands that makes an index what it is, but
 * for its name, its table and where it is stored. The same text, the same
 * index: operator classes and collations are compared by oid, expressions as
 * the server writes them.
 *
 * @param index The alias of its row in pg_index
 * @param named The alias of its row in pg_class
 */
export function definition(index: string, named: string): string {
  const text = "::pg_catalog.text";
  return `pg_catalog.json_build_array(${named}.relam, ${index}.indisunique, ` +
    // from PostgreSQL 15
    `pg_catalog.to_jsonb(${index}) OPERATOR(pg_catalog.->) 'indnullsnotdistinct', ` +
    `${index}.indclass${text}, ${index}.indcollation${text}, ${index}.indoption${text}, ` +
    `(SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(${index}.indexrelid, part, false) ORDER BY part) ` +
    `FROM pg_catalog.generate_series(1, ${index}.indnatts::pg_catalog.int4) part), ` +
    `pg_catalog.pg_get_expr(${index}.indpred, ${index}.indrelid), ${named}.reloptions, ` +
    `(SELECT pg_catalog.json_agg(att.attoptions ORDER BY att.attnum) FROM pg_catalog.pg_attribute att ` +
    `WHERE att.attrelid ${EQ} ${index}.indexrelid))${text}`;
}

/**
 * Conditions on `i` (pg_index) and `c` (pg_class) that hold of the planned index,
 * and of few others. Not whether it is partial: the server drops `WHERE true`.
 */
export function sameShape(planned: PlannedIndex): string {
  const columns = [...planned.keys, ...planned.included];
  return [
    `i.indisunique ${EQ} ${planned.unique}`,
    `i.indnkeyatts ${EQ} ${planned.keys.length}`,
    `i.indnatts ${EQ} ${columns.length}`,
    ...columns.flatMap(({ column }, at) => column === null ? [] : [isColumn(at, column)]),
  ].join(" AND ");
}

function isColumn(at: number, column: string): string {
  return `EXISTS (SELECT 1 FROM pg_catalog.pg_attribute att WHERE att.attrelid ${EQ} i.indrelid ` +
    `AND att.attnum ${EQ} i.indkey[${at}] AND att.attname ${EQ} ${identifier(column)})`;
}

/** Indexes and their rows in pg_class, as `i` and `c`. */
export const INDEXES =
  `pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ${EQ} i.indexrelid`;

/** Conditions on `i` and `c`: it has the planned name, in the schema of the planned table. */
export function ofThatName(name: string, table: WrittenName): string {
  return `c.relname ${EQ} ${identifier(name)} AND c.relnamespace ${EQ} ` +
    `(SELECT beside.relnamespace FROM pg_catalog.pg_class beside WHERE beside.oid ${EQ} ${
      relation(table)
    })`;
}

const PROBE = '"dunlin rehearsal"';
const PROBE_INDEX = "dunlin rehearsal index";

/**
 * Makes the planned index on an empty copy of its table. The copy has the
 * table's own name while it is made, which expressions may hold, and no longer:
 * a temporary table hides others of its name.
 */
export function rehearsal({ unique, table, rest }: PlannedIndex): readonly string[] {
  const bare = table.at(-1) ?? "";
  return [
    `CREATE TEMP TABLE ${bare} (LIKE ${table.join(".")})`,
    `CREATE ${unique ? "UNIQUE " : ""}INDEX "${PROBE_INDEX}" ON pg_temp.${bare} ${rest}`,
    `ALTER TABLE pg_temp.${bare} RENAME TO ${PROBE}`,
  ];
}

/** SQL of the definition the rehearsal gave; NULL where it was not made. */
export const REHEARSED = `(SELECT ${definition("q", "p")} FROM pg_catalog.pg_index q ` +
  `JOIN pg_catalog.pg_class p ON p.oid ${EQ} q.indexrelid ` +
  `WHERE p.relname ${EQ} ${
    literal(PROBE_INDEX)
  } AND p.relnamespace ${EQ} pg_catalog.pg_my_temp_schema())`;
