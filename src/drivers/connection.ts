import type { Query } from "../sql/query.ts";

/** A row of an answer: column name to value. 64-bit integers and decimals come as text. */
export type Row = Record<string, unknown>;

/** A NOTICE or a warning, as the server sent it. */
export interface Notice {
  /** As the server words it: `NOTICE`, `WARNING`, `Note`. */
  readonly severity: string;
  /** SQLSTATE or error number; null where the server gives none. */
  readonly code: string | null;
  /** The server's own words. */
  readonly message: string;
  /** More of the same, where the server says more. */
  readonly detail?: string;
  /** What the server advises. */
  readonly hint?: string;
}

/** One statement of a message is done. */
export interface StatementResult {
  /** Its place in the message, from 0. */
  readonly index: number;
  /** PostgreSQL's command tag (`COMMIT`, `INSERT 0 2`); empty elsewhere. */
  readonly tag: string;
  /** Rows, where `keepRows` asked for them. */
  readonly rows?: readonly Row[];
  /** How many rows it changed; absent where nobody says (SQLite; PostgreSQL of DDL). */
  readonly changed?: number;
  /** MySQL and MariaDB: how many warnings `SHOW WARNINGS` would list right after it. */
  readonly warnings?: number;
}

/**
 * What a caller of {@linkcode Connection.send} wants to hear. What one of them
 * throws stops nothing: the message is carried out to its end, then `send`
 * rejects with exactly that (never a {@linkcode DriverError} made from it),
 * unless the server refused the message, which comes first.
 */
export interface SendHooks {
  /** Called as each statement's result arrives. */
  readonly onResult?: (result: StatementResult) => void;
  /** Whether the rows of the index-th result are wanted; else they are dropped as they arrive. */
  readonly keepRows?: (index: number) => boolean;
  /**
   * Asked again and again while the message runs, where statements run one by
   * one (SQLite): behind how many of them it is to end, though more are left.
   */
  readonly until?: () => number;
  /**
   * Nobody needs to hear of single statements that succeed: they may be run as
   * one (SQLite), within the open transaction. One that fails is told as ever.
   * UTF-16 offsets behind statements, rising, at which the text may be cut.
   */
  readonly whole?: readonly number[];
}

/** Something dunlin's own sessions can do, and one over another's client may not. */
export type Ability =
  | "copy" // `COPY … FROM stdin` with its data
  | "cancel" // a running statement is stopped at once
  | "second-session" // a lost link is made again; a lease is renewed
  | "clean-slate" // what a file leaves in the session is wholly gone for the next
  | "late-notices"; // what the server said of a statement that failed, beside the failure

/** What a session cannot do, and why. */
export interface ConnectionLimit {
  /** What it cannot. */
  readonly cannot: Ability;
  /** The reason, as the end of a sentence: `@db/postgres has no way to send the data`. */
  readonly because: string;
}

/** Data of a `COPY … FROM stdin`: text whose pieces are asked for as the server takes them. */
export type CopyData = AsyncIterable<string> | Iterable<string>;

/** What is known of the server without asking it. */
export interface ServerIdentity {
  /** What the server is, not what the URL called it. */
  readonly product: "postgres" | "mysql" | "mariadb" | "sqlite";
  /** `18.4`, `10.11.19-MariaDB`, `3.53.2`. */
  readonly version: string;
  /** The protocol's own id of this session (BackendKeyData, thread id); null where there is none. */
  readonly connectionId: string | null;
}

/** Where a failed message stopped. */
export interface FailurePoint {
  /** How many statements of the message had finished. */
  readonly completed: number;
  /** UTF-16 offset into the sent text the server (or engine) pointed at; null if it did not. */
  readonly offset: number | null;
  /** UTF-16 offset at which the failing statement begins, where the driver knows it (SQLite). */
  readonly statementOffset?: number;
  /** Any statement of the text may be the one that failed (SQLite, where it ended the transaction). */
  readonly somewhere?: true;
  /** Line (from 1) within the failing statement, where that is all the server says (MySQL). */
  readonly line: number | null;
  /** The words after `near`, where the server quotes them (MySQL, SQLite). */
  readonly near: string | null;
}

