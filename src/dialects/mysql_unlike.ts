import { digestsOf, type ExpectedHistory, PIECE, PIECES } from "./expected_history.ts";

/**
 * Whether a history is none of the expected ones, as a scalar subquery that hangs
 * on no row and so is run once. A digest the server cannot make counts as unlike.
 *
 * @param history Qualified and quoted
 */
export function mysqlUnlike(history: string, expected: ExpectedHistory): string {
  const digests = digestsOf(expected).map((digest) => `'${digest}'`).join(", ");
  // as bytes: the column's own collation would let pass what only ends in blanks
  const row = `CONCAT(IF(CAST(h.origin AS BINARY) IN ('applied', 'baseline'), h.kind, '?'), ` +
    `' ', h.namespace, ' ', h.version, ' ', h.checksum, ' ', h.id)`;
  const sums = PIECES.map((start) =>
    `SUM(CAST(CONV(SUBSTR(d.hash, ${start}, ${PIECE}), 16, 10) AS UNSIGNED))`
  );
  return `(SELECT IF(CONCAT_WS(' ', COUNT(*), ${
    sums.join(", ")
  }) IN (${digests}), 0, 1) FROM (SELECT SHA2(${row}, 256) AS hash FROM ${history} h) d) = 1`;
}
