import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mysqlBlocking } from "./blocking_sessions.ts";
import type {
  Dialect,
  ErrorMeaning,
  HistoryRecord,
  JournalRecord,
  NativeLock,
  Timeouts,
} from "./dialect.ts";
import type { ExpectedHistory } from "./expected_history.ts";
import type { Fence } from "./own_state.ts";
import {
  HISTORY_COLUMNS,
  historyValues,
  JOURNAL_COLUMNS,
  journalChanges,
  journalValues,
  type RowWords,
} from "./own_rows.ts";
import { mysqlLease } from "./mysql_lease.ts";
import { MYSQL_SESSIONS } from "./mysql_sessions.ts";
import { mysqlUnlike } from "./mysql_unlike.ts";
import { markKey, markOf } from "./mark.ts";
import { FORMAT, ownNames, type OwnTables, qualify, type TableName } from "./own_tables.ts";

const NOW = "UTC_TIMESTAMP(6)";
/** MySQL has no SIGNAL outside routines, but a subquery of two rows raises 1242. */
const RAISE = "(SELECT 1 UNION ALL SELECT 2)";
const NO_LIMIT_SECONDS = 31_536_000; // the largest value MySQL takes: a year

/** MySQL 8.0 and later. Source: MySQL manual 15.3.3 (implicit commit), 14.14 (GET_LOCK), 7.1.11 (sql_mode). */
export const mysql: Dialect = {
  name: "mysql",
  title: "MySQL",

  transactionalDdl: false, // CREATE, ALTER and DROP commit at once
  mixesStatements: true,
  parsesWholeMessage: false,
  transactionIsLock: false,
  foreignKeysRest: false,
  settingsLeak: false,
  warnings: "SHOW WARNINGS",

  lexicalRules: (facts) => ({
    flavor: "mysql",
    ansiQuotes: /\bANSI(_QUOTES)?\b/.test(facts?.lexing ?? ""),
    noBackslashEscapes: /\bNO_BACKSLASH_ESCAPES\b/.test(facts?.lexing ?? ""),
  }),
  quote: quoteIdentifier,
  literal,

  tables: (table, facts) =>
    qualify({ schema: table.schema ?? facts.schema ?? "", name: table.name }, quoteIdentifier, {
      limit: 64,
      length: (text) => [...text].length,
      unit: "characters",
    }),
  readState: (table, expected) => readState(table, CLUSTER, expected),
  probe: (table) => probe(table, CLUSTER),
  createTables,
  upgradeTables: (tables) => [`UPDATE ${tables.lock} SET format = ${FORMAT} WHERE id = 'fence'`],

  nativeLock,
  lease: (tables) => mysqlLease(tables, literal),
  blocking: mysqlBlocking,
  running: (tables, token) =>
    `SELECT CONCAT('connection ', p.ID, ' running for ', p.TIME, ' s') AS running FROM ${MYSQL_SESSIONS} p ` +
    `WHERE p.ID <> CONNECTION_ID() AND p.INFO LIKE '/* ${markKey(tables)}:%' ` +
    `AND p.INFO NOT LIKE '${markOf(tables, token)} %' LIMIT 1`,
  terminate: (tables) => ({
    find: `SELECT CAST(l.id AS CHAR) AS id FROM (SELECT IS_USED_LOCK(${
      lockName(tables)
    }) AS id) l WHERE l.id IS NOT NULL`,
    end: (id) => `KILL CONNECTION ${Number(id)}`,
  }),
  takeover: (tables, holder) =>
    `UPDATE ${tables.lock} SET token = token + 1, revision = revision + 1, ` +
    `server = CONCAT(@@hostname, ':', @@port), connection = CAST(CONNECTION_ID() AS CHAR), started_at = ${NOW}, ` +
    `holder = ${literal(holder)}, since = ${NOW}, changed_at = ${NOW} ` +
    `WHERE id = 'fence' AND format <= ${FORMAT}`,
  announce: () => null,
  withdraw: () => null,
  announced: () => null,
  // the UPDATE raises by itself: a SELECT after it would ask nothing under a file's sql_select_limit = 0
  guard: (tables, fence) => [
    `UPDATE ${tables.lock} SET changed_at = ${NOW}, revision = ` +
    `IF(token = ${fence.token} AND revision = ${fence.revision}, revision + 1, ${RAISE}) WHERE id = 'fence'`,
  ],

  refuseWhere: (tables, condition) =>
    `UPDATE ${tables.lock} SET revision = IF(${condition}, ${RAISE}, revision) WHERE id = 'fence'`,

  // READ WRITE whatever the session's default: the guard writes
  begin: "START TRANSACTION READ WRITE",
  sessionSetup: (_version, limits) => [
    `SET SESSION wait_timeout = 60, completion_type = 0, autocommit = 1, ${lockLimits(limits)}`,
    `SET SESSION max_execution_time = ${limits.statementMs}`,
  ],
  readOnlySession: ["SET SESSION TRANSACTION READ ONLY"],
  timeouts: (limits) => [
    `SET SESSION ${lockLimits(limits)}`,
    `SET SESSION max_execution_time = ${limits.statementMs}`,
  ],
  home: (facts) => facts.database === "" ? [] : [`USE ${quoteIdentifier(facts.database)}`],
  patience: () => [],
  changesRole: () => false,
  becomeRole: null,
  ownRole: [],
  resetBefore: () => [],
  resetAfter: [],
  freeLocks: [],
  prepared: () => null,

  recordApplied,
  recordRemoved: (tables, id) => [
    `DELETE FROM ${tables.history} WHERE id = ${literal(id)}`,
    `UPDATE ${tables.lock} SET revision = IF(ROW_COUNT() = 1, revision, ${RAISE}) WHERE id = 'fence'`,
  ],
  journalWrite: (tables, record, fence) => [journalUpsert(tables, record, fence)],
  journalClear: (tables, id, direction, position) => [
    `DELETE FROM ${tables.journal} WHERE id = ${literal(id)} AND direction = '${direction}'` +
    (position === undefined ? "" : ` AND position = ${position}`),
  ],
  appliedBy: (tables, id) =>
    `SELECT applied_by AS \`by\` FROM ${tables.history} WHERE id = ${literal(id)}`,
  storedDown: (tables, id) =>
    `SELECT down_text, down_checksum FROM ${tables.history} WHERE id = ${literal(id)}`,

  waitsWithoutHarm: () => false,
  standsAlone: (_statement, { verb }) => verb === "CALL",
  loadProofs: async () => (await import("./evidence/mysql_proofs.ts")).mysqlProofs,
  jsonArray: (expressions) => `JSON_ARRAY(${expressions.join(", ")})`,
  // ER_WARNING_NOT_COMPLETE_ROLLBACK: MyISAM and its kind know no transactions
  keptInRollback: (warning) => String(warning["Code"]) === "1196",
  // CALL runs what it likes; DDL is atomic since 8.0
  refusesPartly: (_statement, traits) => traits.manyResults,
  meaning,
  codeName: (code) => `MySQL ${code}`,
  raiseMessageBytes: (bytes) =>
    `let the server take more: SET GLOBAL max_allowed_packet = ${
      Math.ceil(bytes / MEBIBYTE) * MEBIBYTE
    }` +
    " (at most 1 GiB; sessions that begin after it have it)",
  keepsBecause: "MySQL commits DDL at once",
  toWrite: "connect to the primary, with a role and session that may write",
};

