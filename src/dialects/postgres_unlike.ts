import { digestsOf, type ExpectedHistory, PIECE, PIECES } from "./expected_history.ts";
import { EQ } from "./postgres_words.ts";

/**
 * Whether a history is none of the expected ones, as a scalar subquery that hangs
 * on no row and so is run once. A digest the server cannot make counts as unlike.
 *
 * @param history Qualified and quoted
 */
export function postgresUnlike(history: string, expected: ExpectedHistory): string {
  const digests = digestsOf(expected).map((digest) => `'${digest}'`).join(", ");
  const row = `pg_catalog.concat_ws(' ', ` +
    `CASE WHEN h.origin ${EQ} 'applied' OR h.origin ${EQ} 'baseline' THEN h.kind ELSE '?' END, ` +
    `h.namespace, h.version, h.checksum, h.id)`;
  const hash = `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(${row}, 'UTF8')), 'hex')`;
  const sums = PIECES.map((start) =>
    `pg_catalog.sum(pg_catalog.concat('x', pg_catalog.substr(d.hash, ${start}, ${PIECE}))` +
    `::pg_catalog.bit(${PIECE * 4})::pg_catalog.int8)`
  );
  // OFFSET keeps the hash from being computed once for each piece
  return `(SELECT CASE WHEN pg_catalog.concat_ws(' ', pg_catalog.count(*), ${sums.join(", ")}) ` +
    `OPERATOR(pg_catalog.=) ANY (ARRAY[${digests}]::pg_catalog.text[]) ` +
    `THEN false ELSE true END FROM (SELECT ${hash} AS hash FROM ${history} h OFFSET 0) d)`;
}
