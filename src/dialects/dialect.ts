import type { Direction } from "../migrations/migration.ts";
import type { Query } from "../sql/query.ts";
import type { LexicalRules, SqlFlavor, StatementClass } from "../sql/statement.ts";
import type { Evidence, EvidenceContext } from "./evidence/evidence.ts";
import type { ExpectedHistory } from "./expected_history.ts";
import type { LeaseWords } from "./lease.ts";
import type { PreparedWords, RunWords } from "./prepared.ts";
import type { OwnTables, TableName } from "./own_tables.ts";
import type { Fence, SessionFacts } from "./own_state.ts";

/** A history row to be written. */
export interface HistoryRecord {
  readonly id: string;
  readonly kind: "versioned" | "repeatable";
  readonly origin: "applied" | "baseline";
  readonly namespace: string;
  readonly version: string;
  readonly name: string;
  readonly checksum: string;
  readonly sequence: number;
  readonly file: string;
  readonly down: { readonly text: string; readonly checksum: string } | null;
  /** Host and process that ran it. */
  readonly appliedBy: string;
  readonly toolVersion: string;
  /** null: the server computes it from its own clock. */
  readonly durationMs: number | null;
}

/** What the journal is told of one unit of a migration. */
export interface JournalRecord {
  readonly id: string;
  readonly direction: Direction;
  readonly position: number;
  readonly total: number;
  readonly state: "intent" | "done" | "failed";
  readonly hash: string;
  /** For people: `CREATE INDEX`. */
  readonly verb: string;
  /** The script's file, as the user knows it; a later run may find another in its place. */
  readonly file: string | null;
  /**
   * A scalar SQL expression of what the statement's claims look like: before it
   * (`intent`), or after the server refused it (`failed`). See `jsonArray`.
   */
  readonly looks?: string;
  /** Nothing has been told of this unit before. */
  readonly isNew?: true;
}

/** Time limits while a migration runs, in milliseconds; 0 is none. */
export interface Timeouts {
  readonly lockMs: number;
  readonly statementMs: number;
}

/** What an error code of the server means to execution. */
export type ErrorMeaning =
  | "guard" // the guard fired: what was planned is no longer true
  | "escaped" // the history row met a fence that another transaction wrote
  | "unprepared" // what dunlin had prepared is gone, or a file has prepared something of its own
  | "missing-table"
  | "missing-column"
  | "missing-database" // no database chosen, or it is gone
  | "permission"
  | "read-only"
  | "lock-timeout"
  | "conflict" // a deadlock, or a transaction that met another's: it was rolled back, and may be tried again
  | "unavailable" // starting up, shutting down, no connection free: it passes
  | "syntax"
  | "disk-full" // or a limit on how large a file or table may get
  | "other";

/** The session-wide lock of a database that has one. */
export interface NativeLock {
  /** Asks once and never waits. Answers one row. */
  readonly acquire: Query;
  /** Whether the answer to `acquire` means it is ours. */
  acquired(answer: Readonly<Record<string, unknown>>): boolean;
  /** `acquire` as a statement that raises as a guard does unless it is ours; only where a reset frees it. */
  readonly insist?: string;
  /**
   * Names who holds it, and since when if the fence says it of that very session:
   * one row with a text column `holder`, or none. Reads the own tables.
   */
  readonly holder: Query;
  /** The same where the own tables are not there yet, or may not be read: what the server knows. */
  readonly bareHolder: Query;
  readonly release: Query;
}

/** How the session that holds a lock is found and ended. */
export interface TerminateWords {
  /** One row with a text column `id`, or none. */
  readonly find: string;
  end(id: string): string;
}

/** What a database tells of a single statement, and of what it did; see {@linkcode Dialect.loadProofs}. */
export interface StatementProofs {
  /**
   * What an earlier, failed attempt at a statement may have left in its way: a
   * query for rows with a text column `remove`, a statement each; null if nothing.
   */
  leftovers(statement: string, rules: LexicalRules): string | null;
  /** What proves how a statement went whose run ended before it could say so. */
  evidence(statement: string, context: EvidenceContext): Evidence;
  /** Asked with success only where the session may read the engine's own ids of tables; null where there are none. */
  readonly identityProbe: string | null;
  /**
   * A boolean SQL expression: whether a statement writes a table that a ROLLBACK
   * does not bring back, or that is not of this server; null where it writes none.
   */
  untransactional(statement: string, rules: LexicalRules): string | null;
  /**
   * A query for the code that statements may run without their text saying so:
   * rows of texts `kind` (`trigger`, `routine`, `parameter` or `view`), `db`, `name` (of a
   * trigger its table, of a parameter its routine) and `body`, null where it is hidden. Null
   * where such code leaves nothing in a session that a text could ask for.
   */
  readonly sessionCode: string | null;
}