// nodes that certify each other's writes, or primaries that are more than one
const CLUSTER =
  "(SELECT CASE WHEN v.VARIABLE_NAME = 'wsrep_on' AND v.VARIABLE_VALUE = 'ON' THEN 'galera' " +
  "WHEN v.VARIABLE_NAME = 'group_replication_single_primary_mode' AND v.VARIABLE_VALUE = 'OFF' THEN 'group' END AS cluster " +
  "FROM performance_schema.global_variables v " +
  "WHERE v.VARIABLE_NAME IN ('wsrep_on', 'group_replication_single_primary_mode') ORDER BY cluster DESC LIMIT 1)";

const MEBIBYTE = 1 << 20;

const WORDS: RowWords = { literal, integer: String, now: NOW };

function quoteIdentifier(identifier: string): string {
  return "`" + identifier.replaceAll("`", "``") + "`";
}

// hexadecimal reads the same under every sql_mode and client character set, and
// so do these few characters as they are
function literal(text: string): string {
  if (/^[\w ./:()-]*$/.test(text)) return `_utf8mb4'${text}'`;
  return `_utf8mb4 X'${Buffer.from(text, "utf8").toString("hex")}'`;
}

function lockLimits(limits: Timeouts): string {
  const seconds = limits.lockMs === 0
    ? NO_LIMIT_SECONDS
    : Math.max(1, Math.ceil(limits.lockMs / 1000));
  return `lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds}`;
}

