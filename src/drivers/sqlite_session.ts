import type { behindStatement } from "./behind_statement.ts";
import type { Row } from "./connection.ts";

/** What this driver uses of `node:sqlite`, by structure. */
export interface SqliteModule {
  readonly DatabaseSync: new (
    path: string,
    options: {
      readonly readOnly: boolean;
      readonly timeout: number;
      readonly enableForeignKeyConstraints: boolean;
    },
  ) => SqliteDatabase;
}

/** An open file of `node:sqlite`. */
export interface SqliteDatabase {
  readonly isTransaction: boolean;
  /** Prepares the first statement of a text. */
  prepare(text: string): SqliteStatement;
  /** Runs a text and drops its rows; without an object for each statement, and so faster. */
  exec?(text: string): void;
  /**
   * Where the statement that begins at an offset ends; only where statements
   * do not tell their `sourceSQL`.
   */
  endOf?(text: string, start: number): number;
  close(): void;
}

/** A prepared statement of `node:sqlite`. */
export interface SqliteStatement {
  /** Frees it, where the garbage collector is too late for that. */
  finalize?(): void;
  readonly sourceSQL: string;
  setReadBigInts(enabled: boolean): void;
  columns(): readonly unknown[];
  all(...params: (string | number | bigint | null)[]): Row[];
  iterate(): Iterable<unknown>;
}

/** What went wrong, as data: it may have to travel between threads. */
export interface SqliteFailure {
  /** SQLite's extended result code; null where the runtime, not SQLite, complained. */
  readonly code: number | null;
  readonly message: string;
  /** UTF-16 offset of the token that was not understood; null where it is something else. */
  readonly offset: number | null;
  /** UTF-16 offset at which the failing statement begins; null where nobody knows which it was. */
  readonly statementOffset: number | null;
  readonly near: string | null;
}

/** The answer to one request. */
export type SqliteReply =
  & {
    /** What holds after it. */
    readonly inTransaction: boolean;
    /** How many statements a `steps` request finished. */
    readonly ran: number;
  }
  & (
    | { readonly kind: "rows"; readonly rows: Row[] | null }
    | { readonly kind: "end" }
    | { readonly kind: "failure"; readonly failure: SqliteFailure }
  );

/** What is asked of a session. */
export type SqliteRequest =
  | {
    readonly kind: "query";
    readonly text: string;
    readonly params: readonly (string | number | bigint | null)[];
  }
  /**
   * Runs the next statement of a text, and more until the time or their number
   * is up; `end` when none is left.
   */
  | {
    readonly kind: "steps";
    /** The text that is begun; absent: the one before goes on. */
    readonly text?: string;
    readonly keepRows: boolean;
    readonly forMs: number;
    readonly most: number;
  }
  /**
   * Runs a text within the open transaction: all of it (`end`), or none, because
   * a statement fails or there is no way to (`rows`): `steps` tells which. Where
   * the failure ended the transaction, as a full disk does, that is the answer.
   */
  | { readonly kind: "whole"; readonly text: string; readonly cuts: readonly number[] }
  | { readonly kind: "close" };

/** One open file, in this thread. */
export interface SqliteSession {
  readonly version: string;
  answer(request: SqliteRequest): SqliteReply;
}

/**
 * Opens a SQLite file in this thread. As {@linkcode sqliteSession}, it stands
 * for itself, and is handed what it calls.
 */
export function openSqliteSession(
  sqlite: SqliteModule,
  session: typeof sqliteSession,
  behind: typeof behindStatement,
  path: string,
  readOnly: boolean,
): SqliteSession {
  const settings = { readOnly, timeout: 0, enableForeignKeyConstraints: true };
  return session(
    new sqlite.DatabaseSync(path, settings),
    new sqlite.DatabaseSync(":memory:", { ...settings, readOnly: false }),
    behind,
  );
}

