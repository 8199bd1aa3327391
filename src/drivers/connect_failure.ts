import { DunlinError, type ErrorCode } from "../errors.ts";
import type { DriverError } from "./connection.ts";
import { describeTarget } from "./mask.ts";
import type { MysqlTarget, PostgresTarget, Target } from "./target.ts";

/** Why there is no session, in words for the person who has to mend it. */
export function connectFailure(error: DriverError, target: Target): DunlinError {
  const code = codeOf(error, target);
  const message = `${HEADLINES[code]} ${describeTarget(target)}`;
  return new DunlinError(code, message, {
    server: {
      code: error.code,
      message: error.message,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    },
    next: target.dialect === "sqlite"
      ? sqliteAdvice(error, target.path)
      : serverAdvice(error, target),
    cause: error,
  });
}

type ConnectCode = Extract<
  ErrorCode,
  "connection-failed" | "authentication-failed" | "database-missing" | "permission-denied"
>;

const HEADLINES: Readonly<Record<ConnectCode, string>> = {
  "connection-failed": "no connection to",
  "authentication-failed": "the credentials were refused by",
  "database-missing": "there is no database",
  "permission-denied": "permission is missing for",
};

function codeOf({ kind, code }: DriverError, target: Target): ConnectCode {
  if (kind === "authentication") return "authentication-failed";
  if (kind === "database-missing") return "database-missing";
  if (kind === "permission" || (target.dialect === "postgres" && code === "42501")) {
    return "permission-denied";
  }
  return "connection-failed";
}

function sqliteAdvice({ kind, code, message }: DriverError, path: string): string {
  const flags = runtimeFlags(message);
  if (flags !== null) {
    return `${flags}; a database needs --allow-read=${path} --allow-write=${path}`;
  }
  if (kind === "database-missing") return "check the path, or run `migrate`, which makes the file";
  if (code === "EISDIR") return "name a file in that folder";
  if (code === "ENOENT" || code === "ENOTDIR") return "make the folder first, or correct the path";
  return "check that the file and its folder may be read and written by this user";
}

type ServerTarget = PostgresTarget | MysqlTarget;

function serverAdvice(error: DriverError, target: ServerTarget): string {
  const flags = runtimeFlags(error.message);
  if (flags !== null) return flags;
  return byCode(error, target) ?? byMessage(error, target) ??
    `check that the server runs and takes connections at ${addressOf(target)}`;
}

function byCode({ code, kind }: DriverError, target: ServerTarget): string | null {
  const { user } = target;
  switch (code) {
    case "ECONNREFUSED":
      return `nothing listens at ${addressOf(target)}: check the port, and whether the server runs`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name in ${
        addressOf(target)
      } is unknown here: check its spelling, or the DNS`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `${addressOf(target)} does not answer: check host, port, firewall and VPN`;
    case "ENOENT":
      return `there is no socket ${addressOf(target)}: check the path, and whether the server runs`;
    case "EACCES":
      return `this user may not use ${addressOf(target)}`;
    case "28000":
      return `the server's pg_hba.conf has no rule for "${user}" from here: add one, or try sslmode`;
    case "42501":
      return `GRANT CONNECT ON DATABASE "${target.database}" TO "${user}"`;
    case "53300":
    case "1040":
      return "the server has no free connection: end some, or raise max_connections";
    case "57P03":
      return "the server is starting up or shutting down: try again in a moment";
    case "1044":
      return `GRANT ALL ON \`${target.database}\`.* TO '${user}', or use an account that may use it`;
    case "1129":
      return "the server blocks this host after many failures: FLUSH HOSTS, or mysqladmin flush-hosts";
    case "1130":
      return `the server allows "${user}" from other hosts only: create '${user}'@'%', or connect from one`;
    case "3159":
      return "the server takes encrypted connections only: add ?ssl-mode=REQUIRED to the URL";
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return "the server has no TLS: give it a certificate, or use ?ssl-mode=DISABLED";
  }
  if (kind === "authentication") return credentialsAdvice(target);
  if (kind !== "database-missing") return null;
  const create = target.dialect === "mysql"
    ? `CREATE DATABASE \`${target.database}\``
    : `CREATE DATABASE "${target.database}"`;
  return `create it (${create}), or correct the name in the URL`;
}

function credentialsAdvice(target: ServerTarget): string {
  const variable = target.dialect === "mysql" ? "MYSQL_PWD" : "PGPASSWORD";
  if (target.password === null) {
    return `no password was given for "${target.user}": put it in the URL, or in ${variable}`;
  }
  return `check the password of "${target.user}"; odd characters in it must be percent-encoded`;
}

function byMessage({ message }: DriverError, target: ServerTarget): string | null {
  if (/does not support SSL/.test(message)) {
    return "the server has no TLS: turn it on there, or use ?sslmode=disable";
  }
  if (
    /self.signed|unable to (verify|get)|UnknownIssuer|unknown.*(ca|issuer)|CaUsedAsEndEntity/i.test(
      message,
    )
  ) {
    const parameter = target.dialect === "mysql" ? "ssl-ca" : "sslrootcert";
    return `the certificate's authority is unknown: name its file with ?${parameter}=/path/ca.pem`;
  }
  if (/altnames|not valid for (name|any)|NotValidForName|hostname.*match/i.test(message)) {
    return "the certificate is for another name: use that name in the URL, or verify-ca";
  }
  if (/certificate.*expired/i.test(message)) {
    return "the server's certificate has expired: renew it";
  }
  if (/timeout expired|ETIMEDOUT/.test(message)) {
    return `${addressOf(target)} does not answer: check host, port, firewall and VPN`;
  }
  if (/channel binding/.test(message)) {
    return "let the server offer SCRAM over TLS, or leave channel_binding out of the URL";
  }
  if (/target_session_attrs/.test(message)) return "name the primary server in the URL";
  if (/terminated unexpectedly|Connection lost|socket hang up/i.test(message)) {
    return `something at ${addressOf(target)} hung up: check that it is the database's own port`;
  }
  return null;
}

/** Deno's NotCapable names the flag it misses. */
function runtimeFlags(message: string): string | null {
  const match = /Requires (\w+) access to (?:"([^"]+)"|<?([^",<>]+)>?)/.exec(message);
  if (match === null) return null;
  // `pg` asks for nine of them, one after another.
  if (match[1] === "env" && /^PG|^USER$/.test(match[2] ?? "")) {
    return "run Deno with --allow-env='PG*,USER'";
  }
  const flag = /--allow-[a-z]+/.exec(message)?.[0] ?? `--allow-${match[1]}`;
  return `run Deno with ${flag}=${match[2] ?? match[3]!.trim()}`;
}

function addressOf(target: ServerTarget): string {
  if (target.dialect === "mysql") {
    return target.socketPath ?? `${target.host}:${target.port}`;
  }
  return target.hosts.map(({ host, port }) =>
    host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`
  ).join(", ");
}
