/**
 * Asks PostgreSQL who keeps a session waiting: rows of text columns `session`,
 * `who` and `statement`, none if nobody does. What another role does is not
 * shown to everyone. Source: PostgreSQL manual 9.27.1, 27.2.3.
 */
export function postgresBlocking(sessionId: string): string {
  return `SELECT a.pid::pg_catalog.text AS session, ` +
    `pg_catalog.concat_ws(', ', a.usename, NULLIF(a.application_name, ''), a.client_addr::pg_catalog.text) AS who, ` +
    `pg_catalog.left(COALESCE(a.query, ''), 200) AS statement ` +
    `FROM pg_catalog.pg_stat_activity a ` +
    `WHERE a.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(${Number(sessionId)}))`;
}

/**
 * The same of MySQL: whoever holds a metadata lock or a row that the session
 * waits for. Source: MySQL manual 29.12.13.1, 29.12.13.3, 29.12.22.8.
 */
export function mysqlBlocking(sessionId: string): string {
  const schema = "performance_schema";
  const columns = `CAST(t.PROCESSLIST_ID AS CHAR) AS session, ` +
    `CONCAT_WS(', ', t.PROCESSLIST_USER, t.PROCESSLIST_HOST) AS who, ` +
    `LEFT(COALESCE(t.PROCESSLIST_INFO, ''), 200) AS statement`;
  const me = `JOIN ${schema}.threads me ON me.PROCESSLIST_ID = ${Number(sessionId)}`;
  const same = ["OBJECT_TYPE", "OBJECT_SCHEMA", "OBJECT_NAME"]
    .map((column) => `h.${column} <=> w.${column}`).join(" AND ");
  return `SELECT ${columns} FROM ${schema}.metadata_locks w ` +
    `${me} AND me.THREAD_ID = w.OWNER_THREAD_ID ` +
    `JOIN ${schema}.metadata_locks h ON ${same} AND h.LOCK_STATUS = 'GRANTED' ` +
    `AND h.OWNER_THREAD_ID <> w.OWNER_THREAD_ID ` +
    `JOIN ${schema}.threads t ON t.THREAD_ID = h.OWNER_THREAD_ID AND t.PROCESSLIST_ID IS NOT NULL ` +
    `WHERE w.LOCK_STATUS = 'PENDING' ` +
    `UNION SELECT ${columns} FROM ${schema}.data_lock_waits w ` +
    `${me} AND me.THREAD_ID = w.REQUESTING_THREAD_ID ` +
    `JOIN ${schema}.threads t ON t.THREAD_ID = w.BLOCKING_THREAD_ID`;
}
