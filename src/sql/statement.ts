/** The SQL a text is written in, as far as its tokens go. */
export type SqlFlavor = "postgres" | "mysql" | "mariadb" | "sqlite";

/**
 * How text turns into tokens: the flavour, and the server settings that change
 * it. Left out, a setting has the server's default.
 */
export interface LexicalRules {
  /** Whose SQL it is. */
  readonly flavor: SqlFlavor;
  /** MySQL `sql_mode` ANSI_QUOTES: `"…"` is a name. Default false. */
  readonly ansiQuotes?: boolean;
  /** MySQL `sql_mode` NO_BACKSLASH_ESCAPES. Default false. */
  readonly noBackslashEscapes?: boolean;
  /**
   * MySQL and MariaDB: the server's version as it compares it with `/*!80036 …`;
   * see `serverVersionNumber`. Left out, 99999 and 999999 mean never and every
   * other version that is not the other server's is executed.
   */
  readonly serverVersion?: number;
  /** PostgreSQL `standard_conforming_strings`. Default true. */
  readonly standardConformingStrings?: boolean;
}

/** A range of a script, in UTF-16 offsets; `end` is exclusive. */
export interface Span {
  /** Of the first character. */
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

/**
 * One statement of a script. Offsets are UTF-16 offsets into the script; lines
 * and columns count from 1, columns in code points.
 */
export interface Statement extends Span {
  /** From its first to its last token, as written: no terminator, no comments around it. */
  readonly text: string;
  /** Of its first token. */
  readonly line: number;
  /** Of its first token. */
  readonly column: number;
  /** The lines of data that follow `COPY … FROM stdin;`, without the closing `\.` line. */
  readonly copyData?: Span;
  /** The rules it is written in, where statements before it changed them (`SET sql_mode = 'ANSI'`). */
  readonly rules?: LexicalRules;
}

/** `BEGIN`, `COMMIT` and their kind, told apart. */
export type TransactionCommand =
  | "begin" // BEGIN, START TRANSACTION (with any options)
  | "commit" // COMMIT, END (also AND CHAIN: `chain` is true)
  | "rollback" // ROLLBACK, ABORT of the whole transaction
  | "savepoint" // SAVEPOINT, RELEASE, ROLLBACK TO
  | "two-phase"; // PREPARE TRANSACTION, COMMIT PREPARED, XA …

/** What the session remembers after a statement. */
export type SessionEffect =
  | "none"
  | "constant" // SET x = 1, USE db, SET NAMES: can be replayed from the text
  | "computed"; // variables from queries, temporary tables, PREPARE, CALL: cannot

/** What a statement of MySQL or MariaDB does with user variables; names in lower case, without `@` and quotes. */
export interface VariableUse {
  /** It reads them, or may write them by other means than `SET`. */
  readonly asks: readonly string[];
  /** A `SET` gives them a value, whatever they had. */
  readonly sets: readonly string[];
  /** A `SET` that sets something beside them. */
  readonly settings: boolean;
}

/** What execution must know of a statement before it is sent. */
export interface StatementClass {
  /** Its leading keywords in upper case, for people: `CREATE INDEX`, `INSERT`. */
  readonly verb: string;
  /** Null for everything that is no transaction command. */
  readonly transaction: TransactionCommand | null;
  /** `COMMIT AND CHAIN`: the next transaction begins at once. */
  readonly chain?: true;
  /** The server refuses, or silently ignores, it inside a transaction block. */
  readonly outsideTransaction: boolean;
  /** It commits the open transaction by itself (MySQL and MariaDB DDL and their kind). */
  readonly commitsImplicitly: boolean;
  /** What a fresh session lacks after this one has done it. */
  readonly session: SessionEffect;
  /**
   * The next file must not meet the session as this one leaves it: `session` is
   * not "none", or it calls what may set variables and settings without the
   * text saying so (a function of the database, a procedure). Nothing in the
   * text depends on that, so a resumed run need not bring it back.
   */
  readonly mayLeaveSession?: true;
  /** MySQL, MariaDB: it may set user variables that its text does not name. */
  readonly setsUnseen?: true;
  /** MySQL, MariaDB; left out where it names none. */
  readonly variables?: VariableUse;
  /** It changes settings of the whole server, which no ROLLBACK brings back. */
  readonly setsServer?: true;
  /** It changes how later text is tokenized: sql_mode, standard_conforming_strings, client_encoding … */
  readonly changesLexing: boolean;
  /** It may answer with any number of results: CALL, EXECUTE. */
  readonly manyResults: boolean;
  /** SQLite: it drops, renames or rebuilds a table, so foreign keys must rest. */
  readonly rebuildsTable: boolean;
  /** It may free advisory or named locks of the session (`pg_advisory_unlock_all`, `RELEASE_ALL_LOCKS`, `DISCARD ALL`). */
  readonly freesLocks: boolean;
  /** `LOCK TABLES` / `UNLOCK TABLES` of MySQL, which a journaled file must not send. */
  readonly locksTables: boolean;
  /** Why dunlin must not send it, in words for the user; null where it may. */
  readonly refused: string | null;
}
