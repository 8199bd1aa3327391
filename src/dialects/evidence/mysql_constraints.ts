import type { SqlFlavor } from "../../sql/statement.ts";
import { type Effect, opaque } from "./mysql_alter_effect.ts";
import {
  isNamed,
  literal,
  lookAt,
  ofTable,
  optionally,
  quoted,
  schemaOf,
  startsWith,
} from "./mysql_catalog.ts";
import { readParts } from "./mysql_keys.ts";
import type { Named, Reader } from "./mysql_reader.ts";
import { unnamedEffect } from "./mysql_unnamed.ts";

/** A foreign key that comes, read from behind FOREIGN KEY. */
export function addForeignKey(table: Named, name: string | null, reader: Reader): Effect {
  const optional = reader.take("IF NOT EXISTS");
  const own = reader.is("(") ? null : reader.name();
  const columns = readParts(reader)?.map(({ column }) => column ?? "");
  const parent = reader.take("REFERENCES") ? reader.named() : null;
  if (columns === undefined || parent === null) return opaque("the foreign key cannot be read");
  // without CONSTRAINT the servers differ in what they make of its own name
  if (name === null) return unnamedForeignKey(table, columns, parent, own);
  return {
    kind: "named",
    of: "foreign",
    name,
    claim: {
      what: `foreign key ${quoted({ schema: null, name })} of ${quoted(table)}`,
      becomes: "there",
      look: lookAt("TABLE_CONSTRAINTS", ofConstraint(table, name, "FOREIGN KEY")),
      expects: `(SELECT COUNT(*) ${
        likeForeignKeys(table, columns, parent, isNamed("x.CONSTRAINT_NAME", name))
      }) = 1`,
      ...optionally(optional),
    },
  };
}

function unnamedForeignKey(
  table: Named,
  columns: readonly string[],
  parent: Named,
  own: string | null,
): Effect {
  const generated = `${startsWith("x.CONSTRAINT_NAME", `${table.name}_ibfk_`)} ` +
    `OR CONVERT(x.CONSTRAINT_NAME USING utf8mb4) COLLATE utf8mb4_bin REGEXP _utf8mb4'^[0-9]+$'`;
  const named = own === null
    ? `(${generated})`
    : `(${generated} OR ${isNamed("x.CONSTRAINT_NAME", own)})`;
  const like = `(SELECT COUNT(*) ${likeForeignKeys(table, columns, parent, named)})`;
  return unnamedEffect(
    table,
    `foreign key of ${quoted(table)}`,
    `(${columns.join(", ")})`,
    like,
    countOf(table, "FOREIGN KEY"),
  );
}

function countOf(table: Named, type: "FOREIGN KEY" | "CHECK"): string {
  return `(SELECT COUNT(*) FROM information_schema.TABLE_CONSTRAINTS x ` +
    `WHERE ${ofTable(table)} AND x.CONSTRAINT_TYPE = '${type}')`;
}

/** `FROM …` with a row for each foreign key that has exactly these columns and this parent. */
function likeForeignKeys(
  table: Named,
  columns: readonly string[],
  parent: Named,
  named: string,
): string {
  const all = columns.map((column, at) =>
    `(x.ORDINAL_POSITION = ${at + 1} AND ${isNamed("x.COLUMN_NAME", column)})`
  );
  return `FROM (SELECT x.CONSTRAINT_NAME FROM information_schema.KEY_COLUMN_USAGE x ` +
    `WHERE ${ofTable(table)} AND ${named} AND ${
      isNamed("x.REFERENCED_TABLE_NAME", parent.name)
    } GROUP BY x.CONSTRAINT_NAME ` +
    `HAVING COUNT(*) = ${all.length} AND SUM(${all.join(" OR ")}) = ${all.length}) k`;
}

/** A CHECK that comes, read from behind CHECK. */
export function addCheck(
  table: Named,
  name: string | null,
  reader: Reader,
  optional: boolean,
  flavor: SqlFlavor,
): Effect {
  if (name === null) return unnamedCheck(table, reader, flavor);
  return {
    kind: "named",
    of: "check",
    name,
    claim: {
      what: `check ${quoted({ schema: null, name })} of ${quoted(table)}`,
      becomes: "there",
      look: lookAt("TABLE_CONSTRAINTS", ofConstraint(table, name, "CHECK")),
      ...optionally(optional),
    },
  };
}

// the servers keep its text in words of their own: what is left of it without brackets, blanks and
// quotes is often the same, and where it is not, one more of another text proves nothing
function unnamedCheck(table: Named, reader: Reader, flavor: SqlFlavor): Effect {
  const inside = reader.parens();
  if (inside === null) return opaque("the check cannot be read");
  const text = `LOWER(${literal(inside.bareText())}) COLLATE utf8mb4_bin`;
  const bare = ["`", "(", ")", " ", "_utf8mb4", "\\"].reduce(
    (expression, away) => `REPLACE(${expression}, ${literal(away)}, _utf8mb4'')`,
    "LOWER(CONVERT(c.CHECK_CLAUSE USING utf8mb4))",
  );
  const generated = flavor === "mysql" ? `${table.name}_chk_` : "CONSTRAINT_";
  const from = flavor === "mysql"
    ? `JOIN information_schema.TABLE_CONSTRAINTS x ON x.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA ` +
      `AND x.CONSTRAINT_NAME = c.CONSTRAINT_NAME WHERE ${ofTable(table)}`
    : `WHERE c.TABLE_NAME = ${literal(table.name)}`;
  const like = `(SELECT COUNT(*) FROM information_schema.CHECK_CONSTRAINTS c ${from} ` +
    `AND c.CONSTRAINT_SCHEMA = ${schemaOf(table)} AND ${
      startsWith("c.CONSTRAINT_NAME", generated)
    } ` +
    `AND ${bare} COLLATE utf8mb4_bin = ${text})`;
  return unnamedEffect(
    table,
    `check of ${quoted(table)}`,
    "this text",
    like,
    countOf(table, "CHECK"),
  );
}

/** A constraint that goes; `type` as the catalog says it, null for whatever has that name. */
export function dropConstraint(
  table: Named,
  name: string,
  type: "FOREIGN KEY" | "CHECK" | null,
  optional: boolean,
): Effect {
  const kinds = { "FOREIGN KEY": "foreign", CHECK: "check" } as const;
  return {
    kind: "named",
    of: type === null ? "constraint" : kinds[type],
    name,
    claim: {
      what: `${(type ?? "constraint").toLowerCase()} ${quoted({ schema: null, name })} of ${
        quoted(table)
      }`,
      becomes: "gone",
      look: lookAt("TABLE_CONSTRAINTS", ofConstraint(table, name, type), "x.CONSTRAINT_TYPE"),
      ...optionally(optional),
    },
  };
}

function ofConstraint(table: Named, name: string, type: string | null): string {
  const only = type === null ? "" : ` AND x.CONSTRAINT_TYPE = '${type}'`;
  return `${ofTable(table)} AND ${isNamed("x.CONSTRAINT_NAME", name)}${only}`;
}
