import type { Query } from "../../sql/query.ts";
import {
  type Connection,
  type ConnectionLimit,
  type CopyData,
  DriverError,
  type Notice,
  type Row,
  type SendHooks,
  type ServerIdentity,
} from "../connection.ts";
import type { Lender, Loan } from "./loan.ts";

/**
 * A client its caller owns, as a {@linkcode Connection}. The session is lent
 * when the first call needs it and given back by `rest` and `close`, which end
 * nothing: the client stays its owner's.
 */
export interface BorrowedConnection extends Connection {
  /** What it cannot do, of what dunlin's own sessions can. */
  readonly limits: readonly ConnectionLimit[];
  /** Gives the client back for good. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Borrows a session for the first time, so that a client that cannot be used
 * is refused now.
 *
 * @throws {DunlinError} `unsupported`, if the client is at work or cannot do what is needed
 */
export async function borrow(lender: Lender): Promise<BorrowedConnection> {
  const loan = await lender.lend();
  const connection = new Borrowed(lender, loan);
  await loan.giveBack(false);
  return connection;
}

class Borrowed implements BorrowedConnection {
  readonly description: string;
  readonly limits: readonly ConnectionLimit[];
  readonly copyIn?: (statement: string, data: CopyData) => Promise<void>;
  readonly reset?: () => Promise<void>;
  readonly cancel?: () => Promise<void>;
  readonly beside?: () => Promise<Connection>;
  readonly #lender: Lender;
  #server: ServerIdentity;
  #loan: Loan | null = null;
  #touched = false;
  #closed = false;
  #onNotice: ((notice: Notice) => void) | null = null;

  constructor(lender: Lender, first: Loan) {
    const { connection } = first;
    this.#lender = lender;
    this.#server = connection.server;
    this.description = connection.description;
    this.limits = lender.limits;
    const unable = new Set(lender.limits.map(({ cannot }) => cannot));
    if (connection.copyIn && !unable.has("copy")) {
      this.copyIn = async (statement, data) =>
        await (await this.#changing()).connection.copyIn?.(statement, data);
    }
    if (first.reset) this.reset = async () => await (await this.#changing()).reset?.();
    if (connection.cancel && !unable.has("cancel")) {
      this.cancel = async () => await this.#loan?.connection.cancel?.();
    }
    if (lender.many) this.beside = () => borrow(lender);
  }

  get server(): ServerIdentity {
    return this.#server;
  }

  get found(): readonly string[] {
    return this.#loan?.found ?? [];
  }

  get onNotice(): ((notice: Notice) => void) | null {
    return this.#onNotice;
  }

  set onNotice(listener: ((notice: Notice) => void) | null) {
    this.#onNotice = listener;
    if (this.#loan) this.#loan.connection.onNotice = listener;
  }

  async query(query: Query): Promise<Row[]> {
    return await (await this.#lent()).connection.query(query);
  }

  async send(text: string, hooks: SendHooks = {}): Promise<void> {
    await (await this.#changing()).connection.send(text, hooks);
  }

  inTransaction(): boolean | null {
    return this.#loan?.connection.inTransaction?.() ?? null;
  }

  async rest(): Promise<void> {
    const loan = this.#loan;
    const touched = this.#touched;
    this.#loan = null;
    this.#touched = false;
    await loan?.giveBack(touched);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.rest().catch(() => {}); // its owner hears of a lost session from the client itself
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #changing(): Promise<Loan> {
    const loan = await this.#lent();
    this.#touched = true;
    return loan;
  }

  async #lent(): Promise<Loan> {
    if (this.#closed) throw new DriverError("connection", null, "the client was given back");
    if (this.#loan === null) {
      this.#loan = await this.#lender.lend();
      this.#server = this.#loan.connection.server;
      this.#loan.connection.onNotice = this.#onNotice;
    }
    return this.#loan;
  }
}
