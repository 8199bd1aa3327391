import type { Query } from "../sql/query.ts";
import {
  type Connection,
  DriverError,
  type Notice,
  type Row,
  type SendHooks,
} from "./connection.ts";
import { Listening } from "./listening.ts";
import { redact } from "./mask.ts";
import type { MysqlClient, MysqlHandshake, MysqlServerError } from "./mysql_client.ts";
import { mysqlFailure } from "./mysql_failure.ts";
import { type MysqlProgress, runMysqlMessage } from "./mysql_message.ts";
import { uncancelled } from "./uncancelled.ts";

const IN_TRANSACTION = 1; // SERVER_STATUS_IN_TRANS
const NO_SUCH_THREAD = "1094";

/** What a connected client does not tell by itself. */
export interface MysqlSession {
  readonly handshake: MysqlHandshake;
  /** The database without secrets, for people. */
  readonly description: string;
  /** What no message may show. */
  readonly secrets: readonly string[];
  /** One more session, to end this one from; absent where there is none. */
  readonly beside?: () => Promise<Connection>;
  /** Ends the session, or leaves that to the client's owner. */
  end(broken: boolean): Promise<void>;
}

/** A connected `mysql2` client as a {@linkcode Connection}, whoever opened it. */
export class MysqlConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  readonly server: Connection["server"];
  readonly description: string;
  readonly #client: MysqlClient;
  readonly #session: MysqlSession;
  readonly #listening = new Listening();
  readonly #onError = (error: unknown) => {
    this.#lost ??= error;
  };
  #lost: unknown = null;
  #busy = false;
  #status: number | null = 0;
  #closed: Promise<void> | null = null;

  constructor(client: MysqlClient, session: MysqlSession) {
    const { handshake } = session;
    this.#client = client;
    this.#session = session;
    this.description = session.description;
    this.server = {
      product: /mariadb/i.test(handshake.serverVersion) ? "mariadb" : "mysql",
      version: versionOf(handshake.serverVersion),
      connectionId: String(handshake.connectionId),
    };
    client.on("error", this.#onError);
  }

  async query(query: Query): Promise<Row[]> {
    if (query.params === undefined || query.params.length === 0) {
      let rows: readonly Row[] = [];
      const onResult = (result: { readonly rows?: readonly Row[] }) => rows = result.rows ?? rows;
      await this.send(query.text, { keepRows: () => true, onResult });
      return [...rows];
    }
    return await this.#run(() => this.#execute(query), {});
  }

  async send(text: string, hooks: SendHooks = {}): Promise<void> {
    const progress: MysqlProgress = { completed: 0, status: null };
    await this.#run(
      () => runMysqlMessage(this.#client, text, hooks, progress, this.#listening),
      progress,
    );
    this.#status = progress.status;
    this.#listening.rethrow();
  }

  async reset(): Promise<void> {
    await this.#run(() =>
      new Promise<void>((resolve, reject) => {
        this.#client.reset((error) => error === null ? resolve() : reject(error));
      }), {});
    this.#status = 0;
  }

  async cancel(): Promise<void> {
    if (this.#lost !== null) return;
    try {
      await this.#kill();
    } catch (error) {
      const failure = mysqlFailure(error, this.#session.secrets, { during: "session" });
      // Gone already, which is what was wanted.
      if (failure.code === NO_SUCH_THREAD) return;
      this.#listening.call(() => this.onNotice?.(uncancelled(failure)));
    }
  }

  async #kill(): Promise<void> {
    const beside = await this.#session.beside?.();
    try {
      await beside?.send(`KILL ${this.server.connectionId}`);
    } finally {
      await beside?.close();
    }
  }

  inTransaction(): boolean | null {
    if (this.#lost !== null || this.#status === null) return null;
    return (this.#status & IN_TRANSACTION) !== 0;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const broken = this.#lost !== null || this.#busy;
    this.#lost ??= new Error("the connection was closed");
    await this.#session.end(broken);
    this.#client.off("error", this.#onError);
  }

  /** Runs one command, unless the session is gone, and explains its failure. */
  async #run<T>(call: () => Promise<T>, progress: { readonly completed?: number }): Promise<T> {
    if (this.#lost !== null) {
      const { message, code } = this.#lost as MysqlServerError;
      throw new DriverError("connection", code ?? null, redact(message, this.#session.secrets));
    }
    this.#busy = true;
    try {
      return await call();
    } catch (error) {
      this.#status = null;
      this.#listening.forget();
      const failure = mysqlFailure(error, this.#session.secrets, {
        during: "session",
        ...progress,
      });
      if (failure.kind === "connection") this.#lost ??= error;
      throw failure;
    } finally {
      this.#busy = false;
    }
  }

  /** As a prepared statement: the server, not this code, puts the values in their places. */
  #execute({ text, params = [] }: Query): Promise<Row[]> {
    const values = params.map((value) => typeof value === "bigint" ? String(value) : value);
    return new Promise((resolve, reject) => {
      this.#client.execute(text, values, (error, rows) => {
        if (error !== null) reject(error);
        else resolve(Array.isArray(rows) ? rows as Row[] : []);
      });
    });
  }
}

/** MariaDB puts `5.5.5-` before its version for old replicas, and packagers a suffix behind. */
function versionOf(written: string): string {
  const version = written.replace(/^5\.5\.5-(?=\d)/, "");
  return /^\d+\.\d+\.\d+-MariaDB/i.exec(version)?.[0] ?? version;
}
