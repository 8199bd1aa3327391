import { Buffer } from "node:buffer";
import type { Dialect, ErrorMeaning, HistoryRecord, JournalRecord } from "./dialect.ts";
import { DunlinError } from "../errors.ts";
import { type ExpectedHistory, rowText } from "./expected_history.ts";
import { compareText } from "../migrations/version.ts";
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

const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

const OURS = "dunlin_transaction";
const NO_LIMIT_MS = 2_147_483_647; // the largest busy_timeout

/** SQLite 3.40 and later. Source: sqlite.org/lang.html, lang_altertable.html 7, foreignkeys.html. */
export const sqlite: Dialect = {
  name: "sqlite",
  title: "SQLite",

  transactionalDdl: true,
  mixesStatements: false,
  parsesWholeMessage: false,
  transactionIsLock: true,
  foreignKeysRest: true,
  settingsLeak: false,
  warnings: null,

  lexicalRules: () => ({ flavor: "sqlite" }),
  quote: quoteIdentifier,
  literal,

  tables: (table) => {
    if (table.schema !== null && table.schema !== "main") {
      throw new DunlinError("config", `SQLite has no schema ${JSON.stringify(table.schema)}`, {
        next: `give the table a name without a schema: --table ${table.name}`,
      });
    }
    return qualify({ schema: "main", name: table.name }, quoteIdentifier, {
      limit: 1000,
      length: (text) => text.length,
      unit: "characters",
    });
  },
  readState,
  probe,
  createTables,
  upgradeTables: (tables) => [`UPDATE ${tables.lock} SET format = ${FORMAT} WHERE id = 'fence'`],

  nativeLock: () => null,
  lease: () => null,
  running: () => null,
  blocking: () => null,
  terminate: () => null,
  takeover: () => null,
  announce: (tables, holder) =>
    `UPDATE ${tables.lock} SET holder = ${literal(holder)}, since = ${NOW} WHERE id = 'lease'`,
  withdraw: (tables, holder) =>
    `UPDATE ${tables.lock} SET holder = NULL, since = NULL WHERE id = 'lease' AND holder = ${
      literal(holder)
    }`,
  announced: (tables) =>
    `SELECT holder || ' since ' || since AS holder FROM ${tables.lock} WHERE id = 'lease' AND holder IS NOT NULL`,
  // SQLite raises nothing outside triggers, but revision is NOT NULL
  guard: (tables, fence) => [
    `UPDATE ${tables.lock} SET changed_at = ${NOW}, ` +
    `revision = CASE WHEN token = ${fence.token} AND revision = ${fence.revision} THEN revision + 1 END WHERE id = 'fence'`,
    `SAVEPOINT ${OURS}`,
  ],

  begin: "BEGIN IMMEDIATE",
  sessionSetup: (_version, limits) => patience(limits.lockMs || NO_LIMIT_MS),
  readOnlySession: ["PRAGMA query_only = 1"],
  timeouts: (limits) => patience(limits.lockMs || NO_LIMIT_MS),
  home: () => [],
  patience,
  changesRole: () => false,
  becomeRole: null,
  ownRole: [],
  resetBefore: () => [],
  resetAfter: [],
  freeLocks: [],
  prepared: () => null,

  recordApplied,
  recordRemoved: (tables, id) => [
    ...stillOurs(),
    `DELETE FROM ${tables.history} WHERE id = ${literal(id)}`,
    // the same raise as the guard's, where the row was not there
    `UPDATE ${tables.lock} SET revision = CASE WHEN changes() = 1 THEN revision END WHERE id = 'fence'`,
  ],
  journalWrite: (tables, record, fence) => [journalUpsert(tables, record, fence)],
  journalClear: (tables, id, direction, position) => [
    `DELETE FROM ${tables.journal} WHERE id = ${literal(id)} AND direction = '${direction}'` +
    (position === undefined ? "" : ` AND position = ${position}`),
  ],
  appliedBy: (tables, id) =>
    `SELECT applied_by AS "by" FROM ${tables.history} WHERE id = ${literal(id)}`,
  storedDown: (tables, id) =>
    `SELECT down_text, down_checksum FROM ${tables.history} WHERE id = ${literal(id)}`,

  waitsWithoutHarm: () => false,
  standsAlone: (_statement, { verb }) => verb === "CALL",
  loadProofs: async () => (await import("./evidence/sqlite_proofs.ts")).sqliteProofs,
  refuseWhere: (tables, condition) =>
    `UPDATE ${tables.lock} SET revision = CASE WHEN NOT (${condition}) THEN revision END WHERE id = 'fence'`,
  jsonArray: (expressions) => `json_array(${expressions.join(", ")})`,
  keptInRollback: () => false,
  refusesPartly: () => false,
  meaning,
  codeName: (code) => `SQLite ${code}`,
  raiseMessageBytes: null,
  keepsBecause: "it cannot be one transaction",
  toWrite:
    "give this user the right to write the file and its folder, and leave mode=ro out of the URL",
};

