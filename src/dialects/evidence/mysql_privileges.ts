import type { Claim, Evidence } from "./evidence.ts";
import { type Account, grantee, readAccount } from "./mysql_accounts.ts";
import { claims, harmless } from "./mysql_answers.ts";
import { asText, isNamed, literal, schemaOf } from "./mysql_catalog.ts";
import type { Reader } from "./mysql_reader.ts";

const AGAIN = harmless("what is revoked already stays so, or the server says that it is");

/** One privilege of a list. */
interface Privilege {
  /** null: all of them. */
  readonly type: string | null;
  readonly columns: readonly string[];
}

/**
 * REVOKE, read from behind it. Who may not see an account's privileges sees none
 * before and after, and revoking again does no harm.
 */
export function revoke(reader: Reader): Evidence {
  reader.take("IF EXISTS");
  const privileges = readPrivileges(reader);
  if (privileges === null || !reader.take("ON")) return AGAIN; // roles, proxies
  reader.take("TABLE");
  const level = readLevel(reader, privileges);
  if (level === null || !reader.take("FROM")) return AGAIN; // routines
  const accounts = reader.items().map(readAccount);
  if (accounts.includes(null)) return AGAIN;
  return claims(...(accounts as Account[]).map((account) => claim(account, level)));
}

function readPrivileges(reader: Reader): Privilege[] | null {
  const found: Privilege[] = [];
  do {
    const words: string[] = [];
    while (reader.peek()?.kind === "word" && !reader.is("ON") && !reader.is("FROM")) {
      words.push(reader.next()?.word ?? "");
    }
    const columns = reader.parens()?.items().map((item) => item.name() ?? "") ?? [];
    const type = words.join(" ");
    if (type === "") return null;
    found.push({ type: type === "ALL" || type === "ALL PRIVILEGES" ? null : type, columns });
  } while (reader.take(","));
  return found;
}

/** The catalog and the conditions that find the privileges of one level; null where none lists them. */
function readLevel(
  reader: Reader,
  privileges: readonly Privilege[],
): { catalog: string; where: string } | null {
  const all = privileges.some(({ type }) => type === null);
  const types = privileges.map(({ type }) => literal(type ?? "")).join(", ");
  const listed = all ? "x.PRIVILEGE_TYPE <> 'USAGE'" : `x.PRIVILEGE_TYPE IN (${types})`;
  if (reader.take("* . *")) return { catalog: "USER_PRIVILEGES", where: listed };
  if (reader.take("*")) return ofSchema("DATABASE()", listed);
  const table = reader.named();
  if (table === null) return null;
  if (reader.take(". *")) return ofSchema(literal(table.name), listed);
  if (!reader.is("FROM")) return null; // FUNCTION f
  const where = `x.TABLE_SCHEMA = ${schemaOf(table)} AND x.TABLE_NAME = ${literal(table.name)}`;
  if (privileges.every(({ columns }) => columns.length === 0)) {
    return { catalog: "TABLE_PRIVILEGES", where: `${where} AND ${listed}` };
  }
  const columns = privileges.flatMap((each) =>
    each.columns.map((column) =>
      `(x.PRIVILEGE_TYPE = ${literal(each.type ?? "")} AND ${isNamed("x.COLUMN_NAME", column)})`
    )
  );
  return { catalog: "COLUMN_PRIVILEGES", where: `${where} AND (${columns.join(" OR ")})` };
}

function ofSchema(schema: string, listed: string): { catalog: string; where: string } {
  return { catalog: "SCHEMA_PRIVILEGES", where: `x.TABLE_SCHEMA = ${schema} AND ${listed}` };
}

function claim(account: Account, level: { catalog: string; where: string }): Claim {
  const where = `x.GRANTEE = ${literal(grantee(account))} AND ${level.where}`;
  return {
    what: `what is revoked from ${grantee(account)}`,
    becomes: "gone",
    look: asText(
      `(SELECT NULLIF(COUNT(*), 0) FROM information_schema.${level.catalog} x WHERE ${where})`,
    ),
    optional: true,
  };
}
