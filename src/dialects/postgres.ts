import type { LexicalRules } from "../sql/statement.ts";
import { postgresBlocking } from "./blocking_sessions.ts";
import type { Dialect, ErrorMeaning, HistoryRecord, JournalRecord, Timeouts } from "./dialect.ts";
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
import { FORMAT, ownNames, type OwnTables, qualify, type TableName } from "./own_tables.ts";
import { postgresLease } from "./postgres_lease.ts";
import { postgresPrepared } from "./postgres_prepared.ts";
import { postgresLock, postgresTerminate } from "./postgres_lock.ts";
import { postgresRunning } from "./postgres_running.ts";
import { postgresUnlike } from "./postgres_unlike.ts";
import {
  CLOCK,
  EQ,
  guardedBy,
  int8,
  iso,
  literal,
  raiseUnlessOne,
  whoApplies,
  writtenHere,
} from "./postgres_words.ts";

const OWN_ROLE = ["RESET SESSION AUTHORIZATION", "RESET ROLE"];
const RESET_AFTER = ["DEALLOCATE ALL", "CLOSE ALL", "UNLISTEN *", "DISCARD TEMP"];

/** PostgreSQL 14 and later. Source: PostgreSQL manual 9.28 (advisory locks), 55.2.2 (simple query), 13.2. */
export const postgres: Dialect = {
  name: "postgres",
  title: "PostgreSQL",

  transactionalDdl: true,
  mixesStatements: false,
  parsesWholeMessage: true,
  transactionIsLock: false,
  foreignKeysRest: false,
  settingsLeak: true,
  warnings: null,

  lexicalRules: (facts): LexicalRules => ({
    flavor: "postgres",
    standardConformingStrings: facts?.lexing !== "off",
  }),
  quote: quoteIdentifier,
  literal,

  tables: (table, facts) =>
    qualify(
      { schema: table.schema ?? facts.schema ?? "public", name: table.name },
      quoteIdentifier,
      {
        limit: 63,
        length: (text) => new TextEncoder().encode(text).length,
        unit: "bytes",
      },
    ),
  readState,
  probe,
  createTables,
  upgradeTables: (
    tables,
  ) => [`UPDATE ${tables.lock} SET format = ${FORMAT} WHERE id ${EQ} 'fence'`],

  nativeLock: postgresLock,
  lease: (tables) => postgresLease(tables, literal),
  running: postgresRunning,
  blocking: postgresBlocking,
  terminate: postgresTerminate,
  takeover: (tables, holder) =>
    `UPDATE ${tables.lock} SET token = token OPERATOR(pg_catalog.+) 1, ` +
    `revision = revision OPERATOR(pg_catalog.+) 1, ` +
    `server = pg_catalog.concat(pg_catalog.inet_server_addr(), ':', pg_catalog.inet_server_port(), ' ', pg_catalog.pg_postmaster_start_time()), ` +
    `connection = pg_catalog.pg_backend_pid()::pg_catalog.text, ` +
    `started_at = (SELECT a.backend_start FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a), ` +
    `holder = ${literal(holder)}, since = ${CLOCK}, changed_at = ${CLOCK} ` +
    `WHERE id ${EQ} 'fence' AND format OPERATOR(pg_catalog.<=) ${FORMAT}`,
  announce: () => null,
  withdraw: () => null,
  announced: () => null,
  guard: (tables, fence) => [
    guardedBy(tables, int8(fence.token), int8(fence.revision)) +
    raiseUnlessOne("g", "dunlin-guard"),
  ],

  // READ COMMITTED whatever the role's default: a guard must see the newest fence
  // READ WRITE whatever a file before made the default
  begin: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
  sessionSetup,
  readOnlySession: ["SET default_transaction_read_only = on"],
  timeouts: (limits, local) => {
    const set = local ? "SET LOCAL" : "SET";
    return [
      `${set} lock_timeout = ${limits.lockMs}`,
      `${set} statement_timeout = ${limits.statementMs}`,
    ];
  },
  home: () => [],
  patience: () => [],
  changesRole: (statement) =>
    /^(SET|RESET)\s+((SESSION|LOCAL)\s+)?(ROLE|SESSION\s+AUTHORIZATION)\b/i.test(statement),
  becomeRole: (role, local) => `SET ${local ? "LOCAL " : ""}ROLE ${quoteIdentifier(role)}`,
  ownRole: OWN_ROLE,
  // the role first: what a file became may not be allowed to write the history
  resetBefore: (version, limits) => [
    ...OWN_ROLE,
    "RESET ALL",
    ...sessionSetup(version, limits),
  ],
  freeLocks: ["SELECT pg_catalog.pg_advisory_unlock_all()"],
  resetAfter: RESET_AFTER,
  prepared: (tables, tag, run) => postgresPrepared(tables, tag, run, RESET_AFTER),

  recordApplied,
  recordRemoved: (tables, id) => [
    `WITH h AS (DELETE FROM ${tables.history} h USING ${tables.lock} f WHERE h.id ${EQ} ${
      literal(id)
    } ` +
    `AND ${writtenHere("f")} RETURNING 1) ` + raiseUnlessOne("h", "dunlin-fence"),
  ],
  journalWrite: (tables, record, fence) => [journalUpsert(tables, record, fence)],
  journalClear: (tables, id, direction, position) => [
    `DELETE FROM ${tables.journal} WHERE id ${EQ} ${
      literal(id)
    } AND direction ${EQ} '${direction}'` +
    (position === undefined ? "" : ` AND position ${EQ} ${position}`),
  ],
  appliedBy: (tables, id) =>
    `SELECT applied_by AS "by" FROM ${tables.history} WHERE id ${EQ} ${literal(id)}`,
  storedDown: (tables, id) =>
    `SELECT down_text, down_checksum FROM ${tables.history} WHERE id ${EQ} ${literal(id)}`,

  waitsWithoutHarm: (statement) => /\bconcurrently\b/i.test(statement),
  // a procedure or block that commits by itself; REINDEX and CLUSTER of a partitioned table
  standsAlone: (statement, { verb }) =>
    /^(CALL|REINDEX|CLUSTER)\b/.test(verb) ||
    (verb === "DO" && /\b(COMMIT|ROLLBACK|CALL|EXECUTE)\b/i.test(statement)),
  loadProofs: async () => (await import("./evidence/postgres_proofs.ts")).postgresProofs,
  refuseWhere: (_tables, condition) =>
    `SELECT CASE WHEN ${condition} THEN pg_catalog.concat('dunlin-guard ', pg_catalog.now())::pg_catalog.int4 END`,
  jsonArray: (expressions) =>
    `pg_catalog.json_build_array(${expressions.join(", ")})::pg_catalog.text`,
  keptInRollback: () => false,
  // where they stand alone they may have committed before they failed
  refusesPartly: (_statement, { verb }) => /^(CALL|DO)\b/.test(verb),
  meaning,
  codeName: (code) => `PostgreSQL ${code}`,
  raiseMessageBytes: null,
  keepsBecause: "it cannot be one transaction",
  toWrite: "connect to the primary, with a role and session that may write",
};

