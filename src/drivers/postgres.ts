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
import type { OpenOptions } from "./open_options.ts";
import { uncancelled } from "./uncancelled.ts";
import { passwordFromFile } from "./pgpass.ts";
import { type Route, sendCancelRequest } from "./postgres_cancel.ts";
import type { PgClient, PgModule, PgResult, PgServerMessage } from "./postgres_client.ts";
import { type PostgresFailure, postgresFailure } from "./postgres_failure.ts";
import { PostgresMessage } from "./postgres_message.ts";
import type { HostAndPort, PostgresTarget } from "./target.ts";
import { tlsOptions } from "./tls_options.ts";

const CLOSE_TIMEOUT_MS = 2_000;
const KEEPALIVE_DELAY_MS = 10_000;

/** Dates and times, intervals, numeric[] and geometry: `pg` would lose digits of them. */
const KEPT_AS_TEXT = new Set([
  600,
  718,
  1082,
  1083,
  1114,
  1115,
  1182,
  1184,
  1185,
  1186,
  1187,
  1231,
]);

/**
 * Opens one PostgreSQL session; only the handshake is sent. Hosts are tried in
 * order, and `prefer` and `allow` try both with and without TLS, as libpq does.
 *
 * @throws {DriverError}
 */
export async function openPostgres(
  target: PostgresTarget,
  options: OpenOptions = {},
): Promise<Connection> {
  const module = await importDriver<PgModule>("pg", () => import("pg"));
  const failures: DriverError[] = [];
  for (const server of target.hosts) {
    try {
      return await openServer(module, target, server, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof DriverError) || error.kind !== "refused") throw error;
      failures.push(error);
    }
  }
  throw failures.length === 1 ? failures[0] : new DriverError(
    "refused",
    failures[0]?.code ?? null,
    failures.map(({ message }, index) => `${target.hosts[index]?.host}: ${message}`).join("; "),
  );
}

async function openServer(
  module: PgModule,
  target: PostgresTarget,
  server: HostAndPort,
  options: OpenOptions,
): Promise<Connection> {
  const encrypted = { ...server, tls: await tlsOptions(target.tls), tlsDirect: target.tlsDirect };
  const plain = { ...server, tls: null, tlsDirect: false };
  const password = target.password ?? await passwordFromFile(target, server);
  const attempt = (route: Route) =>
    new PostgresConnection(module, target, route, password?.reveal() ?? "", options).open();
  const { mode } = target.tls;
  if (server.host.startsWith("/") || mode === "disable") return await attempt(plain);
  if (mode === "prefer") {
    return await attempt(encrypted).catch(retryIf(tlsUnwanted, attempt, plain));
  }
  if (mode === "allow") return await attempt(plain).catch(retryIf(tlsWanted, attempt, encrypted));
  return await attempt(encrypted);
}

function retryIf(
  test: (error: DriverError) => boolean,
  attempt: (route: Route) => Promise<Connection>,
  route: Route,
): (error: unknown) => Promise<Connection> {
  return (error) => {
    if (error instanceof DriverError && test(error)) return attempt(route);
    throw error;
  };
}

/** The server has no TLS, cannot agree on it, or its rules want this client without it. */
function tlsUnwanted({ code, message }: DriverError): boolean {
  return code === "28000" || /does not support SSL|establishing an SSL connection/.test(message) ||
    /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code ?? "");
}

/** The server's rules have no entry for this client without TLS. */
function tlsWanted({ code }: DriverError): boolean {
  return code === "28000";
}

class PostgresConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  server: Connection["server"] = { product: "postgres", version: "", connectionId: null };
  readonly description: string;
  readonly #client: PgClient;
  readonly #target: PostgresTarget;
  readonly #route: Route;
  readonly #secrets: readonly string[];
  readonly #options: OpenOptions;
  readonly #parameters = new Map<string, string>();
  readonly #listening = new Listening();
  #boundToChannel = false;
  #lost: unknown = null;
  #closed: Promise<void> | null = null;

  constructor(
    module: PgModule,
    target: PostgresTarget,
    route: Route,
    password: string,
    options: OpenOptions,
  ) {
    this.#target = target;
    this.#route = route;
    this.#options = options;
    this.#secrets = [password];
    this.description = describeTarget({ ...target, hosts: [route] });
    try {
      this.#client = this.#construct(module, password);
    } catch (error) { // `pg` looks into the environment here, which Deno may forbid
      throw this.#failure(error, { during: "connect" });
    }
    this.#client.getStartupConf = () => this.#startup();
    this.#client.on("error", (error) => this.#lost ??= error);
    this.#client.on("notice", (notice) => this.#tell(this.#notice(notice)));
    const { connection } = this.#client;
    connection.on("parameterStatus", ({ parameterName, parameterValue }) => {
      this.#parameters.set(parameterName, parameterValue);
    });
    if (target.channelBinding === "require") this.#insistOnChannelBinding();
  }

  /** Makes the handshake. Nothing else is sent. */
  async open(): Promise<Connection> {
    const { signal } = this.#options;
    const abort = () =>
      this.#client.connection.stream.destroy(new Error("connecting was given up"));
    signal?.throwIfAborted();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await this.#client.connect();
      this.#checkSession();
    } catch (error) {
      this.#client.connection.stream.destroy();
      signal?.throwIfAborted();
      throw this.#failure(error, { during: "connect" });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    this.server = {
      product: "postgres",
      // "14.23 (Debian 14.23-1)": the rest is the packager's.
      version: (this.#parameters.get("server_version") ?? "").split(" ")[0]!,
      connectionId: this.#client.processID === null ? null : String(this.#client.processID),
    };
    return this;
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
    await this.#submit(new PostgresMessage(this.#client, text, hooks, this.#listening), text);
  }

  async copyIn(statement: string, data: string): Promise<void> {
    const message = new PostgresMessage(this.#client, statement, {}, this.#listening, data);
    await this.#submit(message, statement);
  }

  async cancel(): Promise<void> {
    const { processID, secretKey } = this.#client;
    if (processID === null || secretKey === null || this.#lost !== null) return;
    try {
      await sendCancelRequest(this.#route, processID, secretKey);
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
    // A peer that vanished never says goodbye.
    const timer = setTimeout(() => this.#client.connection.stream.destroy(), CLOSE_TIMEOUT_MS);
    await this.#client.end().catch(() => {}); // nothing is left to lose
    clearTimeout(timer);
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

  #construct(module: PgModule, password: string): PgClient {
    const { user, database, connectTimeoutSeconds, channelBinding } = this.#target;
    return new module.Client({
      host: this.#route.host,
      port: this.#route.port,
      user,
      database,
      // A function keeps `pg` from looking for PGPASSWORD and .pgpass by itself.
      password: password === "" ? () => undefined : password,
      ssl: this.#route.tls === null ? false : { ...this.#route.tls },
      sslnegotiation: this.#route.tlsDirect ? "direct" : "postgres",
      enableChannelBinding: channelBinding !== "disable",
      connectionTimeoutMillis: connectTimeoutSeconds * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEPALIVE_DELAY_MS,
      types: {
        getTypeParser: (oid: number, format: string) =>
          KEPT_AS_TEXT.has(oid) ? (text: string) => text : module.types.getTypeParser(oid, format),
      },
    });
  }

  #startup(): Record<string, string> {
    const { user, database, options } = this.#target;
    const name = this.#target.applicationName ?? this.#options.applicationName;
    return {
      user,
      database,
      ...(name === undefined ? {} : { application_name: name }),
      ...(options === null ? {} : { options }),
    };
  }

  #insistOnChannelBinding(): void {
    const wire = this.#client.connection;
    const refuse = () => {
      wire.stream.destroy(
        new Error("the server offers no channel binding, which the URL requires"),
      );
    };
    wire.on("authenticationCleartextPassword", refuse);
    wire.on("authenticationMD5Password", refuse);
    wire.on("authenticationSASL", ({ mechanisms }: { mechanisms: readonly string[] }) => {
      this.#boundToChannel = this.#route.tls !== null && mechanisms.includes("SCRAM-SHA-256-PLUS");
      if (!this.#boundToChannel) refuse();
    });
  }

  #checkSession(): void {
    const { channelBinding, sessionAttributes } = this.#target;
    if (channelBinding === "require" && !this.#boundToChannel) {
      throw new Error("the server offers no channel binding, which the URL requires");
    }
    if (sessionAttributes === "any") return;
    const standby = this.#parameters.get("in_hot_standby") === "on";
    const readOnly = this.#parameters.get("default_transaction_read_only") === "on";
    if (standby || (readOnly && sessionAttributes === "read-write")) {
      throw new Error(
        `the server is not ${sessionAttributes}, which target_session_attrs asks for`,
      );
    }
  }

  #refuseIfLost(): void {
    if (this.#lost === null) return;
    const { message, code } = this.#lost as PgServerMessage;
    throw new DriverError("connection", code ?? null, redact(message, this.#secrets));
  }

  #failure(error: unknown, failure: PostgresFailure): DriverError {
    if (failure.during === "session") this.#listening.forget();
    const explained = postgresFailure(error, this.#secrets, failure);
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
      message: redact(message, this.#secrets),
      ...(detail === undefined ? {} : { detail: redact(detail, this.#secrets) }),
      ...(hint === undefined ? {} : { hint: redact(hint, this.#secrets) }),
    };
  }
}
