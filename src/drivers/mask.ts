import { isHarmlessParameter } from "./harmless_parameters.ts";
import type { MysqlTarget, PostgresTarget, SqliteTarget } from "./target.ts";

const MASK = "***";

/**
 * A database URL with everything replaced by `***` that may be a secret: the
 * password, the values of parameters not known to be harmless, and what stands
 * where none of these can. Works on text that is no valid URL too.
 */
export function maskUrl(text: string): string {
  const query = startOfQuery(text);
  const head = query < 0 ? text : text.slice(0, query);
  const tail = query < 0 ? "" : "?" + maskQuery(text.slice(query + 1));
  const scheme = /^\s*[^/?#@]*?:\/\//.exec(head)?.[0];
  if (scheme === undefined) return maskWithoutScheme(head) + tail;
  if (query >= 0 && holdsStrayAt(text.slice(query + 1))) {
    // The "?" may be the password's: what follows its beginning is not to be told apart.
    const [, before, colon] = /^([^:]*)(:?)/s.exec(head.slice(scheme.length)) ?? [];
    return `${scheme}${before}${colon || "?"}${MASK}`;
  }
  return scheme + maskAuthority(maskProperties(head.slice(scheme.length))) + tail;
}

/** The first `?` that an `@` before any `=` does not prove to be a part of the password. */
function startOfQuery(text: string): number {
  let at = text.indexOf("?");
  while (at >= 0 && /^[^=&]*@/.test(text.slice(at + 1))) at = text.indexOf("?", at + 1);
  return at;
}

/** A part without a name is the rest of a value that holds an unencoded `&`, as is a strange name behind a secret. */
function maskQuery(query: string): string {
  let behindSecret = false;
  return query.split("&").map((pair) => {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    if (isHarmlessParameter(name) && (isUser(name) || !/[#@]/.test(value))) return pair;
    if (pair === "") return "";
    const masked = name === "" || behindSecret ? MASK : `${name}=${MASK}`;
    behindSecret = true;
    return masked;
  }).join("&");
}

/** In a query an `@` is at home in a user's name and in a secret that says so. */
function holdsStrayAt(query: string): boolean {
  return query.split("&").some((pair) =>
    /^[^=]*=.*@/s.test(pair) && !/^(user(name)?|uid|pwd|pass(wd)?|[\w-]*password)=/i.test(pair)
  );
}

function isUser(name: string): boolean {
  return /^(user|username|uid)$/i.test(name);
}

/** `app:secret@host/db`, behind the scheme. */
function maskAuthority(rest: string): string {
  const at = rest.lastIndexOf("@");
  if (at >= 0) {
    const colon = rest.indexOf(":");
    return colon < 0 || colon > at ? rest : `${rest.slice(0, colon)}:${MASK}${rest.slice(at)}`;
  }
  // No "@": what follows the colon is a port, or a password whose host is missing.
  const loose = /^(?!\[)([^:/?#]*):(?!(\d{1,5}|)(?:[/?#,;]|$))(?!.*\/{3})/.exec(rest);
  return loose === null ? rest : `${loose[1]}:${MASK}`;
}

/** `;name=value` behind a host, as SQL Server's URLs have them. */
function maskProperties(rest: string): string {
  return rest.replace(
    /;([^=;]+)=[^;]*/g,
    (pair, name) => isHarmlessParameter(name) ? pair : `;${name}=${MASK}`,
  );
}

/** `app:secret@host/db`, `postgres:app:secret@host/db`, `host=… password=…`, `Server=…;Pwd=…`. */
function maskWithoutScheme(text: string): string {
  const colon = text.indexOf(":");
  const at = text.lastIndexOf("@");
  const file = /^\s*(sqlite3?|file):/i.test(text);
  if (file) return text;
  const named = /(?:^|[;\s])\s*([A-Za-z_][\w-]*(?: [A-Za-z]+)?)\s*=/g;
  for (const { 0: written, 1: name = "", index } of text.matchAll(named)) {
    // What follows may belong to the secret: quotes and spaces differ from tool to tool.
    const words = name.split(" ");
    if (!isHarmlessParameter(name) && !isHarmlessParameter(words.at(-1) ?? "")) {
      return `${text.slice(0, index)}${written}${MASK}`;
    }
  }
  if (colon >= 0 && colon < at) return `${text.slice(0, colon)}:${MASK}${text.slice(at)}`;
  return text;
}

/** What a target is described by. */
type DescribedTarget =
  | Pick<PostgresTarget, "dialect" | "user" | "database" | "hosts">
  | Pick<
    MysqlTarget,
    "dialect" | "scheme" | "user" | "database" | "host" | "port" | "socketPath"
  >
  | Pick<SqliteTarget, "dialect" | "path">;

/** A target for people, without secrets: `postgres://app@db.example/shop`, `sqlite:app.db`. */
export function describeTarget(target: DescribedTarget): string {
  if (target.dialect === "sqlite") return `sqlite:${target.path}`;
  const user = target.user === "" ? "" : `${encodeURIComponent(target.user)}@`;
  const database = `/${encodeURIComponent(target.database ?? "").replaceAll("%2F", "/")}`;
  if (target.dialect === "mysql") {
    const tail = database === "/" ? "" : database;
    if (target.socketPath !== null) {
      return `${target.scheme}://${user}${database}?socket=${target.socketPath}`;
    }
    return `${target.scheme}://${user}${hostAndPort(target.host, target.port, 3306)}${tail}`;
  }
  const socket = target.hosts.find(({ host }) => host.startsWith("/"));
  if (socket !== undefined) {
    const port = socket.port === 5432 ? "" : `&port=${socket.port}`;
    return `postgres://${user}${database}?host=${socket.host}${port}`;
  }
  const hosts = target.hosts.map(({ host, port }) => hostAndPort(host, port, 5432)).join(",");
  return `postgres://${user}${hosts}${database}`;
}

/**
 * Takes secrets out of a text on its way to people: as they are,
 * percent-encoded, JSON-escaped and quoted for SQL. A secret of less than four
 * characters is masked where it stands alone, not inside other words.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const secret of secrets) {
    for (const form of writtenForms(secret)) redacted = maskForm(redacted, form);
  }
  return redacted;
}

function writtenForms(secret: string): string[] {
  if (secret === "") return [];
  const wellFormed = secret.toWellFormed();
  const encoded = encodeURIComponent(wellFormed);
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = new Set([
    secret,
    wellFormed,
    encoded,
    encoded.toLowerCase(),
    encoded.replaceAll("%20", "+"),
    encodeURI(wellFormed),
    json,
    JSON.stringify(json).slice(1, -1),
    secret.replaceAll("'", "''"),
    secret.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
  ]);
  // The longest first: a shorter form may be a part of it.
  return [...forms].sort((a, b) => b.length - a.length);
}

function maskForm(text: string, form: string): string {
  if (form.length >= 4) return text.replaceAll(form, MASK);
  const literal = form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "gu"), MASK);
}

function hostAndPort(host: string, port: number, usual: number): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return port === usual ? bracketed : `${bracketed}:${port}`;
}
