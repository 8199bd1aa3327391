import type { LeaseWords } from "./lease.ts";
import type { OwnTables } from "./own_tables.ts";
import { EQ } from "./postgres_words.ts";

const PLUS = "OPERATOR(pg_catalog.+)";
const CLOCK = "pg_catalog.clock_timestamp()";

/** PostgreSQL's lease: one row, whatever session asks; so it holds behind a transaction pooler. */
export function postgresLease(
  { lock }: OwnTables,
  literal: (text: string) => string,
): LeaseWords {
  const until = (seconds: number) =>
    `${CLOCK} ${PLUS} pg_catalog.make_interval(secs => ${seconds})`;
  const own = (token: string) => `id ${EQ} 'lease' AND token ${EQ} '${token}'::pg_catalog.int8`;
  const time = (column: string) =>
    `pg_catalog.to_char(pg_catalog.timezone('UTC', ${column}), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const free =
    "holder = NULL, since = NULL, expires_at = NULL, connection = NULL, started_at = NULL";
  return {
    acquire: (holder, seconds) => [
      `SELECT 1 FROM ${lock} WHERE id ${EQ} 'fence' FOR UPDATE NOWAIT`,
      `UPDATE ${lock} SET token = token ${PLUS} 1, holder = pg_catalog.concat(${
        literal(holder)
      }, ' from ', COALESCE(pg_catalog.host(pg_catalog.inet_client_addr()), 'a local socket')), since = ${CLOCK}, ` +
      `expires_at = ${until(seconds)}, changed_at = ${CLOCK}, ` +
      `connection = pg_catalog.pg_backend_pid()::pg_catalog.text ` +
      `WHERE id ${EQ} 'lease' AND (holder IS NULL OR expires_at IS NULL OR expires_at OPERATOR(pg_catalog.<) ${CLOCK} ` +
      `OR pg_catalog.starts_with(holder, ${literal(holder)}))`,
    ],
    look: `SELECT token::pg_catalog.text AS token, holder FROM ${lock} WHERE id ${EQ} 'lease'`,
    renew: (token, seconds) =>
      `UPDATE ${lock} SET expires_at = ${until(seconds)}, changed_at = ${CLOCK} WHERE ${
        own(token)
      }`,
    release: (token) => `UPDATE ${lock} SET ${free}, changed_at = ${CLOCK} WHERE ${own(token)}`,
    breakUp: [
      `UPDATE ${lock} SET token = token ${PLUS} 1, ${free}, changed_at = ${CLOCK} WHERE id ${EQ} 'lease'`,
      `UPDATE ${lock} SET token = token ${PLUS} 1, changed_at = ${CLOCK} WHERE id ${EQ} 'fence'`,
    ],
    holder: `SELECT pg_catalog.concat(holder, ' since ', ${
      time("since")
    }, ', its lease ends at ', ${
      time("expires_at")
    }) AS holder FROM ${lock} WHERE id ${EQ} 'lease' AND holder IS NOT NULL`,
  };
}
