import type { OwnTables } from "./own_tables.ts";

/** "Equals", whatever a search_path makes of `=`. */
export const EQ = "OPERATOR(pg_catalog.=)";

/** A 64-bit integer as a literal. */
export function int8(value: bigint | number): string {
  return `'${value}'::pg_catalog.int8`;
}

/** A point in time as text: UTC, to the millisecond. */
export function iso(column: string): string {
  return `pg_catalog.to_char(pg_catalog.timezone('UTC', ${column}), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** The server's clock. */
export const CLOCK = "pg_catalog.clock_timestamp()";

/** A string literal; E'' reads the same whatever standard_conforming_strings is. */
export function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

/** Moves the fence on from a token and a revision: `WITH g AS (…) `, one row in `g` if it was there. */
export function guardedBy({ lock }: OwnTables, token: string, revision: string): string {
  return `WITH g AS (UPDATE ${lock} SET revision = revision OPERATOR(pg_catalog.+) 1, changed_at = ${CLOCK} ` +
    `WHERE id ${EQ} 'fence' AND token ${EQ} ${token} AND revision ${EQ} ${revision} RETURNING 1) `;
}

/** Raises 22P02 with `mark` in it unless `rows` holds one; the cast depends on the count, so it is not folded while planning. */
export function raiseUnlessOne(rows: string, mark: string, first = ""): string {
  return `SELECT CASE ${first}WHEN pg_catalog.count(*) ${EQ} 1 THEN 1 ` +
    `ELSE pg_catalog.concat('${mark} ', pg_catalog.count(*))::pg_catalog.int4 END FROM ${rows}`;
}

/** Whether the fence row's xmin is this transaction: no COMMIT slipped in between. */
export function writtenHere(fence: string): string {
  return `${fence}.id ${EQ} 'fence' AND ${fence}.xmin ${EQ} pg_catalog.pg_current_xact_id()::pg_catalog.xid`;
}

/** Who applied a migration, as an expression: the runner's own words, its user and its address. */
export function whoApplies(runner: string): string {
  return `pg_catalog.concat(${literal(runner)}, ' as ', SESSION_USER, ` +
    `' from ', COALESCE(pg_catalog.host(pg_catalog.inet_client_addr()), 'a local socket'))`;
}
