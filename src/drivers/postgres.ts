import { type Connection, DriverError } from "./connection.ts";
import { importDriver } from "./import_driver.ts";
import { describeTarget } from "./mask.ts";
import type { OpenOptions } from "./open_options.ts";
import { passwordFromFile } from "./pgpass.ts";
import type { Route } from "./postgres_cancel.ts";
import type { PgClient, PgModule } from "./postgres_client.ts";
import { PostgresConnection } from "./postgres_connection.ts";
import { postgresFailure } from "./postgres_failure.ts";
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
    new Opening(module, target, route, password?.reveal() ?? "", options).open();
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

/** One attempt at a session: the client, its startup packet, what is asked of the server. */
class Opening {
  readonly #client: PgClient;
  readonly #target: PostgresTarget;
  readonly #route: Route;
  readonly #secrets: readonly string[];
  readonly #options: OpenOptions;
  readonly #parameters = new Map<string, string>();
  #boundToChannel = false;

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
    try {
      this.#client = this.#construct(module, password);
    } catch (error) { // `pg` looks into the environment here, which Deno may forbid
      throw postgresFailure(error, this.#secrets, { during: "connect" });
    }
    this.#client.getStartupConf = () => this.#startup();
    this.#client.on("error", () => {}); // errors may follow the first, and none may go unheard
    const { connection } = this.#client;
    connection.on("parameterStatus", ({ parameterName, parameterValue }) => {
      this.#parameters.set(parameterName, parameterValue);
    });
    if (target.channelBinding === "require") this.#insistOnChannelBinding();
  }

  /** Makes the handshake. Nothing else is sent. */
  async open(): Promise<Connection> {
    const { signal } = this.#options;
    const client = this.#client;
    const abort = () => client.connection.stream.destroy(new Error("connecting was given up"));
    signal?.throwIfAborted();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await client.connect();
      this.#checkSession();
    } catch (error) {
      client.connection.stream.destroy();
      signal?.throwIfAborted();
      throw postgresFailure(error, this.#secrets, { during: "connect" });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    return new PostgresConnection(client, {
      // "14.23 (Debian 14.23-1)": the rest is the packager's.
      version: (this.#parameters.get("server_version") ?? "").split(" ")[0]!,
      description: describeTarget({ ...this.#target, hosts: [this.#route] }),
      route: this.#route,
      secrets: this.#secrets,
      end: () => end(client),
    });
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
}

/** Says goodbye; a peer that vanished never answers it. */
async function end(client: PgClient): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), CLOSE_TIMEOUT_MS);
  await client.end().catch(() => {}); // nothing is left to lose
  clearTimeout(timer);
}
