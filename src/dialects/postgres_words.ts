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