// a savepoint ends with its transaction: RELEASE raises if that is not the guard's any more
function stillOurs(): string[] {
  return [`RELEASE ${OURS}`, `SAVEPOINT ${OURS}`];
}

function patience(lockMs: number): string[] {
  return [`PRAGMA busy_timeout = ${lockMs}`];
}

const WORDS: RowWords = { literal, integer: String, now: NOW };

function quoteIdentifier(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

// SQLite text ends at a NUL when it is read as a C string, so it goes as a blob
function literal(text: string): string {
  if (text.includes("\0")) return `CAST(X'${Buffer.from(text).toString("hex")}' AS TEXT)`;
  return `'${text.replaceAll("'", "''")}'`;
}

function name(table: TableName, which: "history" | "journal" | "lock"): string {
  return `main.${quoteIdentifier(ownNames(table.name)[which])}`;
}

const FACTS =
  `'main' AS c4, (SELECT file FROM pragma_database_list WHERE name = 'main') AS c5, NULL AS c6, ` +
  `'0' AS c7, '' AS c8, NULL AS c9`;

// what is done is done: only what is open is judged by what was seen
function seen(column: string): string {
  return `CASE WHEN j.state <> 'done' THEN ${column} END`;
}

function readState(table: TableName, expected?: ExpectedHistory): string {
  const history = name(table, "history");
  const count = expected ? `(SELECT count(*) FROM ${history})` : "NULL";
  return `SELECT 'F' AS part, f.token AS c1, f.revision AS c2, f.format AS c3, ${FACTS}, ${count} AS c10, NULL AS c11 ` +
    `FROM ${name(table, "lock")} f WHERE f.id = 'fence' ` +
    `UNION ALL SELECT 'H', h.id, h.kind, h.origin, h.namespace, h.version, h.name, h.checksum, h.sequence, ` +
    `h.applied_at, h.duration_ms, h.down_text IS NOT NULL FROM ${history} h ` +
    (expected ? `WHERE ${unlike(history, expected)} ` : "") +
    `UNION ALL SELECT 'J', j.id, j.direction, j.position, j.total, j.state, j.hash, j.started_at, ` +
    `${seen("j.fingerprint")}, ${seen("j.outcome")}, j.verb, j.settings ` +
    `FROM ${name(table, "journal")} j`;
}

// SQLite has no hash, and its text has no way to go: the whole of it is compared,
// inside the subquery, which is run once, and not for every row.
function unlike(history: string, { entries }: ExpectedHistory): string {
  const rows = entries.toSorted((a, b) => compareText(a.id, b.id)).map(rowText).join("\n");
  return `(SELECT group_concat(d.line, char(10)) IS NOT ${literal(rows)} FROM (SELECT ` +
    `CASE WHEN h.origin IN ('applied', 'baseline') THEN h.kind ELSE '?' END || ' ' || ` +
    `h.namespace || ' ' || h.version || ' ' || h.checksum || ' ' || h.id AS line ` +
    `FROM ${history} h ORDER BY h.id) d)`;
}

function probe(table: TableName): string {
  const names = ownNames(table.name);
  const there = (own: string) =>
    `(SELECT name FROM main.sqlite_master WHERE type = 'table' AND lower(name) = lower(${
      literal(own)
    }))`;
  return `SELECT 'F' AS part, ${there(names.history)} AS c1, ${there(names.journal)} AS c2, ${
    there(names.lock)
  } AS c3, ${FACTS}, ` +
    `(SELECT group_concat(name) FROM pragma_table_info(${literal(names.history)})) AS c10`;
}

function createTables(tables: OwnTables): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${tables.history} (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, origin TEXT NOT NULL, ` +
    `namespace TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, sequence INTEGER NOT NULL UNIQUE, ` +
    `applied_at TEXT NOT NULL, duration_ms INTEGER NOT NULL, applied_by TEXT NOT NULL, tool_version TEXT NOT NULL, ` +
    `file TEXT NOT NULL, down_text TEXT, down_checksum TEXT)`,
    `CREATE TABLE IF NOT EXISTS ${tables.journal} (id TEXT NOT NULL, direction TEXT NOT NULL, position INTEGER NOT NULL, ` +
    `total INTEGER NOT NULL, state TEXT NOT NULL, hash TEXT NOT NULL, verb TEXT NOT NULL, fingerprint TEXT, outcome TEXT, ` +
    `settings TEXT, token INTEGER NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, PRIMARY KEY (id, direction, position))`,
    `CREATE TABLE IF NOT EXISTS ${tables.lock} (id TEXT NOT NULL PRIMARY KEY, token INTEGER NOT NULL, revision INTEGER NOT NULL, ` +
    `format INTEGER NOT NULL, server TEXT, connection TEXT, started_at TEXT, holder TEXT, since TEXT, expires_at TEXT, changed_at TEXT)`,
    `INSERT OR IGNORE INTO ${tables.lock} (id, token, revision, format) VALUES ('fence', 0, 0, ${FORMAT}), ('lease', 0, 0, ${FORMAT})`,
  ];
}

function recordApplied(tables: OwnTables, record: HistoryRecord): string[] {
  // since the first journal entry, else since the guard: it is the transaction's first statement
  const since = `COALESCE((SELECT MIN(j.started_at) FROM ${tables.journal} j WHERE j.id = ${
    literal(record.id)
  }), (SELECT f.changed_at FROM ${tables.lock} f WHERE f.id = 'fence'))`;
  const duration = String(
    record.durationMs ??
      `MAX(0, CAST(ROUND((julianday(${NOW}) - julianday(${since})) * 86400000) AS INTEGER))`,
  );
  // NULL, and so refused, if there is no fence to have guarded this
  const sequence = `(SELECT ${record.sequence} FROM ${tables.lock} WHERE id = 'fence')`;
  const appliedBy = literal(record.appliedBy);
  const values = historyValues(record, { ...WORDS, sequence, duration, appliedBy });
  return [
    ...stillOurs(),
    ...(record.kind === "repeatable"
      ? [`DELETE FROM ${tables.history} WHERE id = ${literal(record.id)}`]
      : []),
    `INSERT INTO ${tables.history} (${HISTORY_COLUMNS}) VALUES (${values})`,
  ];
}

function journalUpsert(tables: OwnTables, record: JournalRecord, fence: Fence): string {
  return `INSERT INTO ${tables.journal} (${JOURNAL_COLUMNS}) ` +
    `VALUES (${journalValues(record, fence.token, WORDS)}) ` +
    `ON CONFLICT (id, direction, position) DO UPDATE SET ${
      journalChanges(record.state, (column) => `excluded.${column}`)
    }`;
}

// codes are not always given by the drivers, so the words count too
function meaning(code: string | null, message: string): ErrorMeaning {
  if (/NOT NULL constraint failed: .*_lock\.revision/.test(message)) return "guard";
  if (message === `no such savepoint: ${OURS}`) return "escaped";
  if (/^no such table: /.test(message)) return "missing-table";
  if (/^no such column: /.test(message)) return "missing-column";
  const primary = code === null ? Number.NaN : Number(code) & 0xff;
  if (primary === 8 || /attempt to write a readonly database/.test(message)) return "read-only";
  if (primary === 3) return "permission";
  if (primary === 5 || primary === 6 || /database (table )?is locked/.test(message)) {
    return "lock-timeout";
  }
  if (primary === 13) return "disk-full";
  if (/syntax error|incomplete input|unrecognized token/.test(message)) return "syntax";
  return "other";
}
