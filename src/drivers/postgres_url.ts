import { Secret } from "./secret.ts";
import type { Environment, HostAndPort, PostgresTarget, TlsSettings } from "./target.ts";
import { tlsMode, tlsModeAdvice } from "./tls_mode.ts";
import { badUrl, oneOf, parsePort, parseSeconds, splitUrl, type UrlParts } from "./url_parts.ts";

const DEFAULT_PORT = 5432;
const BINDINGS = ["disable", "prefer", "require"] as const;
const ATTRIBUTES = ["any", "read-write", "primary"] as const;

/**
 * A `postgres:` URL, with libpq's environment variables for what it leaves
 * open. Source: PostgreSQL manual 32.1.1.2, 32.1.2, 32.15.
 *
 * @throws {DunlinError} `bad-url`
 */
export function parsePostgresUrl(text: string, env: Environment): PostgresTarget {
  const parts = splitUrl(text);
  const { query } = parts;
  const user = query.take("user") ?? parts.user ?? env.PGUSER ?? systemUser(env);
  const password = query.take("password") ?? parts.password ?? env.PGPASSWORD ?? null;
  const timeout = query.take("connect_timeout") ?? nonEmpty(env.PGCONNECT_TIMEOUT) ?? "10";
  const target: PostgresTarget = {
    dialect: "postgres",
    hosts: hosts(text, parts, env),
    user,
    password: password === null || password === "" ? null : new Secret(password),
    database: query.take("dbname") ?? parts.database ?? nonEmpty(env.PGDATABASE) ?? user,
    tls: tls(text, parts, env),
    tlsDirect: (query.choose(["postgres", "direct"], "sslnegotiation") ??
      nonEmpty(env.PGSSLNEGOTIATION)) === "direct",
    channelBinding: query.choose(BINDINGS, "channel_binding") ??
      oneOf(text, "PGCHANNELBINDING", nonEmpty(env.PGCHANNELBINDING) ?? "prefer", BINDINGS),
    applicationName: query.take("application_name") ?? nonEmpty(env.PGAPPNAME) ??
      query.take("fallback_application_name"),
    options: options(query.take("options") ?? nonEmpty(env.PGOPTIONS), query.take("search_path")),
    connectTimeoutSeconds: parseSeconds(text, "connect_timeout", timeout),
    sessionAttributes: query.choose(ATTRIBUTES, "target_session_attrs") ??
      oneOf(text, "PGTARGETSESSIONATTRS", nonEmpty(env.PGTARGETSESSIONATTRS) ?? "any", ATTRIBUTES),
    passFile: query.take("passfile") ?? nonEmpty(env.PGPASSFILE) ?? usualFile(env, ".pgpass"),
  };
  takeWithoutEffect(text, parts);
  query.refuseRest();
  if (user === "") {
    throw badUrl(
      text,
      "the URL names no user",
      "write postgres://USER@host/database, or set PGUSER",
    );
  }
  return target;
}

function hosts(text: string, parts: UrlParts, env: Environment): HostAndPort[] {
  const named = parts.query.take("host") ?? parts.query.take("hostaddr");
  const ports = (parts.query.take("port") ?? "").split(",").filter((port) => port !== "");
  const written = named !== null
    ? named.split(",").map((host) => ({ host, port: parts.hosts[0]?.port ?? null }))
    : parts.hosts.some(({ host, port }) => host !== "" || port !== null)
    ? parts.hosts
    : (env.PGHOST ?? "").split(",").map((host) => ({ host, port: null }));
  return written.map(({ host, port }, index) => ({
    host: host.trim() === "" ? "localhost" : host.trim(),
    port: parsePort(
      text,
      nonEmpty(port) ?? ports[index] ?? ports[0] ?? nonEmpty(env.PGPORT) ?? String(DEFAULT_PORT),
    ),
  }));
}

function tls(text: string, parts: UrlParts, env: Environment): TlsSettings {
  const { query } = parts;
  const written = query.take("sslmode") ?? query.take("ssl") ?? nonEmpty(env.PGSSLMODE) ?? "prefer";
  const mode = tlsMode(written);
  if (mode === null) {
    throw badUrl(text, `"${written}" is no value of sslmode`, tlsModeAdvice(written));
  }
  const rootCert = query.take("sslrootcert") ?? nonEmpty(env.PGSSLROOTCERT);
  const keyPassword = query.take("sslpassword");
  return {
    // A named authority is there to be checked; libpq does the same.
    mode: mode === "require" && rootCert !== null
      ? "verify-ca"
      : rootCert === "system"
      ? "verify-full"
      : mode,
    rootCert,
    cert: query.take("sslcert") ?? nonEmpty(env.PGSSLCERT),
    key: query.take("sslkey") ?? nonEmpty(env.PGSSLKEY),
    keyPassword: keyPassword === null ? null : new Secret(keyPassword),
  };
}

/** What libpq knows and this driver does anyway, or has no use for. */
function takeWithoutEffect(text: string, { query }: UrlParts): void {
  const encoding = query.take("client_encoding");
  if (encoding !== null && !/^(auto|utf-?8|unicode)$/i.test(encoding)) {
    throw badUrl(text, `client_encoding cannot be "${encoding}"`, "migrations are sent as UTF-8");
  }
  query.choose(["disable", "prefer"], "gssencmode");
  query.choose(["disable"], "load_balance_hosts");
  query.take("keepalives", "tcp_keepalives");
  for (const name of ["keepalives_idle", "keepalives_interval", "keepalives_count"]) {
    query.take(name);
  }
  for (const name of ["sslsni", "sslcompression", "tcp_user_timeout", "uselibpqcompat"]) {
    query.take(name);
  }
}

function options(options: string | null, searchPath: string | null): string | null {
  if (searchPath === null) return options;
  const escaped = searchPath.replace(/[\\ ]/g, "\\$&");
  return `${options === null ? "" : `${options} `}-c search_path=${escaped}`;
}

function systemUser(env: Environment): string {
  return env.USER ?? env.LOGNAME ?? env.USERNAME ?? "";
}

function usualFile(env: Environment, name: string): string | null {
  if (nonEmpty(env.HOME) !== null) return `${env.HOME}/${name}`;
  return nonEmpty(env.APPDATA) === null ? null : `${env.APPDATA}\\postgresql\\pgpass.conf`;
}

function nonEmpty(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === "" ? null : text;
}
