import type { Claim, Evidence } from "./evidence.ts";
import { claims, harmless, none, UNREADABLE } from "./mysql_answers.ts";
import { BLIND_SQL, literal, lookAt, optionally } from "./mysql_catalog.ts";
import type { Reader } from "./mysql_reader.ts";

/** Somebody who may log in, or a role. */
export interface Account {
  readonly user: string;
  readonly host: string;
}

/**
 * CREATE USER and CREATE ROLE, read from behind that word; `role`: one of MariaDB's. Who may not see
 * accounts sees neither before nor after, and the server refuses the second one.
 */
export function createAccounts(reader: Reader, replaces: boolean, role: boolean): Evidence {
  const optional = reader.take("IF NOT EXISTS");
  const accounts = readAccounts(reader);
  if (accounts === null) return UNREADABLE;
  const becomes = replaces ? "put" : "there";
  return claims(...accounts.map((account) => claim(account, becomes, optional, role)));
}

/** DROP USER and DROP ROLE, read from behind that word; `role`: one of MariaDB's. */
export function dropAccounts(reader: Reader, role: boolean): Evidence {
  const optional = reader.take("IF EXISTS");
  const accounts = readAccounts(reader);
  if (accounts === null) return UNREADABLE;
  return claims(...accounts.map((account) => claim(account, "gone", optional, role)));
}

/** RENAME USER, read from behind USER. */
export function renameAccounts(reader: Reader): Evidence {
  const moves = reader.items().map((item) => {
    const from = readAccount(item);
    const to = item.take("TO") ? readAccount(item) : null;
    return from === null || to === null ? null : { from, to };
  });
  if (moves.some((move) => move === null)) return UNREADABLE;
  const from = moves.flatMap((move) => move?.from ?? []);
  const to = moves.flatMap((move) => move?.to ?? []);
  if (from.some((one) => to.some((other) => grantee(one) === grantee(other)))) {
    return none("the same accounts are there before and after");
  }
  return claims(
    ...from.map((account) => claim(account, "gone", false, false)),
    ...to.map((account) => claim(account, "there", false, false)),
  );
}

/** ALTER USER and SET PASSWORD: they say how an account shall be, but for a few words. */
export function alterAccounts(reader: Reader): Evidence {
  const words = reader.outerWords();
  if (/ RANDOM | RETAIN CURRENT PASSWORD | REPLACE | (ADD|MODIFY|DROP) \d | FACTOR /.test(words)) {
    return none("passwords and factors cannot be seen, and this would change them once more");
  }
  if (/ PASSWORD EXPIRE (?!NEVER|DEFAULT|INTERVAL)/.test(words)) {
    return none("a password changed since would expire once more");
  }
  return harmless("it says how the account shall be");
}

function readAccounts(reader: Reader): Account[] | null {
  const items = reader.items();
  // the roles behind DEFAULT ROLE have commas of their own
  const last = items.findIndex((item) => item.outerWords().includes(" DEFAULT ROLE "));
  const accounts = (last === -1 ? items : items.slice(0, last + 1)).map(readAccount);
  return accounts.includes(null) ? null : accounts as Account[];
}

/** Reads `'u'@'h'`, `u@h` or `u`; null for CURRENT_USER(), which is none that comes or goes. */
export function readAccount(reader: Reader): Account | null {
  const user = part(reader);
  if (user === null || reader.is("(")) return null;
  if (!reader.take("@")) return { user, host: "%" };
  const host = part(reader);
  return host === null ? null : { user, host };
}

function part(reader: Reader): string | null {
  return reader.peek()?.kind === "string" ? plain(reader.string()) : reader.name();
}

function plain(text: string | null): string | null {
  return text === null || /['"\\]/.test(text) ? null : text;
}

function claim(
  account: Account,
  becomes: "there" | "gone" | "put",
  optional: boolean,
  role: boolean,
): Claim {
  const { user } = account;
  // MariaDB's roles are listed for those who have them, which who makes one does
  const [catalog, where] = role
    ? ["APPLICABLE_ROLES", `x.ROLE_NAME = ${literal(user)}`]
    : ["USER_PRIVILEGES", `x.GRANTEE = ${literal(grantee(account))}`];
  // one made anew looks like the one before
  const look = lookAt(catalog, where, becomes === "put" ? BLIND_SQL : "_utf8mb4'1'");
  const what = role ? `role ${user}` : `account ${grantee(account)}`;
  return { what, becomes, look, ...optionally(optional) };
}

/** As the catalog writes it. */
export function grantee({ user, host }: Account): string {
  return `'${user}'@'${host.toLowerCase()}'`;
}
