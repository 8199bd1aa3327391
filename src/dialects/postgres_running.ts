import { markKey, markOf } from "./mark.ts";
import type { OwnTables } from "./own_tables.ts";
import { EQ } from "./postgres_words.ts";

const NE = "OPERATOR(pg_catalog.<>)";

/**
 * A session `a` of another role, whose statement this one may not read, while it
 * holds or awaits a lock that no reading or writing of rows takes: DDL that waits
 * for a reader has it still before it.
 */
const HIDDEN_DDL = `a.state IS NULL AND a.usesysid IS NOT NULL ` +
  `AND EXISTS (SELECT 1 FROM pg_catalog.pg_locks l ` +
  `WHERE l.pid ${EQ} a.pid AND l.locktype ${EQ} 'relation' AND l.mode ${EQ} ANY ` +
  `('{ShareUpdateExclusiveLock,ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}'::pg_catalog.text[]))`;

// the mark names schema and table, which other databases have as well; the server lists them all
const HERE = `a.datname ${EQ} pg_catalog.current_database()`;

/** See `Dialect.running`; the server shows other roles' statements only to `pg_read_all_stats`. */
export function postgresRunning(tables: OwnTables, token: bigint, hidden: boolean): string {
  const since = "pg_catalog.to_char(pg_catalog.timezone('UTC', a.query_start), " +
    `'"running since "YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `SELECT pg_catalog.concat_ws(' ', NULLIF(a.application_name, ''), pg_catalog.concat('pid ', a.pid), ` +
    `COALESCE(${since}, pg_catalog.concat('of the role ', a.usename))) AS running ` +
    `FROM pg_catalog.pg_stat_activity a WHERE a.pid ${NE} pg_catalog.pg_backend_pid() AND ${HERE} AND (` +
    `a.state ${NE} 'idle' AND pg_catalog.starts_with(a.query, '/* ${markKey(tables)}:') ` +
    `AND NOT pg_catalog.starts_with(a.query, '${markOf(tables, token)} ')` +
    `${hidden ? ` OR ${HIDDEN_DDL}` : ""}) LIMIT 1`;
}