/**
 * What one database says. Plain values and pure functions: a dialect knows
 * SQL and never opens a connection. Every text it returns is one statement
 * without its semicolon, or an array of them; dunlin's own SQL names every
 * table, function and operator in full, so that no setting of a migration can
 * bend it.
 */
export interface Dialect {
  readonly name: SqlFlavor;
  /** For people: `PostgreSQL`. */
  readonly title: string;

  // abilities
  /** DDL rolls back, so a whole migration can be one transaction. */
  readonly transactionalDdl: boolean;
  /** Statements that commit by themselves may share a message with others. */
  readonly mixesStatements: boolean;
  /** The server reads a whole message before it runs any of it: one syntax error stops all. */
  readonly parsesWholeMessage: boolean;
  /** `BEGIN` itself is the lock, and is polled. */
  readonly transactionIsLock: boolean;
  /** Foreign keys must rest while a table is rebuilt. */
  readonly foreignKeysRest: boolean;
  /** Behind a pooler settings would reach strangers: there they are made for a transaction only. */
  readonly settingsLeak: boolean;
  /** A statement's warnings are asked for with this text; null where they arrive by themselves. */
  readonly warnings: string | null;

  // text
  lexicalRules(facts: SessionFacts | null): LexicalRules;
  quote(identifier: string): string;
  /** A string literal that reads the same under every session setting. */
  literal(text: string): string;

  // own tables
  /** @throws {DunlinError} `config`, if a name is too long or a schema makes no sense here */
  tables(table: TableName, facts: SessionFacts): OwnTables;
  /**
   * Reads everything in one statement; see `parseOwnState` for its columns.
   *
   * @param expected The rows of the history are left out where it is one of these, and their number told
   */
  readState(table: TableName, expected?: ExpectedHistory): string;
  /**
   * Asked when `readState` fails for want of a table: one row with the facts of
   * `parseFacts`, `c1` to `c3` the own tables that are there (history, journal,
   * lock; else null), `c10` the history's columns, separated by commas.
   */
  probe(table: TableName): string;
  /** Makes the own tables in their final shape where they are not there; run under the lock or inside `begin`. */
  createTables(tables: OwnTables, facts: SessionFacts): string[];
  /**
   * Brings own tables of an older format to this one, between a guard and COMMIT:
   * additions only, so that a dunlin in the middle of a read is not disturbed,
   * and each such that it may be met half done; the format number last.
   */
  upgradeTables(tables: OwnTables, from: number): string[];

  // lock and fence
  /** The lease of these tables; null where the transaction is the lock. */
  lease(tables: OwnTables): LeaseWords | null;
  /**
   * Asks whether a statement of an earlier runner is still at work: one that
   * carries a mark of this history (see `mark`), and another token. One row with
   * a text column `running`, or none; null where the lock itself says it.
   *
   * @param hidden Whether one whose text this role may not read counts as well,
   * if it holds locks as only DDL and maintenance take them
   */
  running(tables: OwnTables, token: bigint, hidden: boolean): string | null;
  /**
   * Asks who keeps another session waiting: rows of text columns `session`,
   * `who` and `statement`; null where the server cannot tell.
   */
  blocking(sessionId: string): string | null;
  /** Ends the session that holds the native lock: one row for each that was ended. */
  terminate(tables: OwnTables, facts: SessionFacts): TerminateWords | null;
  nativeLock(tables: OwnTables, facts: SessionFacts): NativeLock | null;
  /**
   * Writes a new token and who took it, unless a newer dunlin has written the
   * tables; null where the transaction is the lock.
   */
  takeover(tables: OwnTables, holder: string): string | null;
  /** Leaves a note of who is working, for those who wait; only where `takeover` is null. */
  announce(tables: OwnTables, holder: string): string | null;
  /** Takes the note back, unless another has left its own since. */
  withdraw(tables: OwnTables, holder: string): string | null;
  /** Who left a note: one row with a text column `holder`, or none. */
  announced(tables: OwnTables): string | null;
  /** Moves the revision on, and raises unless token and revision are as expected. */
  guard(tables: OwnTables, fence: Fence): string[];

