const EQ = "OPERATOR(pg_catalog.=)";

const NAME = '(?:"(?:[^"]|"")+"|[\\w$\\u0080-\\uffff]+)';
const CONCURRENT_INDEX = new RegExp(
  `^CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+CONCURRENTLY\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(${NAME})\\s+` +
    `ON\\s+(?:ONLY\\s+)?(${NAME}(?:\\s*\\.\\s*${NAME})?)`,
  "i",
);

/** A build that failed leaves an invalid index behind, which IF NOT EXISTS takes for one. */
export function postgresLeftovers(statement: string): string | null {
  const [, index, table] = CONCURRENT_INDEX.exec(statement) ?? [];
  if (index === undefined || table === undefined) return null;
  return `SELECT pg_catalog.format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) AS remove ` +
    `FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ${EQ} i.indexrelid ` +
    `JOIN pg_catalog.pg_namespace n ON n.oid ${EQ} c.relnamespace ` +
    `WHERE i.indrelid ${EQ} pg_catalog.to_regclass(${literal(table)}) AND NOT i.indisvalid ` +
    `AND c.relname::pg_catalog.text ${EQ} (pg_catalog.parse_ident(${literal(index)}))[1] ` +
    `AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid ${EQ} i.indexrelid)`;
}

// E'' reads the same whatever standard_conforming_strings is
function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}
