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
import type { SqliteFailure, SqliteReply, SqliteRequest } from "./sqlite_session.ts";
import type { SqliteWorkplace } from "./sqlite_thread.ts";

const BUSY = 5; // SQLITE_BUSY; extended codes have it in their low byte
const BATCH_MS = 10;

/** How a file is opened anew; not for a database in memory, or of another owner. */
export interface SqliteHome {
  open(): SqliteWorkplace;
  /** In a thread of its own. */
  isolated(): Promise<SqliteWorkplace>;
}

/** An open SQLite database as a {@linkcode Connection}, whoever opened it. */
export class SqliteConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  readonly server: Connection["server"];
  readonly description: string;
  readonly #home: SqliteHome | null;
  #workplace: SqliteWorkplace;
  #isolated = false;
  #moving: Promise<void> | null = null;
  #inTransaction = false;
  #closed: Promise<void> | null = null;

  constructor(description: string, workplace: SqliteWorkplace, home: SqliteHome | null) {
    this.#home = home;
    this.#workplace = workplace;
    this.description = description;
    this.server = { product: "sqlite", version: workplace.version, connectionId: null };
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
    if (hooks.whole) {
      const reply = await this.#answer({ kind: "whole", text, cuts: hooks.whole });
      if (reply.kind === "end") return;
      if (reply.kind === "failure") throw failureOf(reply.failure, 0);
    }
    // In a thread a message to and fro costs more than most statements.
    const forMs = this.#isolated && hooks.keepRows === undefined ? BATCH_MS : 0;
    const listening = new Listening();
    for (let index = 0, begun = false;; begun = true) {
      let [keepRows, most] = [false, Infinity];
      listening.call(() => keepRows = hooks.keepRows?.(index) === true);
      listening.call(() => most = (hooks.until?.() ?? Infinity) - index);
      if (most <= 0) return listening.rethrow();
      const first = begun ? {} : { text };
      const reply = await this.#answer({ kind: "steps", ...first, keepRows, forMs, most });
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
    if (this.#isolated || this.#closed !== null || this.#home === null) return;
    if (this.#inTransaction) throw new TypeError("a transaction is open, which cannot move");
    this.#moving ??= this.#move(this.#home).finally(() => this.#moving = null);
    await this.#moving;
  }

  async #move(home: SqliteHome): Promise<void> {
    await this.#workplace.answer({ kind: "close" });
    try {
      this.#workplace = await home.isolated();
      this.#isolated = true;
    } catch (error) {
      this.#workplace = home.open();
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
    if (this.#closed !== null || this.#home === null) return;
    if (this.#inTransaction) throw new TypeError("a transaction is open, which would be lost");
    await this.#answer({ kind: "close" });
    this.#workplace = this.#isolated ? await this.#home.isolated() : this.#home.open();
  }

  inTransaction(): boolean | null {
    return this.#closed === null ? this.#inTransaction : null;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await this.#moving?.catch(() => {}); // whoever asked for it hears of it
    await this.#workplace.answer({ kind: "close" }).then(() => {}, () => {});
  }

  async #answer(request: SqliteRequest): Promise<SqliteReply> {
    if (this.#closed !== null) throw new DriverError("connection", null, "the database was closed");
    if (this.#moving !== null) await this.#moving;
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
    point: {
      completed,
      offset,
      line: null,
      near,
      ...(statementOffset === null ? { somewhere: true as const } : { statementOffset }),
    },
  });
}