function name(table: TableName, which: "history" | "journal" | "lock"): string {
  const bare = quoteIdentifier(ownNames(table.name)[which]);
  return table.schema === null ? bare : `${quoteIdentifier(table.schema)}.${bare}`;
}

function facts(table: TableName): string {
  const schema = table.schema === null ? "DATABASE()" : literal(table.schema);
  return `${text(schema)} AS c4, ${text("DATABASE()")} AS c5, ${text("CONNECTION_ID()")} AS c6, ` +
    `${text("0")} AS c7, ${text("@@SESSION.sql_mode")} AS c8, ${
      text("@@SESSION.max_allowed_packet")
    } AS c9`;
}

// one character set and collation for all, so that UNION never has to choose
function text(expression: string): string {
  return `CAST(${expression} AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin`;
}

function iso(column: string): string {
  return text(`DATE_FORMAT(${column}, '%Y-%m-%dT%H:%i:%s.%fZ')`);
}

// what is done is done: only what is open is judged by what was seen
function seen(column: string): string {
  return `IF(j.state = 'done', NULL, ${column})`;
}

/** As `Dialect.readState`. @param cluster A scalar expression: `galera`, `group` or NULL */
export function readState(table: TableName, cluster: string, expected?: ExpectedHistory): string {
  const history = name(table, "history");
  const count = expected ? `(SELECT COUNT(*) FROM ${history})` : "NULL";
  return `SELECT ${text("'F'")} AS part, ${text("f.token")} AS c1, ${text("f.revision")} AS c2, ${
    text("f.format")
  } AS c3, ` +
    `${facts(table)}, ${text(count)} AS c10, ${text(cluster)} AS c11 ` +
    `FROM ${name(table, "lock")} f WHERE f.id = 'fence' ` +
    `UNION ALL SELECT 'H', h.id, h.kind, h.origin, h.namespace, h.version, h.name, h.checksum, ${
      text("h.sequence")
    }, ` +
    `${iso("h.applied_at")}, ${text("h.duration_ms")}, ${
      text("IF(h.down_text IS NULL, '0', '1')")
    } FROM ${history} h ` +
    (expected ? `WHERE ${mysqlUnlike(history, expected)} ` : "") +
    `UNION ALL SELECT 'J', j.id, j.direction, ${text("j.position")}, ${
      text("j.total")
    }, j.state, j.hash, ` +
    `${iso("j.started_at")}, ${seen("j.fingerprint")}, ${
      seen("j.outcome")
    }, j.verb, j.settings FROM ${name(table, "journal")} j`;
}