  // transactions
  readonly begin: string;
  /** Statements for a session that starts to work, sent once and after each `reset`. */
  sessionSetup(serverVersion: string, timeouts: Timeouts): string[];
  /** Makes the session refuse writes, for dry runs. */
  readonly readOnlySession: string[];
  /** Time limits of one migration; `local` ones end with the transaction. */
  timeouts(timeouts: Timeouts, local: boolean): string[];
  /** What a driver's reset of the session does not bring back: the database that was chosen. */
  home(facts: SessionFacts): string[];
  /**
   * How long a statement waits for a file that is busy, 0 not at all; only where
   * `transactionIsLock`.
   */
  patience(lockMs: number): string[];
  /** Whether a statement makes the session another role, who may not be allowed to write the journal. */
  changesRole(statement: string): boolean;
  /** Makes the session a role until its end, or the transaction's; null where objects have no owners. */
  readonly becomeRole: ((role: string, local: boolean) => string) | null;
  /** Makes the session the role it began as. */
  readonly ownRole: string[];
  /** Undoes what a file left in the session: before the history row, inside the transaction. */
  resetBefore(serverVersion: string, timeouts: Timeouts): string[];
  /** The rest of it, after the transaction. */
  readonly resetAfter: string[];
  /** Frees what locks a file took in a session that may be a stranger's next. */
  readonly freeLocks: string[];

  /**
   * The guard and the history row as statements the session knows by name, for
   * many migrations in a row; null where that gains nothing.
   *
   * @param tag No other prepared statement of the session has it in its name
   */
  prepared(tables: OwnTables, tag: string, run: RunWords): PreparedWords | null;

  // history and journal; each under a guard of its own transaction
  /** `fenced`: raises unless the fence was written by this very transaction. */
  recordApplied(tables: OwnTables, record: HistoryRecord): string[];
  recordRemoved(tables: OwnTables, id: string): string[];
  journalWrite(tables: OwnTables, record: JournalRecord, fence: Fence): string[];
  /** Drops what the journal holds of a script: all of it, or one unit. */
  journalClear(tables: OwnTables, id: string, direction: Direction, position?: number): string[];
  storedDown(tables: OwnTables, id: string): string;
  /** Who applied it: one row with a text column `by`, or none. */
  appliedBy(tables: OwnTables, id: string): string;

  // words about statements and errors
  /** Whether a lock timeout would do more harm than waiting (`CREATE INDEX CONCURRENTLY`). */
  waitsWithoutHarm(statement: string, traits: StatementClass): boolean;
  /** Whether it can only be run by itself, in a file that wants no transaction. */
  standsAlone(statement: string, traits: StatementClass): boolean;
  /** Loads what is known of single statements: a run with nothing to do goes without. */
  loadProofs(): Promise<StatementProofs>;
  /** Raises as a guard does where the condition, a boolean SQL expression, is true. */
  refuseWhere(tables: OwnTables, condition: string): string;
  /** Scalar SQL expressions → one that gives a JSON array of their texts and nulls, as text. */
  jsonArray(expressions: readonly string[]): string;
  /** Whether a warning that followed ROLLBACK says that it could not undo everything. */
  keptInRollback(warning: Readonly<Record<string, unknown>>): boolean;
  /** Whether a statement the server refused may have done a part of its work all the same. */
  refusesPartly(statement: string, traits: StatementClass): boolean;
  meaning(code: string | null, message: string): ErrorMeaning;
  /** How a server's code is written for people: `MySQL 1060`, `PostgreSQL 42P07`. */
  codeName(code: string): string;
  /**
   * How the server is made to take messages of so many bytes, as the end of a
   * sentence; null where nobody can set that.
   */
  readonly raiseMessageBytes: ((bytes: number) => string) | null;
  /** What a migration that cannot be one transaction leaves behind, as the reason in a message. */
  readonly keepsBecause: string;
  /** What to do where nothing may be written, as the next step in a message. */
  readonly toWrite: string;
}
