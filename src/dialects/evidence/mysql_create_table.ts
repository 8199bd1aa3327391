import type { SqlFlavor } from "../../sql/statement.ts";
import type { Claim, Evidence, EvidenceContext } from "./evidence.ts";
import {
  asText,
  BLIND_SQL,
  counts,
  lasting,
  optionally,
  quoted,
  tableIsThere,
} from "./mysql_catalog.ts";
import { hasColumns } from "./mysql_columns.ts";
import { IDENTITY_NEEDS, identityOf } from "./mysql_identity.ts";
import type { Named, Reader } from "./mysql_reader.ts";

/** CREATE TABLE and CREATE OR REPLACE TABLE, read from behind TABLE. */
export function createTable(
  reader: Reader,
  replaces: boolean,
  context: EvidenceContext,
): Evidence {
  const optional = reader.take("IF NOT EXISTS");
  const table = reader.named();
  if (table === null) return { kind: "none", because: "the name of the table cannot be read" };
  const definitions = reader.parens();
  const filled = isFilled(definitions, reader);
  const expects = [
    ...(filled ? [isWhole(table, context.rules.flavor)] : []),
    ...columnsExpected(table, definitions),
  ];
  const claim: Claim = {
    what: `table ${quoted(table)}`,
    ...(replaces ? replaced(table, context) : { becomes: "there", look: tableIsThere(table) }),
    ...(expects.length === 0 ? {} : { expects: expects.join(" AND ") }),
    ...optionally(optional),
  };
  return { kind: "claims", claims: [claim], ...(replaces ? replacedNeeds(context) : {}) };
}

/** Where one takes the place of another, nothing else tells the two. */
export function replacedNeeds({ identity }: EvidenceContext): { readonly needs?: string } {
  return identity ? {} : { needs: IDENTITY_NEEDS };
}

// Made and filled in one, also by a server that ends in the middle of it: MySQL since 8.0.21,
// MariaDB since 10.6.1, which takes a table half filled away when it starts again.
function isWhole(table: Named, flavor: SqlFlavor): string {
  const engines = flavor === "mysql" ? "'InnoDB'" : "'InnoDB', 'Aria', 'MyISAM'";
  return counts("TABLES", `${lasting(table)} AND x.ENGINE IN (${engines})`, 1);
}

// without its own id, the table made anew looks like the one before
function replaced(table: Named, context: EvidenceContext): Pick<Claim, "becomes" | "look"> {
  if (context.identity) return { becomes: "put", look: identityOf(table, context.rules.flavor) };
  return { becomes: "put", look: blindTable(table) };
}

/** `?` where a table is there, which tells nothing but that. */
export function blindTable(table: Named): string {
  return asText(
    `(SELECT MAX(${BLIND_SQL}) FROM information_schema.TABLES x WHERE ${lasting(table)})`,
  );
}

function isFilled(definitions: Reader | null, rest: Reader): boolean {
  const inside = definitions?.is("SELECT") || definitions?.is("WITH") || definitions?.is("(") ||
    definitions?.is("VALUES") || definitions?.is("TABLE");
  return inside === true || / (SELECT|VALUES ROW|WITH|TABLE) /.test(afterOptions(rest)) ||
    endsInQuery(rest);
}

// `(SELECT …)` behind the options
function endsInQuery(rest: Reader): boolean {
  const reader = rest.rest();
  for (let piece = reader.peek(); piece !== undefined; piece = reader.peek()) {
    const inside = reader.parens();
    if (inside === null) reader.next();
    else if (inside.is("SELECT") || inside.is("WITH") || inside.is("(")) return true;
  }
  return false;
}

// WITH SYSTEM VERSIONING is an option, WITH … AS ( begins a query; MySQL's TABLE t is one
function afterOptions(rest: Reader): string {
  return rest.outerWords().replaceAll(" WITH SYSTEM VERSIONING ", " ")
    .replaceAll(" WITH PARSER ", " ").replaceAll(" VALUES LESS ", " ").replaceAll(
      " VALUES IN ",
      " ",
    );
}

const CONSTRAINTS = ("CONSTRAINT PRIMARY UNIQUE FULLTEXT SPATIAL INDEX KEY FOREIGN CHECK LIKE")
  .split(" ");

function columnsExpected(table: Named, definitions: Reader | null): string[] {
  if (definitions === null || definitions.is("(") || definitions.is("SELECT")) return [];
  const names = definitions.items().flatMap((item) => {
    const isPeriod = item.is("PERIOD FOR") || item.is("VECTOR INDEX") || item.is("VECTOR KEY");
    if (isPeriod || CONSTRAINTS.includes(item.peek()?.word ?? "")) return [];
    return item.name() ?? [];
  });
  return names.length === 0 ? [] : [hasColumns(table, names)];
}