/** As `Dialect.probe`. @param cluster A scalar expression: `galera`, `group` or NULL */
export function probe(table: TableName, cluster: string): string {
  const schema = table.schema === null ? "DATABASE()" : literal(table.schema);
  const names = ownNames(table.name);
  const there = (own: string) =>
    `(SELECT MAX(t.table_name) FROM information_schema.tables t WHERE t.table_schema = ${schema} AND t.table_name = ${
      literal(own)
    })`;
  return `SELECT 'F' AS part, ${there(names.history)} AS c1, ${there(names.journal)} AS c2, ${
    there(names.lock)
  } AS c3, ${facts(table)}, ` +
    `(SELECT GROUP_CONCAT(c.column_name ORDER BY c.ordinal_position) FROM information_schema.columns c ` +
    `WHERE c.table_schema = ${schema} AND c.table_name = ${literal(names.history)}) AS c10, ` +
    `${text(cluster)} AS c11`;
}

function createTables(tables: OwnTables): string[] {
  const short = "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin";
  const id = "VARCHAR(512)";
  const options = "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
  // the history last: without it, and with a token of 0, they were never complete
  return [
    `CREATE TABLE IF NOT EXISTS ${tables.lock} (id ${short} NOT NULL PRIMARY KEY, token BIGINT NOT NULL, ` +
    `revision BIGINT NOT NULL, format INT NOT NULL, server VARCHAR(512), connection VARCHAR(255), ` +
    `started_at DATETIME(6), holder VARCHAR(512), since DATETIME(6), expires_at DATETIME(6), ` +
    `changed_at DATETIME(6)) ${options}`,
    `INSERT IGNORE INTO ${tables.lock} (id, token, revision, format) VALUES ('fence', 0, 0, ${FORMAT}), ('lease', 0, 0, ${FORMAT})`,
    `CREATE TABLE IF NOT EXISTS ${tables.journal} (id ${id} NOT NULL, direction ${short} NOT NULL, ` +
    `position INT NOT NULL, total INT NOT NULL, state ${short} NOT NULL, hash ${short} NOT NULL, ` +
    `verb VARCHAR(255) NOT NULL, fingerprint LONGTEXT, outcome LONGTEXT, settings LONGTEXT, token BIGINT NOT NULL, ` +
    `started_at DATETIME(6) NOT NULL, finished_at DATETIME(6), PRIMARY KEY (id, direction, position)) ${options}`,
    `CREATE TABLE IF NOT EXISTS ${tables.history} (id ${id} NOT NULL PRIMARY KEY, kind ${short} NOT NULL, ` +
    `origin ${short} NOT NULL, namespace VARCHAR(255) NOT NULL, version VARCHAR(255) NOT NULL, ` +
    `name VARCHAR(512) NOT NULL, checksum ${short} NOT NULL, sequence BIGINT NOT NULL UNIQUE, ` +
    `applied_at DATETIME(6) NOT NULL, duration_ms BIGINT NOT NULL, applied_by VARCHAR(512) NOT NULL, ` +
    `tool_version ${short} NOT NULL, file VARCHAR(1024) NOT NULL, down_text LONGTEXT, down_checksum ${short}) ${options}`,
  ];
}

// names are server-wide and end at 64 characters
function lockName(tables: OwnTables): string {
  const hash = createHash("sha256").update(`${tables.schema}\0${tables.name}`).digest("hex");
  return `'dunlin:${hash.slice(0, 40)}'`;
}

function nativeLock(tables: OwnTables): NativeLock {
  const lock = lockName(tables);
  return {
    acquire: { text: `SELECT GET_LOCK(${lock}, 0) AS acquired` },
    // 1 is ours, 0 is another's, NULL is a failure: neither of those raises
    acquired: (answer) => String(answer["acquired"]) === "1",
    insist: `SELECT IF(GET_LOCK(${lock}, 0) = 1, 1, ${RAISE}) AS acquired`,
    holder: { text: holderOf(lock, tables.lock) },
    bareHolder: { text: holderOf(lock, null) },
    release: { text: `SELECT RELEASE_LOCK(${lock})` },
  };
}