/** What kind of failure a driver saw; dialects refine it by code. */
export type FailureKind =
  | "sql" // the server refused a statement; the session lives
  | "connection" // the session is gone
  | "refused" // no session was had: host, port, TLS, too many connections, starting up
  | "authentication"
  | "database-missing"
  | "busy" // SQLite: another process holds the file's lock
  | "permission"; // the runtime's or the file system's permissions

/** A failure of a connection, before anyone explains it. Never holds a password. */
export class DriverError extends Error {
  /** Always `DriverError`. */
  override readonly name = "DriverError";
  /** What kind of failure it is; it decides about retries and words. */
  readonly kind: FailureKind;
  /** SQLSTATE, MySQL error number, SQLite extended result code or system code (ECONNREFUSED), as text. */
  readonly code: string | null;
  /** More of the server's words. */
  readonly detail: string | undefined;
  /** What the server, or the driver, advises. */
  readonly hint: string | undefined;
  /** Where in the text it happened, where that is known. */
  readonly point: FailurePoint | undefined;
  /** PostgreSQL's CONTEXT: the PL/pgSQL call stack. */
  readonly context: string | undefined;

  /** Wraps what a client threw; `message` is in the server's own words. */
  constructor(
    kind: FailureKind,
    code: string | null,
    message: string,
    parts: {
      detail?: string | undefined;
      hint?: string | undefined;
      point?: FailurePoint | undefined;
      context?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.kind = kind;
    this.code = code;
    this.detail = parts.detail;
    this.hint = parts.hint;
    this.point = parts.point;
    this.context = parts.context;
  }
}

/**
 * One session with a database. Calls are made one after another, never at
 * once. A driver knows sockets and writes no SQL of its own.
 */
export interface Connection {
  /** What answered at the other end. */
  readonly server: ServerIdentity;
  /** The database without secrets, for people: `postgres://app@db.example/shop`. */
  readonly description: string;
  /**
   * One statement with parameters.
   *
   * @throws {DriverError}
   */
  query(query: Query): Promise<Row[]>;
  /**
   * Sends a text of one or more statements as one message (SQLite: runs them
   * one by one). The server stops at the first that fails.
   *
   * @throws {DriverError} With `point`; anything else was thrown by a listener,
   * and every statement of the message has succeeded.
   */
  send(text: string, hooks?: SendHooks): Promise<void>;
  /**
   * PostgreSQL: runs `COPY … FROM stdin` and streams its data. Absent elsewhere.
   *
   * @throws {DriverError} Or what reading the data threw, once the server has given the statement up
   */
  copyIn?(statement: string, data: CopyData): Promise<void>;
  /**
   * Makes the session as it began. MySQL and MariaDB: COM_RESET_CONNECTION,
   * which frees named locks and leaves the chosen database; SQLite: the file is
   * opened anew, without an open transaction. Absent elsewhere.
   */
  reset?(): Promise<void>;
  /**
   * Receives notices and warnings; replaced at will. What it throws is thrown by
   * the call under way, once that has succeeded.
   */
  onNotice: ((notice: Notice) => void) | null;
  /**
   * Makes the server stop what this session is doing, from beside it:
   * PostgreSQL cancels the statement, MySQL ends the session. Absent where the
   * engine cannot (SQLite). Never rejects: nobody may be there to hear it. What
   * stood in the way is told through `onNotice`, as a `WARNING`.
   */
  cancel?(): Promise<void>;
  /**
   * SQLite: moves the work to a thread, so that signals are felt while a
   * statement runs. Nothing elsewhere.
   */
  isolate?(): Promise<void>;
  /**
   * Whether the session was in a transaction when it last answered, failed
   * ones included; asks nothing. null where nothing is known, as after a loss.
   */
  inTransaction?(): boolean | null;
  /** What it cannot do, of what dunlin's own sessions can; absent: nothing. */
  readonly limits?: readonly ConnectionLimit[];
  /**
   * Statements that bring back, after a reset, the settings the session had when
   * its owner lent it; absent where dunlin opened it.
   */
  readonly found?: readonly string[];
  /** One more session with the same database. Absent where there can be none. */
  beside?(): Promise<Connection>;
  /**
   * Gives a lent session back, as it was found, until the next call needs it.
   * Called when all that was asked of the migrator is done.
   *
   * @throws {DriverError} If the session cannot be made what it was
   */
  rest?(): Promise<void>;
  /** Ends the session; calling it again does nothing. Never throws. */
  close(): Promise<void>;
}