/**
 * Works on an open file in this thread. The function stands for itself, without
 * a name from outside: its text is also what the worker thread runs, which
 * needs no file and so works in every kind of compiled program.
 *
 * @param scratch Another database, in memory, to try things in
 * @param behindStatement The function of that name
 */
export function sqliteSession(
  database: SqliteDatabase,
  scratch: SqliteDatabase,
  behindStatement: (text: string, from: number) => number | null,
): SqliteSession {
  const version = String(scratch.prepare("SELECT sqlite_version() AS v").all()[0]!.v);
  const FIRST_WINDOW = 16_384;
  const MOST_GUESSES = 100;
  let text = "";
  let offset = 0;
  let iterateTells: boolean | null = null;
  let execTells: boolean | null = null;

  /** Deno 2.9 ends an iteration at an error without a word. Asked once, when it first matters. */
  function iterateTellsErrors(): boolean {
    if (iterateTells !== null) return iterateTells;
    try {
      const overflow = scratch.prepare("SELECT abs(-9223372036854775808)");
      iterateTells = Array.from(overflow.iterate()).length < 0;
    } catch {
      iterateTells = true;
    }
    return iterateTells;
  }

  /** Deno 2.9 gives no code of what fails there, and other words. Asked once, when it first matters. */
  function execTellsErrors(): boolean {
    if (execTells !== null) return execTells;
    try {
      scratch.exec?.("SELECT abs(-9223372036854775808)");
      execTells = false;
    } catch (error) {
      execTells = (error as { errcode?: number }).errcode === 1;
    }
    return execTells;
  }

  /** Skips white space, comments and lone semicolons: Deno crashes on a statement without tokens. */
  function skipBlank(from: number): number {
    let at = from;
    for (let end = endOfBlank(at); end > at; end = endOfBlank(at)) at = end;
    return at;
  }

  /** Behind one piece of what SQLite takes for blank, a byte order mark included; `at` if there is none. */
  function endOfBlank(at: number): number {
    const char = text.charAt(at);
    if (char === "-" && text.charAt(at + 1) === "-") return behind("\n", at);
    if (char === "/" && text.charAt(at + 1) === "*") return behind("*/", at + 2);
    return char !== "" && " \t\n\f\r;\uFEFF".includes(char) ? at + 1 : at;
  }

  function behind(what: string, from: number): number {
    const found = text.indexOf(what, from);
    return found < 0 ? text.length : found + what.length;
  }

  /**
   * Prepares the statement at `from`. SQLite reads all it is given before it
   * begins, so a window of the text is tried first; what ends before the
   * window does is whole.
   */
  function prepareNext(from: number): SqliteStatement {
    const known = database.endOf?.(text, from);
    if (known !== undefined) return database.prepare(text.slice(from, known));
    const found = behindStatement(text, from);
    if (found !== null) return database.prepare(text.slice(from, found));
    for (let size = FIRST_WINDOW;; size *= 8) {
      const window = text.slice(from, from + size);
      const whole = from + size >= text.length;
      try {
        const statement = database.prepare(window);
        if (whole || statement.sourceSQL.length < window.length) return statement;
      } catch (error) {
        if (whole) throw error;
      }
    }
  }

  function runToEnd(statement: SqliteStatement, keepRows: boolean): Row[] | null {
    try {
      return run(statement, keepRows);
    } finally {
      statement.finalize?.();
    }
  }

  function run(statement: SqliteStatement, keepRows: boolean): Row[] | null {
    statement.setReadBigInts(true);
    const drops = !keepRows && iterateTellsErrors() && statement.columns().length > 0;
    if (!drops) {
      const rows = statement.all();
      return keepRows ? plainRows(rows) : null;
    }
    const rows = statement.iterate()[Symbol.iterator]();
    while (rows.next().done !== true);
    return null;
  }

  function plainRows(rows: Row[]): Row[] {
    return rows.map((row) => {
      const plain: Row = {};
      for (const [name, value] of Object.entries(row)) {
        const small = typeof value === "bigint" && Number.isSafeInteger(Number(value));
        plain[name] = typeof value !== "bigint" ? value : small ? Number(value) : String(value);
      }
      return plain;
    });
  }

  type Outcome =
    | { readonly kind: "rows"; readonly rows: Row[] | null }
    | { readonly kind: "end" }
    | { readonly kind: "failure"; readonly failure: SqliteFailure };

  function steps(keepRows: boolean, forMs: number, most: number): SqliteReply {
    const until = Date.now() + forMs;
    for (let ran = 0;;) {
      const outcome = step(keepRows);
      if (outcome.kind === "rows") ran++;
      const more = outcome.kind === "rows" && ran < most && Date.now() < until;
      if (!more) return after(outcome, ran);
    }
  }

  /**
   * Whether a savepoint may not bring back what was before the text, so that
   * running it again would fail elsewhere, or do another thing: it does not know
   * of attached files, settings and what the last statement counted. Or the text,
   * or what stands in the file, ends the transaction (OR ROLLBACK,
   * RAISE(ROLLBACK)): behind that nobody could find the statement.
   */
  function isOnceOnly(): boolean {
    const leaves = /\b(?:rollback|attach|pragma|(?:last_insert_rowid|changes|total_changes)\s*\()/i;
    if (leaves.test(text)) return true;
    const rowsOf = (query: string) => runToEnd(database.prepare(query), true) ?? [];
    try {
      return rowsOf("PRAGMA database_list").some(({ name }) => {
        const schema = `"${String(name).replaceAll('"', '""')}".sqlite_master`;
        const found = `SELECT 1 FROM ${schema} WHERE instr(lower(sql), 'rollback') > 0 LIMIT 1`;
        return rowsOf(found).length > 0;
      });
    } catch {
      return true; // another file of the session is busy: then statement by statement
    }
  }

  // Deno copies all that is left of a text for each of its statements
  function execInParts(cuts: readonly number[]): void {
    let from = 0;
    for (const end of [...cuts, text.length]) {
      if (end > from) database.exec?.(text.slice(from, end));
      from = end;
    }
  }

  function whole(cuts: readonly number[]): Outcome {
    if (database.exec === undefined || !database.isTransaction || isOnceOnly()) {
      return { kind: "rows", rows: null };
    }
    database.exec("SAVEPOINT dunlin_whole");
    try {
      execInParts(cuts);
      database.exec("RELEASE dunlin_whole");
      return { kind: "end" };
    } catch (error) {
      // what was done is gone with the transaction, and nothing is run outside of one
      if (!database.isTransaction) {
        return { kind: "failure", failure: { ...failureOf(error, 0, 0), statementOffset: null } };
      }
      database.exec("ROLLBACK TO dunlin_whole");
      database.exec("RELEASE dunlin_whole");
      return { kind: "rows", rows: null };
    }
  }

  function after(outcome: Outcome, ran: number): SqliteReply {
    return { ...outcome, ran, inTransaction: database.isTransaction };
  }

  function step(keepRows: boolean): Outcome {
    offset = skipBlank(offset);
    if (offset >= text.length) return { kind: "end" };
    let end = text.length;
    try {
      const found = keepRows || !database.exec || !execTellsErrors()
        ? null
        : behindStatement(text, offset);
      let rows: Row[] | null = null;
      if (found === null) {
        const statement = prepareNext(offset);
        end = offset + statement.sourceSQL.length;
        rows = runToEnd(statement, keepRows);
      } else {
        end = found;
        database.exec?.(text.slice(offset, end));
      }
      offset = end;
      return { kind: "rows", rows };
    } catch (error) {
      return { kind: "failure", failure: failureOf(error, offset, end) };
    }
  }

  function query(params: readonly (string | number | bigint | null)[]): Outcome {
    const start = skipBlank(0);
    if (start >= text.length) return { kind: "rows", rows: [] };
    try {
      const statement = database.prepare(text.slice(start));
      statement.setReadBigInts(true);
      // A number is bound as REAL, which a TEXT column would show as 5.0.
      const values = params.map((value) => Number.isSafeInteger(value) ? BigInt(value!) : value);
      try {
        return { kind: "rows", rows: plainRows(statement.all(...values)) };
      } finally {
        statement.finalize?.();
      }
    } catch (error) {
      return { kind: "failure", failure: failureOf(error, start, text.length) };
    }
  }

  function failureOf(error: unknown, start: number, end: number): SqliteFailure {
    if (!(error instanceof Error)) throw error;
    const { message, errcode } = error as { message: string; errcode?: number };
    const token = /^(?:near|unrecognized token:) "([\s\S]*?)"(?:: syntax error)?$/.exec(message)
      ?.[1];
    const incomplete = message === "incomplete input";
    return {
      code: errcode ?? codeIn(message),
      message,
      offset: incomplete
        ? text.trimEnd().length
        : token === undefined
        ? null
        : tokenAt(token, message, start, end),
      statementOffset: start,
      near: token ?? nameIn(message, text.slice(start, end)),
    };
  }

  /** Of what may end a transaction: Deno's `exec` gives no code. Source: sqlite3_errstr(). */
  function codeIn(message: string): number | null {
    if (message === "out of memory") return 7;
    if (message === "disk I/O error") return 10;
    return message === "database or disk is full" ? 13 : null;
  }

  /**
   * SQLite names the token it stumbled over, not its place. A prefix of the
   * statement up to one of the token's occurrences fails in the same words
   * only if it is the one: before it, the text is merely incomplete.
   */
  function tokenAt(token: string, message: string, start: number, end: number): number | null {
    if (/^pragma\b/i.test(text.slice(start, start + 7))) return null; // acts while being prepared
    let at = text.indexOf(token, start);
    for (let guess = 0; guess < MOST_GUESSES && at >= 0 && at < end; guess++) {
      try {
        database.prepare(text.slice(start, at + token.length)).finalize?.();
      } catch (error) {
        if ((error as Error).message === message) return at;
      }
      at = text.indexOf(token, at + 1);
    }
    return null;
  }

  /** The name a message complains of: `no such table: x`, `index x already exists`. */
  function nameIn(message: string, statement: string): string | null {
    const match =
      /^(?:no such [a-z ]+|ambiguous column name|duplicate column name): "?([^"]+?)"?(?: - .*)?$/
        .exec(message) ??
        /^(?:table|index|view|trigger) "?([^"]+?)"? already exists$/.exec(message) ??
        /^there is already an? [a-z ]+ (?:named|with this name):? "?([^"]+?)"?$/.exec(message) ??
        /has no column named "?([^"]+?)"?$/.exec(message) ??
        /^unknown column "([^"]+)" in /.exec(message);
    const name = match?.[1];
    if (name === undefined) return null;
    return statement.includes(name) ? name : name.slice(name.lastIndexOf(".") + 1);
  }

  function answer(request: SqliteRequest): SqliteReply {
    if (request.kind === "close") return { kind: "end", ran: 0, inTransaction: false };
    if (request.text !== undefined) {
      text = request.text;
      offset = 0;
    }
    if (request.kind === "query") return after(query(request.params), 0);
    if (request.kind === "whole") return after(whole(request.cuts), 0);
    return steps(request.keepRows, request.forMs, request.most);
  }

  return {
    version,
    answer(request: SqliteRequest): SqliteReply {
      if (request.kind === "close") {
        database.close();
        scratch.close();
      }
      try {
        return answer(request);
      } catch (error) {
        // Not SQLite's words: the file is as open as it was.
        const message = error instanceof Error ? error.message : String(error);
        const failure = { code: null, message, offset: null, statementOffset: offset, near: null };
        return after({ kind: "failure", failure }, 0);
      }
    },
  };
}