// The list of sessions says how long each is in its state, not since when it
// holds a lock; the fence does, of a server and a connection.
function holderOf(lock: string, table: string | null): string {
  const state = "CONCAT('in its present state for ', p.TIME, ' s')";
  const since = table === null ? state : `IF(f.since IS NULL, ${state}, ` +
    `CONCAT('run by ', ${text("f.holder")}, ' since ', ${iso("f.since")}))`;
  return `SELECT CONCAT_WS(' ', CONCAT('connection ', l.id), CONCAT('user ', p.USER), ` +
    `CONCAT('from ', p.HOST), ${since}) AS holder FROM (SELECT IS_USED_LOCK(${lock}) AS id) l ` +
    `LEFT JOIN ${MYSQL_SESSIONS} p ON p.ID = l.id ` +
    (table === null ? "" : `LEFT JOIN ${table} f ON f.id = 'fence' ` +
      `AND f.server = ${text("CONCAT(@@hostname, ':', @@port)")} AND f.connection = ${
        text("l.id")
      } `) +
    `WHERE l.id IS NOT NULL`;
}

function recordApplied(tables: OwnTables, record: HistoryRecord): string[] {
  const since =
    `COALESCE((SELECT MIN(j.started_at) FROM ${tables.journal} j WHERE j.id = ${
      literal(record.id)
    }), ` +
    `(SELECT f.changed_at FROM ${tables.lock} f WHERE f.id = 'fence'))`;
  const duration = String(
    record.durationMs ??
      `GREATEST(0, TIMESTAMPDIFF(MICROSECOND, ${since}, ${NOW}) DIV 1000)`,
  );
  // NULL, and so refused, if there is no fence to have guarded this
  const sequence = `(SELECT ${record.sequence} FROM ${tables.lock} f WHERE f.id = 'fence')`;
  const appliedBy = `CONCAT(${literal(record.appliedBy)}, ' as ', CONVERT(USER() USING utf8mb4))`;
  const values = historyValues(record, { ...WORDS, sequence, duration, appliedBy });
  return [
    ...(record.kind === "repeatable"
      ? [`DELETE FROM ${tables.history} WHERE id = ${literal(record.id)}`]
      : []),
    `INSERT INTO ${tables.history} (${HISTORY_COLUMNS}) VALUES (${values})`,
  ];
}

function journalUpsert(tables: OwnTables, record: JournalRecord, fence: Fence): string {
  const insert = `INSERT INTO ${tables.journal} (${JOURNAL_COLUMNS}) ` +
    `VALUES (${journalValues(record, fence.token, WORDS)})`;
  return record.isNew === true ? insert : `${insert} ` +
    `ON DUPLICATE KEY UPDATE ${journalChanges(record.state, (column) => `VALUES(${column})`)}`;
}

function meaning(code: string | null, message: string): ErrorMeaning {
  switch (code) {
    case "1021":
    case "1114": // the table is full
      return "disk-full";
    case "3":
    case "1004":
    case "1005":
    case "1026":
    case "1030": // the server's system has said it: 28 is ENOSPC
      return /\b(?:Errcode|errno|error):? 28\b/i.test(message) ? "disk-full" : "other";
    case "1242":
      return "guard";
    case "1146":
      return "missing-table";
    case "1054":
      return "missing-column";
    case "1046":
    case "1049":
      return "missing-database";
    case "1044":
    case "1142":
    case "1143":
    case "1227":
    case "1370":
      return "permission";
    case "1290":
    case "1792":
    case "1836":
      return "read-only";
    case "1205":
    case "3572": // NOWAIT
      return "lock-timeout";
    case "1020": // MariaDB: the record has changed since it was read
    case "1213":
    case "1180": // a COMMIT that a cluster refused
    case "3101":
      return "conflict";
    case "1040":
    case "1047": // Galera: the node is not ready
    case "1053":
    case "1203":
    case "1226":
    case "3032":
    case "3168":
      return "unavailable";
    case "1064":
      return "syntax";
    default:
      return "other";
  }
}
