import { type Connection, DriverError } from "./connection.ts";
import { importDriver } from "./import_driver.ts";
import { describeTarget } from "./mask.ts";
import type { MysqlClient, MysqlHandshake, MysqlModule } from "./mysql_client.ts";
import { MysqlConnection } from "./mysql_connection.ts";
import { mysqlFailure } from "./mysql_failure.ts";
import type { OpenOptions } from "./open_options.ts";
import type { MysqlTarget } from "./target.ts";
import { type TlsOptions, tlsOptions } from "./tls_options.ts";

const CLOSE_TIMEOUT_MS = 2_000;
const KEEPALIVE_DELAY_MS = 10_000;
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
  const attempt = (tls: TlsOptions | null) => openSession(module, target, tls, options);
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

/** Makes the handshake. Nothing else is sent. */
async function openSession(
  module: MysqlModule,
  target: MysqlTarget,
  tls: TlsOptions | null,
  options: OpenOptions,
): Promise<Connection> {
  const secrets = [target.password?.reveal() ?? ""];
  options.signal?.throwIfAborted();
  try {
    const client = module.createConnection(configOf(target, tls, options));
    const handshake = await shakeHands(client, options.signal);
    return new MysqlConnection(client, {
      handshake,
      description: describeTarget(target),
      secrets,
      beside: () => openSession(module, target, tls, {}),
      end: (broken) => end(client, broken),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw mysqlFailure(error, secrets, { during: "connect" });
  }
}

function end(client: MysqlClient, broken: boolean): Promise<void> {
  const { stream } = client;
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    // A peer that vanished never says goodbye.
    const timer = setTimeout(() => stream.destroy(), CLOSE_TIMEOUT_MS);
    stream.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    if (broken) stream.destroy();
    else client.end(() => {});
  });
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
