import { DunlinError } from "../errors.ts";
import { maskUrl } from "./mask.ts";
import { parseMysqlUrl } from "./mysql_url.ts";
import { nearestWord } from "../nearest_word.ts";
import { parsePostgresUrl } from "./postgres_url.ts";
import { parseSqliteUrl } from "./sqlite_url.ts";
import type { Environment, Target } from "./target.ts";
import { badUrl } from "./url_parts.ts";

type Parse = (text: string, env: Environment) => Target;

const SCHEMES: Readonly<Record<string, Parse>> = {
  "postgres": parsePostgresUrl,
  "postgresql": parsePostgresUrl,
  "mysql": (text, env) => parseMysqlUrl(text, "mysql", env),
  "mariadb": (text, env) => parseMysqlUrl(text, "mariadb", env),
  "sqlite": parseSqliteUrl,
  "sqlite3": parseSqliteUrl,
  "file": parseSqliteUrl,
};

/**
 * What a database URL means, with the environment filling in what it leaves
 * open (`PG*`, `MYSQL_*`).
 *
 * @throws {DunlinError} `bad-url`; never with a password in it.
 */
export function parseDatabaseUrl(text: string, options: { env?: Environment } = {}): Target {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw new DunlinError("bad-url", "the database URL is empty", { next: EXAMPLES });
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+._-]*):/.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) throw noScheme(trimmed);
  const parse = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (parse === undefined) throw unknownScheme(trimmed, scheme);
  return parse(trimmed, options.env ?? {});
}

const EXAMPLES = "write postgres://user@host/database, mysql://user@host/database or sqlite:app.db";

function noScheme(text: string): DunlinError {
  if (/^[\w./\\ -]+\.(db|db3|sqlite|sqlite3)$/i.test(text)) {
    return badUrl(text, "the database URL has no scheme", `write sqlite:${text}`);
  }
  return badUrl(text, "the database URL has no scheme", EXAMPLES);
}

function unknownScheme(text: string, scheme: string): DunlinError {
  if (/^[a-z]:[\\/]/i.test(text)) {
    return badUrl(
      text,
      "the database URL has no scheme",
      `write sqlite:${maskUrl(text)} for a file`,
    );
  }
  if (scheme === "jdbc") {
    return badUrl(
      text,
      "this is a JDBC URL",
      'leave out "jdbc:" and write user:password@ before the host',
    );
  }
  const plain = scheme.split("+")[0]!;
  const guess = nearestWord(plain, Object.keys(SCHEMES));
  // A URL without its scheme looks like one: "app:secret@host/db".
  const shown = text.slice(scheme.length).startsWith("://") || guess !== null;
  if (!shown) {
    return new DunlinError("bad-url", "the database URL has no known scheme", { next: EXAMPLES });
  }
  return badUrl(
    text,
    `no driver for "${scheme}:"`,
    guess === null ? EXAMPLES : `did you mean "${guess}:"?`,
  );
}

const TYPES: Readonly<Record<string, "postgres" | "mysql" | "mariadb" | "sqlite">> = {
  "postgres": "postgres",
  "postgresql": "postgres",
  "pg": "postgres",
  "mysql": "mysql",
  "mariadb": "mariadb",
  "sqlite": "sqlite",
  "sqlite3": "sqlite",
};

/** A database URL found in the environment, and under which name. */
export interface FoundUrl {
  readonly url: string;
  /** `DATABASE_URL`, or `DB_TYPE` for the six variables of its kind. */
  readonly origin: "DATABASE_URL" | "DB_TYPE";
}

/**
 * The database the environment names: `DATABASE_URL`, else `DB_TYPE`,
 * `DB_HOST`, `DB_PORT`, `DB_NAME`, `DB_USER` and `DB_PASSWORD` together.
 *
 * @returns null where it names none.
 * @throws {DunlinError} `bad-url` where the six do not make a URL.
 */
export function databaseUrlFromEnvironment(env: Environment): FoundUrl | null {
  const url = env.DATABASE_URL?.trim();
  if (url !== undefined && url !== "") return { url, origin: "DATABASE_URL" };
  const written = env.DB_TYPE?.trim();
  if (written === undefined || written === "") {
    return null;
  }
  const type = TYPES[written.toLowerCase()];
  if (type === undefined) {
    const guess = nearestWord(written, Object.keys(TYPES));
    throw new DunlinError(
      "bad-url",
      `DB_TYPE is "${maskUrl(written)}", which is no known database`,
      {
        next: guess === null
          ? `use one of: ${Object.keys(TYPES).join(", ")}`
          : `did you mean "${guess}"?`,
      },
    );
  }
  return { url: type === "sqlite" ? sqliteUrl(env) : serverUrl(type, env), origin: "DB_TYPE" };
}

function sqliteUrl(env: Environment): string {
  if (!env.DB_NAME) {
    throw new DunlinError("bad-url", "DB_TYPE is sqlite, but DB_NAME names no file", {
      next: "set DB_NAME to the path of the file",
    });
  }
  if (env.DB_NAME === ":memory:") return "sqlite::memory:";
  return `sqlite:${env.DB_NAME.replace(/[%?]/g, encodeURIComponent)}`;
}

function serverUrl(type: string, env: Environment): string {
  const user = env.DB_USER ? encodeURIComponent(env.DB_USER) : "";
  const password = env.DB_PASSWORD ? `:${encodeURIComponent(env.DB_PASSWORD)}` : "";
  const host = env.DB_HOST ?? "";
  const shownHost = host.includes(":") && !host.startsWith("[") ? `[${host}]` : hostPart(host);
  const port = env.DB_PORT ? `:${env.DB_PORT}` : "";
  const account = user + password === "" ? "" : `${user}${password}@`;
  return `${type}://${account}${shownHost}${port}/${encodeURIComponent(env.DB_NAME ?? "")}`;
}

function hostPart(host: string): string {
  return host.startsWith("[") ? host : encodeURIComponent(host);
}
