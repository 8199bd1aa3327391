import type { Query } from "../sql/query.ts";
import {
  type Connection,
  type CopyData,
  DriverError,
  type Notice,
  type Row,
  type SendHooks,
} from "./connection.ts";
import { Listening } from "./listening.ts";
import { redact } from "./mask.ts";
import type { Route } from "./postgres_cancel.ts";
import type { PgClient, PgResult, PgServerMessage } from "./postgres_client.ts";
import { type PostgresFailure, postgresFailure } from "./postgres_failure.ts";
import { PostgresFrames } from "./postgres_frame.ts";
import { PostgresMessage } from "./postgres_message.ts";
import { uncancelled } from "./uncancelled.ts";

/** What a connected client does not tell by itself. */
export interface PostgresSession {
  /** Of the server: `18.4`. */
  readonly version: string;
  /** The database without secrets, for people. */
  readonly description: string;
  /** The way a cancel request takes. */
  readonly route: Route;
  /** What no message may show. */
  readonly secrets: readonly string[];
  /** Ends the session, or leaves that to the client's owner. */
  end(): Promise<void>;
}

/** A connected `pg.Client` as a {@linkcode Connection}, whoever opened it. */
export class PostgresConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  readonly server: Connection["server"];
  readonly description: string;
  readonly #client: PgClient;
  readonly #session: PostgresSession;
  readonly #listening = new Listening();
  readonly #frames = new PostgresFrames();
  readonly #onError = (error: unknown) => {
    this.#lost ??= error;
  };
  readonly #onMessage = (notice: PgServerMessage) => this.#tell(this.#notice(notice));
  #lost: unknown = null;
  #closed: Promise<void> | null = null;

  constructor(client: PgClient, session: PostgresSession) {
    this.#client = client;
    this.#session = session;
    this.description = session.description;
    this.server = {
      product: "postgres",
      version: session.version,
      connectionId: client.processID === null ? null : String(client.processID),
    };
    client.on("error", this.#onError);
    client.on("notice", this.#onMessage);
  }

  async query(query: Query): Promise<Row[]> {
    this.#refuseIfLost();
    const values = query.params?.map((value) => typeof value === "bigint" ? String(value) : value);
    let result: PgResult | PgResult[];
    try {
      result = await this.#client.query({
        text: query.text,
        ...(values === undefined ? {} : { values }),
      });
    } catch (error) {
      throw this.#failure(error, { during: "session", text: query.text });
    }
    this.#listening.rethrow();
    return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? [];
  }

  async send(text: string, hooks: SendHooks = {}): Promise<void> {
    await this.#submit(
      new PostgresMessage(this.#client, text, hooks, this.#listening, this.#frames),
      text,
    );
  }

  async copyIn(statement: string, data: CopyData): Promise<void> {
    let broken: { readonly error: unknown } | null = null;
    async function* heard(): AsyncGenerator<string> {
      try {
        yield* data;
      } catch (error) {
        broken = { error };
        throw error;
      }
    }
    const message = new PostgresMessage(
      this.#client,
      statement,
      {},
      this.#listening,
      this.#frames,
      heard(),
    );
    try {
      await this.#submit(message, statement);
    } catch (error) {
      throw (broken as { readonly error: unknown } | null)?.error ?? error;
    }
  }

  async cancel(): Promise<void> {
    const { processID, secretKey } = this.#client;
    if (processID === null || secretKey === null || this.#lost !== null) return;
    try {
      const { sendCancelRequest } = await import("./postgres_cancel.ts");
      await sendCancelRequest(this.#session.route, processID, secretKey);
    } catch (error) {
      this.#tell(uncancelled(this.#failure(error, { during: "connect" })));
    }
  }

  inTransaction(): boolean | null {
    const status = this.#lost === null ? this.#client.getTransactionStatus() : null;
    return status === null ? null : status !== "I";
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#lost ??= new Error("the connection was closed");
    await this.#session.end();
    this.#client.off("error", this.#onError);
    this.#client.off("notice", this.#onMessage);
  }

  async #submit(message: PostgresMessage, text: string): Promise<void> {
    this.#refuseIfLost();
    const nul = text.indexOf("\0");
    if (nul >= 0) {
      throw new DriverError("sql", "22021", "the text holds a NUL character", {
        point: { completed: 0, offset: nul, line: null, near: null },
      });
    }
    this.#client.query(message);
    try {
      await message.done;
    } catch (error) {
      throw this.#failure(error, { during: "session", text, completed: message.completed });
    }
    this.#listening.rethrow();
  }

  #refuseIfLost(): void {
    if (this.#lost === null) return;
    const { message, code } = this.#lost as PgServerMessage;
    throw new DriverError("connection", code ?? null, redact(message, this.#session.secrets));
  }

  #failure(error: unknown, failure: PostgresFailure): DriverError {
    if (failure.during === "session") this.#listening.forget();
    const explained = postgresFailure(error, this.#session.secrets, failure);
    if (failure.during === "session" && explained.kind === "connection") this.#lost ??= error;
    return explained;
  }

  #tell(notice: Notice): void {
    this.#listening.call(() => this.onNotice?.(notice));
  }

  #notice({ severity, code, message, detail, hint }: PgServerMessage): Notice {
    return {
      severity: severity ?? "NOTICE",
      code: code ?? null,
      message: redact(message, this.#session.secrets),
      ...(detail === undefined ? {} : { detail: redact(detail, this.#session.secrets) }),
      ...(hint === undefined ? {} : { hint: redact(hint, this.#session.secrets) }),
    };
  }
}
