import { DunlinError } from "../errors.ts";
import { isHarmlessParameter } from "./harmless_parameters.ts";
import { maskUrl } from "./mask.ts";
import { nearestWord } from "../nearest_word.ts";

/** A `scheme://user:password@host:port/path?query` URL, taken apart and decoded. */
export interface UrlParts {
  readonly user: string | null;
  readonly password: string | null;
  /** As written, port included and still encoded; empty when the URL names no host. */
  readonly hosts: readonly { readonly host: string; readonly port: string | null }[];
  /** Without its leading slash, decoded; null when there is none. */
  readonly database: string | null;
  readonly query: QueryParameters;
}

/** What is wrong with a database URL. The message is shown, so it holds no part of a password. */
export function badUrl(text: string, message: string, next: string): DunlinError {
  return new DunlinError("bad-url", `${message} (in ${maskUrl(text)})`, { next });
}

/**
 * Takes apart what stands behind `scheme:`. Passwords may hold `@` and `:` as
 * they are; `/`, `?` and `#` need encoding, because a guess could send half a
 * password to the wrong host.
 *
 * @throws {DunlinError} `bad-url`
 */
export function splitUrl(text: string): UrlParts {
  const match = /^[^:]*:(?:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(text);
  if (match === null) {
    throw badUrl(text, "the URL lacks the two slashes", "write it as scheme://user@host/database");
  }
  const [, authority = "", path = "", query = "", fragment] = match;
  if (fragment !== undefined) throw strayCharacter(text, "#", "%23");
  const at = authority.lastIndexOf("@");
  if (path.includes("@") || queryHoldsStrayAt(query)) {
    throw strayCharacter(text, path.includes("@") ? "/" : "?", path.includes("@") ? "%2F" : "%3F");
  }
  const colon = authority.slice(0, Math.max(at, 0)).indexOf(":");
  const hasPassword = at >= 0 && colon >= 0;
  return {
    user: at < 0
      ? null
      : decode(text, authority.slice(0, hasPassword ? colon : at), "user") || null,
    password: hasPassword ? decode(text, authority.slice(colon + 1, at), "password") : null,
    hosts: splitHosts(text, authority.slice(at + 1)),
    database: path.length > 1 ? decode(text, path.slice(1), "database") : null,
    query: parseQuery(text, query),
  };
}

/** In a query an `@` is at home in a user's name or a password alone. */
function queryHoldsStrayAt(query: string): boolean {
  return query.split("&").some((pair) =>
    pair.includes("@") && !/^(user|username|password)=/i.test(pair)
  );
}

function strayCharacter(text: string, character: string, encoded: string): DunlinError {
  return badUrl(
    text,
    `the URL cannot be read: a "${character}" stands where none belongs`,
    `if it is part of the password, write ${encoded} instead ("@" is %40, "%" is %25)`,
  );
}

/**
 * Percent-decodes a part. A part in which no `%` begins an escape was never
 * encoded and is taken as it is; one that mixes both is refused.
 */
function decode(text: string, part: string, what: string): string {
  const percents = part.match(/%/g)?.length ?? 0;
  const escapes = part.match(/%[0-9a-f]{2}/gi)?.length ?? 0;
  if (escapes === 0) return part;
  if (percents === escapes) {
    try {
      return decodeURIComponent(part);
    } catch {
      // Not UTF-8: said below, in words.
    }
  }
  throw badUrl(
    text,
    `the ${what} holds a "%" that is neither plain nor a valid escape`,
    `write every "%" of the ${what} as %25, or encode all of it`,
  );
}

function splitHosts(text: string, list: string): { host: string; port: string | null }[] {
  if (list === "") return [];
  return list.split(",").map((one) => {
    const match = /^(\[[^\]]*\]|[^:\[\]]*)(?::(.*))?$/.exec(one);
    if (match === null) {
      throw badUrl(
        text,
        "the host cannot be read",
        "write an IPv6 address in brackets: [::1]:5432",
      );
    }
    const host = match[1]!.startsWith("[")
      ? match[1]!.slice(1, -1)
      : decode(text, match[1]!, "host");
    return { host, port: match[2] ?? null };
  });
}

