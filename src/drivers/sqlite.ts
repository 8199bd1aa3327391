import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Query } from "../sql/query.ts";
import {
  type Connection,
  DriverError,
  type FailureKind,
  type Notice,
  type Row,
  type SendHooks,
} from "./connection.ts";
import { Listening } from "./listening.ts";
import { describeTarget } from "./mask.ts";
import { loadSqlite } from "./sqlite_module.ts";
import {
  openSqliteSession,
  type SqliteFailure,
  type SqliteReply,
  type SqliteRequest,
} from "./sqlite_session.ts";
import { inThisThread, inWorkerThread, type SqliteWorkplace } from "./sqlite_thread.ts";

const BUSY = 5; // SQLITE_BUSY; extended codes have it in their low byte
const CANNOT_OPEN = 14; // SQLITE_CANTOPEN
const BATCH_MS = 10;
const IN_MEMORY = ":memory:";

/** A SQLite file and how to open it. */
export interface SqliteFile {
  readonly path: string;
  /** Nothing is written, and a missing file is an error. */
  readonly readOnly: boolean;
  /** Whether a missing file is made. Its folder never is. */
  readonly create: boolean;
}

/**
 * Opens a SQLite file: foreign keys are enforced, and a locked file is
 * answered at once (`busy`), never waited for.
 *
 * @throws {DriverError} `database-missing` for a file that is not there and may not be made.
 */
export async function openSqlite(file: SqliteFile): Promise<Connection> {
  const sqlite = await loadSqlite();
  if (file.path !== IN_MEMORY) await checkPath(file);
  const open = () => {
    try {
      return inThisThread(openSqliteSession(sqlite, file.path, file.readOnly));
    } catch (error) {
      throw openFailure(error, file.path);
    }
  };
  return new SqliteConnection(file, open);
}

async function checkPath(file: SqliteFile): Promise<void> {
  const found = await lookAt(file.path);
  if (found?.isDirectory()) {
    throw new DriverError("refused", "EISDIR", `${file.path} is a folder, not a database file`);
  }
  if (found !== null) return;
  if (file.readOnly || !file.create) {
    throw new DriverError("database-missing", "ENOENT", `there is no file ${file.path}`);
  }
  const folder = await lookAt(dirname(file.path)).catch(() => undefined);
  // without permission to look, making the file says what is wrong
  if (folder === undefined) return;
  if (folder === null || !folder.isDirectory()) {
    const problem = folder === null ? "is not there" : "is not a folder";
    throw new DriverError(
      "refused",
      folder === null ? "ENOENT" : "ENOTDIR",
      `${file.path} cannot be made: ${dirname(file.path)} ${problem}`,
    );
  }
}

async function lookAt(path: string): Promise<{ isDirectory(): boolean } | null> {
  try {
    return await stat(path);
  } catch (error) {
    const { code, name, message } = error as { code?: string; name: string; message: string };
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    const denied = name === "NotCapable" || code === "EACCES" || code === "EPERM";
    throw new DriverError(denied ? "permission" : "refused", code ?? null, message);
  }
}

function openFailure(error: unknown, path: string): DriverError {
  const { name, message, errcode } = error as { name: string; message: string; errcode?: number };
  const kind = name === "NotCapable" ? "permission" : "refused";
  const said = message.includes(path) ? message : `${message}: ${path}`;
  return new DriverError(kind, kind === "permission" ? null : String(errcode ?? CANNOT_OPEN), said);
}

class SqliteConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  readonly server: Connection["server"];
  readonly description: string;
  readonly #file: SqliteFile;
  readonly #open: () => SqliteWorkplace;
  #workplace: SqliteWorkplace;
  #isolated = false;
  #inTransaction = false;
  #closed: Promise<void> | null = null;

  constructor(file: SqliteFile, open: () => SqliteWorkplace) {
    this.#file = file;
    this.#open = open;
    this.#workplace = open();
    this.description = describeTarget({ dialect: "sqlite", ...file });
    this.server = { product: "sqlite", version: this.#workplace.version, connectionId: null };
  }

  async query(query: Query): Promise<Row[]> {
    const params = query.params ?? [];
    const reply = await this.#answer({ kind: "query", text: query.text, params });
    if (reply.kind === "failure") throw failureOf(reply.failure, 0);
    return reply.kind === "rows" ? reply.rows ?? [] : [];
  }

  async send(text: string, hooks: SendHooks = {}): Promise<void> {
    const nul = text.indexOf("\0");
    if (nul >= 0) {
      const message = "the text holds a NUL character";
      throw failureOf({ code: null, message, offset: nul, statementOffset: 0, near: null }, 0);
    }
    await this.#answer({ kind: "load", text });
    // In a thread a message to and fro costs more than most statements.
    const forMs = this.#isolated && hooks.keepRows === undefined ? BATCH_MS : 0;
    const listening = new Listening();
    for (let index = 0;;) {
      let keepRows = false;
      listening.call(() => keepRows = hooks.keepRows?.(index) === true);
      const reply = await this.#answer({ kind: "steps", keepRows, forMs });
      const rows = reply.kind === "rows" && keepRows && reply.rows !== null
        ? { rows: reply.rows }
        : {};
      for (const end = index + reply.ran; index < end; index++) {
        const result = { index, tag: "", ...rows };
        listening.call(() => hooks.onResult?.(result));
      }
      if (reply.kind === "end") return listening.rethrow();
      if (reply.kind === "failure") throw failureOf(reply.failure, index);
    }
  }

  /**
   * Settings of the session (PRAGMAs, temporary and attached databases) stay
   * behind: the file is opened anew. A database in memory stays where it is.
   *
   * @throws {TypeError} In an open transaction, which cannot move.
   */
  async isolate(): Promise<void> {
    if (this.#isolated || this.#closed !== null || this.#file.path === IN_MEMORY) return;
    if (this.#inTransaction) throw new TypeError("a transaction is open, which cannot move");
    await this.#answer({ kind: "close" });
    try {
      this.#workplace = await inWorkerThread(this.#file.path, this.#file.readOnly);
      this.#isolated = true;
    } catch (error) {
      this.#workplace = this.#open();
      this.onNotice?.({
        severity: "WARNING",
        code: null,
        message: `SQLite runs in the main thread: ${(error as Error).message}`,
      });
    }
  }

  /**
   * Settings, temporary and attached databases are gone then; a database in
   * memory, which would be gone too, stays as it is.
   *
   * @throws {TypeError} In an open transaction, which would be lost.
   */
  async reset(): Promise<void> {
    if (this.#closed !== null || this.#file.path === IN_MEMORY) return;
    if (this.#inTransaction) throw new TypeError("a transaction is open, which would be lost");
    await this.#answer({ kind: "close" });
    this.#workplace = this.#isolated
      ? await inWorkerThread(this.#file.path, this.#file.readOnly)
      : this.#open();
  }

  inTransaction(): boolean | null {
    return this.#closed === null ? this.#inTransaction : null;
  }

  close(): Promise<void> {
    this.#closed ??= this.#workplace.answer({ kind: "close" }).then(() => {}, () => {});
    return this.#closed;
  }

  async #answer(request: SqliteRequest): Promise<SqliteReply> {
    if (this.#closed !== null) throw new DriverError("connection", null, "the database was closed");
    try {
      const reply = await this.#workplace.answer(request);
      this.#inTransaction = reply.inTransaction;
      return reply;
    } catch (error) {
      throw new DriverError("connection", null, (error as Error).message);
    }
  }
}

function failureOf(failure: SqliteFailure, completed: number): DriverError {
  const { code, message, offset, statementOffset, near } = failure;
  // Deno gives no code where preparing a statement already met the lock
  const busy = code === null ? message === "database is locked" : (code & 0xff) === BUSY;
  const kind: FailureKind = busy ? "busy" : "sql";
  return new DriverError(kind, code === null ? null : String(code), message, {
    hint: /^too many attached databases - max 0/.test(message)
      ? "Deno allows ATTACH and VACUUM only where everything is allowed (--allow-all)"
      : undefined,
    point: { completed, offset, statementOffset, line: null, near },
  });
}
