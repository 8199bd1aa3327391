import { Secret } from "./secret.ts";
import type { Environment, MysqlTarget, TlsSettings } from "./target.ts";
import { tlsMode, tlsModeAdvice } from "./tls_mode.ts";
import { badUrl, parsePort, parseSeconds, splitUrl, type UrlParts } from "./url_parts.ts";

const DEFAULT_PORT = "3306";

/**
 * A `mysql:` or `mariadb:` URL, with the clients' environment variables for
 * what it leaves open. Source: MySQL manual 6.2.5, 6.9.
 *
 * @throws {DunlinError} `bad-url`
 */
export function parseMysqlUrl(
  text: string,
  scheme: "mysql" | "mariadb",
  env: Environment,
): MysqlTarget {
  const parts = splitUrl(text);
  const { query } = parts;
  if (parts.hosts.length > 1) {
    throw badUrl(text, "the URL names several hosts", "name the one server that takes writes");
  }
  const user = query.take("user") ?? parts.user ?? env.MYSQL_USER ?? env.USER ?? "";
  const password = query.take("password") ?? parts.password ?? nonEmpty(env.MYSQL_PWD) ??
    nonEmpty(env.MYSQL_PASSWORD);
  const address = addressOf(text, parts, env);
  const target: MysqlTarget = {
    dialect: "mysql",
    scheme,
    ...address,
    user,
    password: password === null || password === "" ? null : new Secret(password),
    database: query.take("database", "dbname") ?? parts.database ?? nonEmpty(env.MYSQL_DATABASE),
    tls: tls(text, parts),
    charset: query.take("charset") ?? "utf8mb4",
    connectTimeoutSeconds: timeout(text, parts),
  };
  // Every message may hold several statements: asking for it changes nothing.
  query.choose(["true", "1"], "multiStatements", "multipleStatements", "allowMultiQueries");
  query.refuseRest();
  if (user === "") {
    throw badUrl(text, "the URL names no user", `write ${scheme}://USER@host/database`);
  }
  return target;
}

function addressOf(
  text: string,
  parts: UrlParts,
  env: Environment,
): Pick<MysqlTarget, "host" | "port" | "socketPath"> {
  const named = parts.hosts[0];
  const socket = parts.query.take("socket", "socketPath", "unix_socket", "unixSocket");
  const host = parts.query.take("host") ?? nonEmpty(named?.host) ?? nonEmpty(env.MYSQL_HOST);
  const port = parts.query.take("port") ?? nonEmpty(named?.port) ?? nonEmpty(env.MYSQL_TCP_PORT);
  const socketPath = socket ?? (host?.startsWith("/") ? host : null) ??
    (host === null ? nonEmpty(env.MYSQL_UNIX_PORT) : null);
  return {
    host: host === null || host.startsWith("/") ? "localhost" : host,
    port: parsePort(text, port ?? DEFAULT_PORT),
    socketPath,
  };
}

function tls(text: string, { query }: UrlParts): TlsSettings {
  const written =
    query.take("ssl-mode", "sslmode", "ssl_mode", "sslMode", "tls", "ssl", "useSSL") ??
      "prefer";
  const mode = tlsMode(written);
  if (mode === null) {
    throw badUrl(text, `"${written}" is no TLS mode`, tlsModeAdvice(written));
  }
  const rootCert = query.take("ssl-ca", "ssl_ca", "sslca", "sslrootcert");
  const checked = rootCert !== null && (mode === "prefer" || mode === "require");
  return {
    mode: checked ? "verify-ca" : mode,
    rootCert,
    cert: query.take("ssl-cert", "ssl_cert", "sslcert"),
    key: query.take("ssl-key", "ssl_key", "sslkey"),
    keyPassword: null,
  };
}

function timeout(text: string, { query }: UrlParts): number {
  const seconds = query.take("connect_timeout", "connect-timeout");
  const milliseconds = query.take("connectTimeout"); // as mysql2 and JDBC have it
  if (milliseconds !== null) {
    return Math.ceil(parseSeconds(text, "connectTimeout", milliseconds) / 1000);
  }
  return parseSeconds(text, "connect_timeout", seconds ?? "10");
}

function nonEmpty(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === "" ? null : text;
}
