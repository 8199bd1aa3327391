import type { HistoryRecord } from "./dialect.ts";
import { HISTORY_COLUMNS } from "./own_rows.ts";
import type { OwnTables } from "./own_tables.ts";
import {
  CLOCK,
  guardedBy,
  literal,
  raiseUnlessOne,
  whoApplies,
  writtenHere,
} from "./postgres_words.ts";
import type { PreparedWords, RunWords } from "./prepared.ts";

/** How many statements it prepares: a session with more of them has a file's own. */
const OURS = 2;

/**
 * PostgreSQL plans a statement each time it is sent; these two it plans once.
 * Source: PostgreSQL manual, PREPARE, 52.18 (pg_prepared_statements).
 */
export function postgresPrepared(
  tables: OwnTables,
  tag: string,
  run: RunWords,
  resetAfter: readonly string[],
): PreparedWords {
  const [guard, row] = [`dunlin_g_${tag}`, `dunlin_h_${tag}`];
  return {
    // an earlier run of this session may have left its own
    prepare: [
      "BEGIN",
      "DEALLOCATE ALL",
      prepareGuard(guard, tables),
      prepareRow(row, tables, run),
      "COMMIT",
    ],
    guard: ({ token, revision }) => [`EXECUTE ${guard} (${token}, ${revision})`],
    recordApplied: (record) => [`EXECUTE ${row} (${valuesOf(record)})`],
    resetAfter: resetAfter.filter((text) => text !== "DEALLOCATE ALL"),
  };
}

function prepareGuard(name: string, tables: OwnTables): string {
  const prepared = "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statement())";
  const others = `WHEN ${prepared} OPERATOR(pg_catalog.<>) ${OURS} ` +
    `THEN pg_catalog.concat('dunlin-prepared ', pg_catalog.count(*))::pg_catalog.int4 `;
  return `PREPARE ${name} (pg_catalog.int8, pg_catalog.int8) AS ` +
    guardedBy(tables, "$1", "$2") + raiseUnlessOne("g", "dunlin-guard", others);
}

function prepareRow(name: string, tables: OwnTables, run: RunWords): string {
  const text = "pg_catalog.text";
  const types = [text, text, text, text, text, "pg_catalog.int8", text, text, text];
  const duration = `GREATEST(0, EXTRACT(epoch FROM ${CLOCK} OPERATOR(pg_catalog.-) ` +
    `pg_catalog.now()) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8`;
  const by = `${whoApplies(run.appliedBy)}, ${literal(run.toolVersion)}`;
  const values =
    `$1, 'versioned', 'applied', $2, $3, $4, $5, $6, ${CLOCK}, ${duration}, ${by}, $7, $8, $9`;
  return `PREPARE ${name} (${types.join(", ")}) AS ` +
    `WITH h AS (INSERT INTO ${tables.history} (${HISTORY_COLUMNS}) SELECT ${values} ` +
    `FROM ${tables.lock} f WHERE ${writtenHere("f")} RETURNING 1) ` +
    raiseUnlessOne("h", "dunlin-fence");
}

function valuesOf(record: HistoryRecord): string {
  const { down } = record;
  return [
    ...[record.id, record.namespace, record.version, record.name, record.checksum].map(literal),
    record.sequence,
    literal(record.file),
    ...(down === null ? ["NULL", "NULL"] : [literal(down.text), literal(down.checksum)]),
  ].join(", ");
}
