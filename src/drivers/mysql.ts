import type { Query } from "../sql/query.ts";
import {
  type Connection,
  DriverError,
  type Notice,
  type Row,
  type SendHooks,
} from "./connection.ts";
import { importDriver } from "./import_driver.ts";
import { Listening } from "./listening.ts";
import { describeTarget, redact } from "./mask.ts";
import type { MysqlClient, MysqlHandshake, MysqlModule, MysqlServerError } from "./mysql_client.ts";
import { mysqlFailure } from "./mysql_failure.ts";
import { type MysqlProgress, runMysqlMessage } from "./mysql_message.ts";
import type { OpenOptions } from "./open_options.ts";
import type { MysqlTarget } from "./target.ts";
import { type TlsOptions, tlsOptions } from "./tls_options.ts";
import { uncancelled } from "./uncancelled.ts";

const CLOSE_TIMEOUT_MS = 2_000;
const KEEPALIVE_DELAY_MS = 10_000;
const IN_TRANSACTION = 1; // SERVER_STATUS_IN_TRANS
const NO_SUCH_THREAD = "1094";
const TLS_REQUIRED = "3159";

/**
 * Opens one MySQL or MariaDB session; only the handshake is sent. `prefer`
 * goes on without TLS where the server has none, as the servers' own clients do.
 *
 * @throws {DriverError}
 */
export async function openMysql(
  target: MysqlTarget,
  options: OpenOptions = {},
): Promise<Connection> {
  const module = await importDriver<MysqlModule>("mysql2", () => import("mysql2"));
  const { mode } = target.tls;
  const attempt = (tls: TlsOptions | null) => MysqlConnection.open(module, target, tls, options);
  if (mode === "disable" || (target.socketPath !== null && mode === "prefer")) {
    return await attempt(null);
  }
  const tls = await tlsOptions(target.tls);
  if (mode === "prefer") return await attempt(tls).catch(retryIf(hasNoTls, () => attempt(null)));
  if (mode === "allow") return await attempt(null).catch(retryIf(insistsOnTls, () => attempt(tls)));
  return await attempt(tls);
}

function retryIf(
  test: (error: DriverError) => boolean,
  again: () => Promise<Connection>,
): (error: unknown) => Promise<Connection> {
  return (error) => {
    if (error instanceof DriverError && test(error)) return again();
    throw error;
  };
}

function hasNoTls({ code }: DriverError): boolean {
  return code === "HANDSHAKE_NO_SSL_SUPPORT" || /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code ?? "");
}

function insistsOnTls({ code }: DriverError): boolean {
  return code === TLS_REQUIRED;
}

class MysqlConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  readonly server: Connection["server"];
  readonly description: string;
  readonly #module: MysqlModule;
  readonly #client: MysqlClient;
  readonly #target: MysqlTarget;
  readonly #tls: TlsOptions | null;
  readonly #secrets: readonly string[];
  readonly #listening = new Listening();
  #lost: unknown;
  #busy = false;
  #status: number | null = 0;
  #closed: Promise<void> | null = null;

  /** Makes the handshake. Nothing else is sent. */
  static async open(
    module: MysqlModule,
    target: MysqlTarget,
    tls: TlsOptions | null,
    options: OpenOptions,
  ): Promise<MysqlConnection> {
    options.signal?.throwIfAborted();
    try {
      const client = module.createConnection(configOf(target, tls, options));
      const handshake = await shakeHands(client, options.signal);
      return new MysqlConnection(module, target, tls, client, handshake);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw mysqlFailure(error, [target.password?.reveal() ?? ""], { during: "connect" });
    }
  }

  constructor(
    module: MysqlModule,
    target: MysqlTarget,
    tls: TlsOptions | null,
    client: MysqlClient,
    handshake: MysqlHandshake,
  ) {
    this.#module = module;
    this.#target = target;
    this.#tls = tls;
    this.#client = client;
    this.#secrets = [target.password?.reveal() ?? ""];
    this.#lost = null;
    this.description = describeTarget(target);
    const product = /mariadb/i.test(handshake.serverVersion) ? "mariadb" : "mysql";
    this.server = {
      product,
      version: versionOf(handshake.serverVersion),
      connectionId: String(handshake.connectionId),
    };
    client.on("error", (error) => this.#lost ??= error);
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
      () => runMysqlMessage(this.#module, this.#client, text, hooks, progress, this.#listening),
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
      const failure = mysqlFailure(error, this.#secrets, { during: "session" });
      // Gone already, which is what was wanted.
      if (failure.code === NO_SUCH_THREAD) return;
      this.#listening.call(() => this.onNotice?.(uncancelled(failure)));
    }
  }

  async #kill(): Promise<void> {
    const beside = await MysqlConnection.open(this.#module, this.#target, this.#tls, {});
    try {
      await beside.send(`KILL ${this.server.connectionId}`);
    } finally {
      await beside.close();
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

  #end(): Promise<void> {
    const gone = this.#lost !== null;
    this.#lost ??= new Error("the connection was closed");
    const { stream } = this.#client;
    return new Promise((resolve) => {
      if (stream.destroyed) return resolve();
      // A peer that vanished never says goodbye.
      const timer = setTimeout(() => stream.destroy(), CLOSE_TIMEOUT_MS);
      stream.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      if (gone || this.#busy) stream.destroy();
      else this.#client.end(() => {});
    });
  }

  /** Runs one command, unless the session is gone, and explains its failure. */
  async #run<T>(call: () => Promise<T>, progress: { readonly completed?: number }): Promise<T> {
    if (this.#lost !== null) {
      const { message, code } = this.#lost as MysqlServerError;
      throw new DriverError("connection", code ?? null, redact(message, this.#secrets));
    }
    this.#busy = true;
    try {
      return await call();
    } catch (error) {
      this.#status = null;
      this.#listening.forget();
      const failure = mysqlFailure(error, this.#secrets, { during: "session", ...progress });
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

function shakeHands(client: MysqlClient, signal: AbortSignal | undefined): Promise<MysqlHandshake> {
  return new Promise<MysqlHandshake>((resolve, reject) => {
    const abort = () => client.stream.destroy();
    const settle = (settled: () => void) => {
      signal?.removeEventListener("abort", abort);
      settled();
    };
    signal?.addEventListener("abort", abort, { once: true });
    client.once("connect", (handshake) => settle(() => resolve(handshake)));
    // Stays: errors may follow the first, and none may go unheard.
    client.on("error", (error) =>
      settle(() => {
        reject(error); // first: destroying may bring an error of its own at once
        client.stream.destroy();
      }));
  });
}

function configOf(
  target: MysqlTarget,
  tls: TlsOptions | null,
  options: OpenOptions,
): Record<string, unknown> {
  const { checkServerIdentity, ...certificates } = tls ?? { rejectUnauthorized: false };
  return {
    ...(target.socketPath === null
      ? { host: target.host, port: target.port }
      : { socketPath: target.socketPath }),
    user: target.user,
    ...(target.password === null ? {} : { password: target.password.reveal() }),
    ...(target.database === null ? {} : { database: target.database }),
    ...(tls === null
      ? {}
      : { ssl: { ...certificates, verifyIdentity: checkServerIdentity === undefined } }),
    // By default mysql2 changes sql_mode for the session and offers LOCAL INFILE.
    flags: ["-IGNORE_SPACE", "-LOCAL_FILES"],
    multipleStatements: true,
    charset: target.charset,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    connectTimeout: target.connectTimeoutSeconds * 1000,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_DELAY_MS,
    connectAttributes: { program_name: options.applicationName ?? "dunlin" },
  };
}

/** MariaDB puts `5.5.5-` before its version for old replicas, and packagers a suffix behind. */
function versionOf(written: string): string {
  const version = written.replace(/^5\.5\.5-(?=\d)/, "");
  return /^\d+\.\d+\.\d+-MariaDB/i.exec(version)?.[0] ?? version;
}
