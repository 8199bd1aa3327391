import { createHash } from "node:crypto";
import type { NativeLock, TerminateWords } from "./dialect.ts";
import type { OwnTables } from "./own_tables.ts";
import { EQ, int8, iso } from "./postgres_words.ts";

/** PostgreSQL's own lock: an advisory one of the session, polled. */
export function postgresLock(tables: OwnTables): NativeLock {
  const key = lockKey(tables.schema, tables.name);
  return {
    acquire: { text: `SELECT pg_catalog.pg_try_advisory_lock(${int8(key)}) AS acquired` },
    acquired: (answer) => answer["acquired"] === true || answer["acquired"] === "t",
    holder: { text: holderOf(key, tables.lock) },
    bareHolder: { text: holderOf(key, null) },
    release: { text: `SELECT pg_catalog.pg_advisory_unlock(${int8(key)})` },
  };
}

/** Ends the session that holds it. */
export function postgresTerminate(tables: OwnTables): TerminateWords {
  const key = lockKey(tables.schema, tables.name);
  return {
    find: `SELECT l.pid::pg_catalog.text AS id FROM pg_catalog.pg_locks l WHERE ${holds(key)}`,
    end: (id) => `SELECT pg_catalog.pg_terminate_backend(${Number(id)}) AS ended`,
  };
}

// A session is as old as its connection, which may have been open for long
// before; the fence says since when it works, of a pid and its start.
function holderOf(key: bigint, lock: string | null): string {
  const connected = `'connected since ' OPERATOR(pg_catalog.||) ${iso("a.backend_start")}`;
  const since = lock === null ? connected : `CASE WHEN f.since IS NULL THEN ${connected} ` +
    `ELSE pg_catalog.concat('run by ', f.holder, ' since ', ${iso("f.since")}) END`;
  return `SELECT pg_catalog.concat_ws(' ', NULLIF(a.application_name, ''), pg_catalog.concat('pid ', l.pid), ` +
    `pg_catalog.concat('user ', a.usename), pg_catalog.concat('from ', COALESCE(pg_catalog.host(a.client_addr), 'a local socket')), ` +
    `${since}) AS holder FROM pg_catalog.pg_locks l ` +
    `LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid ${EQ} l.pid ` +
    (lock === null ? "" : `LEFT JOIN ${lock} f ON f.id ${EQ} 'fence' ` +
      `AND f.connection ${EQ} l.pid::pg_catalog.text AND f.started_at ${EQ} a.backend_start `) +
    `WHERE ${holds(key)}`;
}

/** Which rows of `pg_locks l` are the lock with this key. */
function holds(key: bigint): string {
  const [high, low] = [Number((key >> 32n) & 0xffffffffn), Number(key & 0xffffffffn)];
  return `l.locktype ${EQ} 'advisory' AND l.granted ` +
    `AND l.database ${EQ} (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname ${EQ} pg_catalog.current_database()) ` +
    `AND l.objsubid ${EQ} 1::pg_catalog.int2 AND l.classid ${EQ} ${high}::pg_catalog.oid ` +
    `AND l.objid ${EQ} ${low}::pg_catalog.oid`;
}

/** The advisory lock's key: the first 64 bits of a SHA-256 of schema and table, signed. */
function lockKey(schema: string, table: string): bigint {
  const hash = createHash("sha256").update(`dunlin\0${schema}\0${table}`).digest();
  return hash.readBigInt64BE(0);
}
