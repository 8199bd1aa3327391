import type { SqliteTarget } from "./target.ts";
import { badUrl, QueryParameters } from "./url_parts.ts";

/**
 * A `sqlite:` or `file:` URL. `sqlite:app.db`, `sqlite:./app.db` and
 * `sqlite://app.db` are relative to the working folder, `sqlite:/abs/app.db`
 * and `sqlite:///abs/app.db` are not; `sqlite::memory:` is no file at all.
 *
 * @throws {DunlinError} `bad-url`
 */
export function parseSqliteUrl(text: string): SqliteTarget {
  const [, rest = "", queryText = ""] = /^[^:]*:([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  const query = new QueryParameters(text, new Map(new URLSearchParams(queryText)));
  const mode = query.choose(["ro", "rw", "rwc", "memory"], "mode");
  query.refuseRest();
  const path = mode === "memory" ? ":memory:" : pathOf(rest);
  if (path === "") {
    throw badUrl(text, "the URL names no file", "write sqlite:path/to/app.db");
  }
  if (path.includes("\0")) throw badUrl(text, "the path holds a NUL", "give the path of a file");
  return { dialect: "sqlite", path, readOnly: mode === "ro" };
}

function pathOf(rest: string): string {
  const local = rest.replace(/^\/\/localhost(?=\/)/, "//");
  const path = decodePath(local.startsWith("//") ? local.slice(2) : local).replace(/^\/\/+/, "/");
  return /^\/[A-Za-z]:[\\/]/.test(path) ? path.slice(1) : path;
}

/** A file's name may hold a `%` of its own, so only what is encoded all through is decoded. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
