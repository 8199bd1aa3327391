import type { Target } from "./target.ts";

const MASK = "***";

/**
 * A database URL with every password in it replaced by `***`. Works on text
 * that is no valid URL too: what may be a password is masked.
 */
export function maskUrl(text: string): string {
  const queryMasked = text.replace(
    /([?&](?:password|passwd|pwd|sslpassword|ssl-key-password)=)[^&#]*/gi,
    `$1${MASK}`,
  );
  const scheme = /^\s*[^/?#@]*?:\/\//.exec(queryMasked)?.[0];
  if (scheme === undefined) return maskWithoutScheme(queryMasked);
  const rest = queryMasked.slice(scheme.length);
  const at = rest.lastIndexOf("@");
  if (at >= 0) {
    const colon = rest.indexOf(":");
    if (colon < 0 || colon > at) return queryMasked;
    return `${scheme}${rest.slice(0, colon)}:${MASK}${rest.slice(at)}`;
  }
  // No "@": what follows the colon is a port, or a password whose host is missing.
  const loose = /^(?!\[)([^:/?#]*):(?!(\d{1,5}|)(?:[/?#,]|$))(?!.*\/{3})/.exec(rest);
  return loose === null ? queryMasked : `${scheme}${loose[1]}:${MASK}`;
}

/** `app:secret@host/db`, `postgres:app:secret@host/db`, `host=… password=…`. */
function maskWithoutScheme(text: string): string {
  const colon = text.indexOf(":");
  const at = text.lastIndexOf("@");
  const file = /^\s*(sqlite3?|file):/i.test(text);
  if (!file && colon >= 0 && colon < at) return `${text.slice(0, colon)}:${MASK}${text.slice(at)}`;
  return text.replace(/(\bpassword\s*=\s*)\S+/gi, `$1${MASK}`);
}

/** A target for people, without secrets: `postgres://app@db.example/shop`, `sqlite:app.db`. */
export function describeTarget(target: Target): string {
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