const WORDS: RowWords = { literal, integer: int8, now: CLOCK };

function quoteIdentifier(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** The leading number of a version: `18.4` → 18. */
function major(version: string): number {
  return Number.parseInt(version, 10) || 0;
}

function name(table: TableName, which: "history" | "journal" | "lock"): string {
  const bare = quoteIdentifier(ownNames(table.name)[which]);
  return table.schema === null ? bare : `${quoteIdentifier(table.schema)}.${bare}`;
}

const FACTS = `pg_catalog.current_database()::pg_catalog.text AS c5, ` +
  `pg_catalog.pg_backend_pid()::pg_catalog.text AS c6, ` +
  `CASE WHEN pg_catalog.pg_is_in_recovery() OR pg_catalog.current_setting('transaction_read_only') ${EQ} 'on' THEN '1' ELSE '0' END AS c7, ` +
  `pg_catalog.current_setting('standard_conforming_strings') AS c8, NULL::pg_catalog.text AS c9`;

// what is done is done: only what is open is judged by what was seen
function seen(column: string): string {
  return `CASE WHEN j.state OPERATOR(pg_catalog.<>) 'done' THEN ${column} END`;
}

// Unqualified where the user named no schema: the tables are where search_path
// finds them, which is not always where a new one would be created.
function readState(table: TableName, expected?: ExpectedHistory): string {
  const t = "::pg_catalog.text";
  const history = name(table, "history");
  const count = expected && `(SELECT pg_catalog.count(*) FROM ${history})`;
  return `SELECT 'F' AS part, f.token${t} AS c1, f.revision${t} AS c2, f.format${t} AS c3, n.nspname${t} AS c4, ${FACTS}, ` +
    `${count ?? "NULL"}${t} AS c10, NULL${t} AS c11 FROM ${name(table, "lock")} f ` +
    `JOIN pg_catalog.pg_class c ON c.oid ${EQ} f.tableoid JOIN pg_catalog.pg_namespace n ON n.oid ${EQ} c.relnamespace ` +
    `WHERE f.id ${EQ} 'fence' ` +
    `UNION ALL SELECT 'H', h.id, h.kind, h.origin, h.namespace, h.version, h.name, h.checksum, h.sequence${t}, ` +
    `${
      iso("h.applied_at")
    }, h.duration_ms${t}, CASE WHEN h.down_text IS NULL THEN '0' ELSE '1' END FROM ${history} h ` +
    (expected ? `WHERE ${postgresUnlike(history, expected)} ` : "") +
    `UNION ALL SELECT 'J', j.id, j.direction, j.position${t}, j.total${t}, j.state, j.hash, ${
      iso("j.started_at")
    }, ${seen("j.fingerprint")}, ${seen("j.outcome")}, j.verb, j.settings FROM ${
      name(table, "journal")
    } j`;
}

function probe(table: TableName): string {
  const there = (which: "history" | "journal" | "lock") =>
    `pg_catalog.to_regclass(${literal(name(table, which))})::pg_catalog.text`;
  const schema = table.schema === null
    ? "pg_catalog.current_schema()::pg_catalog.text"
    : literal(table.schema);
  return `SELECT 'F' AS part, ${there("history")} AS c1, ${there("journal")} AS c2, ${
    there("lock")
  } AS c3, ` +
    `${schema} AS c4, ${FACTS}, (SELECT pg_catalog.string_agg(a.attname::pg_catalog.text, ',' ORDER BY a.attnum) ` +
    `FROM pg_catalog.pg_attribute a WHERE a.attrelid ${EQ} pg_catalog.to_regclass(${
      literal(name(table, "history"))
    }) ` +
    `AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped) AS c10`;
}

function createTables(tables: OwnTables): string[] {
  const now = `DEFAULT ${CLOCK}`;
  return [
    // CREATE SCHEMA IF NOT EXISTS asks for the right to create even where it exists
    `DO ${
      literal(
        `BEGIN IF pg_catalog.to_regnamespace(${
          literal(quoteIdentifier(tables.schema))
        }) IS NULL THEN ` +
          `CREATE SCHEMA ${quoteIdentifier(tables.schema)}; END IF; END`,
      )
    }`,
    `CREATE TABLE IF NOT EXISTS ${tables.history} (id pg_catalog.text PRIMARY KEY, kind pg_catalog.text NOT NULL, ` +
    `origin pg_catalog.text NOT NULL, namespace pg_catalog.text NOT NULL, version pg_catalog.text NOT NULL, ` +
    `name pg_catalog.text NOT NULL, checksum pg_catalog.text NOT NULL, sequence pg_catalog.int8 NOT NULL UNIQUE, ` +
    `applied_at pg_catalog.timestamptz NOT NULL ${now}, duration_ms pg_catalog.int8 NOT NULL, ` +
    `applied_by pg_catalog.text NOT NULL, tool_version pg_catalog.text NOT NULL, file pg_catalog.text NOT NULL, ` +
    `down_text pg_catalog.text, down_checksum pg_catalog.text)`,
    `CREATE TABLE IF NOT EXISTS ${tables.journal} (id pg_catalog.text NOT NULL, direction pg_catalog.text NOT NULL, ` +
    `position pg_catalog.int4 NOT NULL, total pg_catalog.int4 NOT NULL, state pg_catalog.text NOT NULL, ` +
    `hash pg_catalog.text NOT NULL, verb pg_catalog.text NOT NULL, fingerprint pg_catalog.text, outcome pg_catalog.text, ` +
    `settings pg_catalog.text, token pg_catalog.int8 NOT NULL, started_at pg_catalog.timestamptz NOT NULL ${now}, ` +
    `finished_at pg_catalog.timestamptz, PRIMARY KEY (id, direction, position))`,
    `CREATE TABLE IF NOT EXISTS ${tables.lock} (id pg_catalog.text PRIMARY KEY, token pg_catalog.int8 NOT NULL, ` +
    `revision pg_catalog.int8 NOT NULL, format pg_catalog.int4 NOT NULL, server pg_catalog.text, connection pg_catalog.text, ` +
    `started_at pg_catalog.timestamptz, holder pg_catalog.text, since pg_catalog.timestamptz, ` +
    `expires_at pg_catalog.timestamptz, changed_at pg_catalog.timestamptz)`,
    // a conflict alone would wait for whoever is writing that row, and that may be long
    `INSERT INTO ${tables.lock} (id, token, revision, format) ` +
    `SELECT v.id, 0, 0, ${FORMAT} FROM (VALUES ('fence'), ('lease')) v (id) ` +
    `WHERE NOT EXISTS (SELECT 1 FROM ${tables.lock} l WHERE l.id ${EQ} v.id) ON CONFLICT (id) DO NOTHING`,
  ];
}

// The limits of a session that works: a half-dead runner must not hold locks for hours.
function sessionSetup(version: string, limits: Timeouts): string[] {
  return [
    ...postgres.timeouts(limits, false),
    ...(major(version) >= 17 ? ["SET transaction_timeout = 0"] : []),
    // a message that goes on behind a COMMIT can only begin as its session's default says
    "SET default_transaction_isolation = 'read committed'",
    "SET idle_session_timeout = 60000",
    "SET idle_in_transaction_session_timeout = 60000",
    ...(major(version) >= 14 ? ["SET client_connection_check_interval = 1000"] : []),
  ];
}

function recordApplied(tables: OwnTables, record: HistoryRecord): string[] {
  const duration = record.durationMs === null
    ? `GREATEST(0, EXTRACT(epoch FROM ${CLOCK} OPERATOR(pg_catalog.-) COALESCE((SELECT pg_catalog.min(j.started_at) FROM ${tables.journal} j ` +
      `WHERE j.id ${EQ} ${
        literal(record.id)
      }), pg_catalog.now())) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8`
    : int8(record.durationMs);
  const appliedBy = whoApplies(record.appliedBy);
  const sequence = int8(record.sequence);
  const values = historyValues(record, { ...WORDS, sequence, duration, appliedBy });
  return [
    ...(record.kind === "repeatable"
      ? [`DELETE FROM ${tables.history} WHERE id ${EQ} ${literal(record.id)}`]
      : []),
    `WITH h AS (INSERT INTO ${tables.history} (${HISTORY_COLUMNS}) SELECT ${values} ` +
    `FROM ${tables.lock} f WHERE ${writtenHere("f")} RETURNING 1) ` +
    raiseUnlessOne("h", "dunlin-fence"),
  ];
}

function journalUpsert(tables: OwnTables, record: JournalRecord, fence: Fence): string {
  return `INSERT INTO ${tables.journal} (${JOURNAL_COLUMNS}) ` +
    `VALUES (${journalValues(record, fence.token, WORDS)}) ON CONFLICT (id, direction, position) ` +
    `DO UPDATE SET ${journalChanges(record.state, (column) => `excluded.${column}`)}`;
}

function meaning(code: string | null, message: string): ErrorMeaning {
  switch (code) {
    case "22P02":
      if (message.includes("dunlin-guard ")) return "guard";
      if (message.includes("dunlin-prepared ")) return "unprepared";
      return message.includes("dunlin-fence ") ? "escaped" : "other";
    case "26000":
      return "unprepared";
    case "42P01":
    case "3F000":
      return "missing-table";
    case "42703":
      return "missing-column";
    case "42501":
      return "permission";
    case "25006":
      return "read-only";
    case "55P03":
      return "lock-timeout";
    case "40001":
    case "40P01":
      return "conflict";
    case "53300":
    case "57P01":
    case "57P02":
    case "57P03":
    case "57P05":
      return "unavailable";
    case "53100":
      return "disk-full";
    case "42601":
    case "42602":
    case "22025":
      return "syntax";
    default:
      return "other";
  }
}
