import { type Effect, opaque } from "./mysql_alter_effect.ts";
import {
  isNamed,
  literal,
  lookAt,
  ofTable,
  optionally,
  quoted,
  unlessHidden,
} from "./mysql_catalog.ts";
import { readParts } from "./mysql_keys.ts";
import type { Named, Reader } from "./mysql_reader.ts";

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
  const stem = literal(`${table.name}_ibfk_`);
  const given = "LOWER(CONVERT(x.CONSTRAINT_NAME USING utf8mb4)) COLLATE utf8mb4_bin";
  const generated = `LEFT(${given}, CHAR_LENGTH(${stem})) = LOWER(${stem}) COLLATE utf8mb4_bin ` +
    `OR ${given} REGEXP '^[0-9]+$'`;
  const named = own === null
    ? `(${generated})`
    : `(${generated} OR ${isNamed("x.CONSTRAINT_NAME", own)})`;
  const found = `(SELECT NULLIF(COUNT(*), 0) ${likeForeignKeys(table, columns, parent, named)})`;
  return {
    kind: "unnamed",
    claim: {
      what: `a foreign key of ${quoted(table)} on (${columns.join(", ")})`,
      becomes: "there",
      look: unlessHidden(table, found),
    },
  };
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

/** A CHECK that comes. */
export function addCheck(table: Named, name: string | null, optional: boolean): Effect {
  if (name === null) {
    return opaque("the server names the check, and its text is kept in other words");
  }
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
