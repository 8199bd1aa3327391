import type { LeaseWords } from "./lease.ts";
import type { OwnTables } from "./own_tables.ts";

const NOW = "UTC_TIMESTAMP(6)";

/** MySQL's and MariaDB's lease: a row that a cluster certifies, where GET_LOCK is one node's own. */
export function mysqlLease({ lock }: OwnTables, literal: (text: string) => string): LeaseWords {
  const until = (seconds: number) =>
    `${NOW} + INTERVAL ${Math.round(seconds * 1_000_000)} MICROSECOND`;
  const free = "holder = NULL, since = NULL, expires_at = NULL, connection = NULL";
  const own = (token: string) => `id = 'lease' AND token = ${token}`;
  return {
    acquire: (holder, seconds) => [
      `SELECT 1 FROM ${lock} WHERE id = 'fence' FOR UPDATE NOWAIT`,
      `UPDATE ${lock} SET token = token + 1, holder = CONCAT(${
        literal(holder)
      }, ' from ', CONVERT(USER() USING utf8mb4)), since = ${NOW}, ` +
      `expires_at = ${
        until(seconds)
      }, changed_at = ${NOW}, connection = CAST(CONNECTION_ID() AS CHAR) ` +
      `WHERE id = 'lease' AND (holder IS NULL OR expires_at IS NULL OR expires_at < ${NOW} ` +
      `OR LOCATE(${literal(holder)}, holder) = 1)`,
    ],
    look: `SELECT CAST(token AS CHAR) AS token, holder FROM ${lock} WHERE id = 'lease'`,
    renew: (token, seconds) =>
      `UPDATE ${lock} SET expires_at = ${until(seconds)}, changed_at = ${NOW} WHERE ${own(token)}`,
    release: (token) => `UPDATE ${lock} SET ${free}, changed_at = ${NOW} WHERE ${own(token)}`,
    breakUp: [
      `UPDATE ${lock} SET token = token + 1, ${free}, changed_at = ${NOW} WHERE id = 'lease'`,
      `UPDATE ${lock} SET token = token + 1, changed_at = ${NOW} WHERE id = 'fence'`,
    ],
    holder: `SELECT CONCAT(holder, ' since ', DATE_FORMAT(since, '%Y-%m-%dT%H:%i:%sZ'), ` +
      `', its lease ends at ', DATE_FORMAT(expires_at, '%Y-%m-%dT%H:%i:%sZ')) AS holder ` +
      `FROM ${lock} WHERE id = 'lease' AND holder IS NOT NULL`,
  };
}