function parseQuery(text: string, query: string): QueryParameters {
  const values = new Map<string, string>();
  for (const pair of query.split("&").filter((pair) => pair !== "")) {
    const equals = pair.indexOf("=");
    if (equals < 0) {
      throw badUrl(text, "a part of the query has no value", "write parameters as name=value");
    }
    const name = decode(text, pair.slice(0, equals), "query");
    if (values.has(name)) {
      throw badUrl(text, `the parameter "${name}" is given twice`, "give it once");
    }
    values.set(name, decode(text, pair.slice(equals + 1), "query"));
  }
  return new QueryParameters(text, values);
}

/** The parameters of a URL: taken one by one, and at the end none may be left. */
export class QueryParameters {
  readonly #url: string;
  readonly #values: Map<string, string>;
  readonly #names: readonly string[];
  readonly #known: string[] = [];

  constructor(url: string, values: Map<string, string>) {
    this.#url = url;
    this.#values = values;
    this.#names = [...values.keys()];
  }

  /** The value under any of these spellings; null where none is given. */
  take(...names: string[]): string | null {
    this.#known.push(...names);
    const given = names.filter((name) => this.#values.has(name));
    if (given.length > 1) {
      throw badUrl(this.#url, `"${given[0]}" and "${given[1]}" mean the same`, "give one of them");
    }
    const name = given[0];
    if (name === undefined) return null;
    const value = this.#values.get(name)!;
    this.#values.delete(name);
    return value;
  }

  /** A value out of a list, case aside. */
  choose<T extends string>(choices: readonly T[], ...names: string[]): T | null {
    const name = names.find((one) => this.#values.has(one));
    const value = this.take(...names);
    if (value === null) return null;
    return oneOf(this.#url, name!, value, choices);
  }

  /** What looks like a parameter may be the rest of a password with an unencoded `&`. */
  #isBehindSecret(name: string): boolean {
    const before = this.#names.slice(0, this.#names.indexOf(name));
    return before.some((one) => !isHarmlessParameter(one));
  }

  /** @throws {DunlinError} `bad-url`, with the nearest known name, if any parameter was not taken. */
  refuseRest(): void {
    const [name] = this.#values.keys();
    if (name === undefined) return;
    const guess = nearestWord(name, this.#known);
    if (guess === null && this.#isBehindSecret(name)) {
      throw badUrl(
        this.#url,
        "an unknown parameter stands behind a secret one",
        'if it is part of the secret, write its "&" as %26 and its "=" as %3D; else leave it out',
      );
    }
    throw badUrl(
      this.#url,
      `unknown parameter "${name}"`,
      guess === null ? `known ones: ${this.#known.join(", ")}` : `did you mean "${guess}"?`,
    );
  }
}

/** A value out of a list, case aside, or an error that names the list. */
export function oneOf<T extends string>(
  url: string,
  name: string,
  value: string,
  choices: readonly T[],
): T {
  const choice = choices.find((one) => one === value.toLowerCase());
  if (choice !== undefined) return choice;
  const guess = nearestWord(value, choices);
  throw badUrl(
    url,
    `"${value}" is no value of ${name}`,
    guess === null ? `use one of: ${choices.join(", ")}` : `did you mean "${guess}"?`,
  );
}

/** A TCP port from text. What is no number is not repeated: it may be a password. */
export function parsePort(url: string, port: string): number {
  const value = /^\d{1,9}$/.test(port) ? Number(port) : NaN;
  if (value >= 1 && value <= 65535) return value;
  const shown = Number.isNaN(value) ? "the port is not a number" : `there is no port ${value}`;
  throw badUrl(
    url,
    shown,
    'use a port from 1 to 65535; where it is a password, "@host" is missing behind it',
  );
}

/** Seconds from text, for timeouts: a whole number, 0 for no limit. */
export function parseSeconds(url: string, name: string, text: string): number {
  if (/^\d{1,6}$/.test(text.trim())) return Number(text);
  throw badUrl(url, `"${text}" is no value of ${name}`, `give ${name} in whole seconds`);
}
