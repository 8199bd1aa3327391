import type { SqlFlavor } from "../../sql/statement.ts";
import type { Claim } from "./evidence.ts";
import { type Effect, opaque, REPEATABLE } from "./mysql_alter_effect.ts";
import {
  counts,
  digestOf,
  isNamed,
  joined,
  literal,
  lookAt,
  ofTable,
  optionally,
  quoted,
} from "./mysql_catalog.ts";
import { columnTypes } from "./mysql_column_type.ts";
import { keyEffect, primaryKeyEffect } from "./mysql_keys.ts";
import type { Named, Reader } from "./mysql_reader.ts";

/** A column that comes: its definition is read from behind its name. */
export function addColumn(table: Named, definition: Reader, optional: boolean): Effect {
  const name = definition.name();
  if (name === null) return opaque("the name of the column cannot be read");
  return column(table, name, {
    becomes: "there",
    look: lookAt("COLUMNS", ofColumn(table, name)),
    ...expectsType(table, name, definition),
    ...optionally(optional),
  });
}

/** A column that goes. */
export function dropColumn(table: Named, name: string, optional: boolean): Effect {
  return column(table, name, {
    becomes: "gone",
    look: digestOf("COLUMNS", ofColumn(table, name), joined("x.COLUMN_TYPE")),
    ...optionally(optional),
  });
}

/** A column that gets another name, and with CHANGE a definition. */
export function renameColumn(
  table: Named,
  from: string,
  to: string,
  definition: Reader | null,
  optional: boolean,
): Effect[] {
  const gone = dropColumn(table, from, optional);
  const there = column(table, to, {
    becomes: "there",
    look: lookAt("COLUMNS", ofColumn(table, to)),
    ...(definition === null ? {} : expectsType(table, to, definition)),
    ...optionally(optional),
  });
  return [gone, there].map((effect) => ({ ...effect, renames: true as const }));
}

/** What a definition of MODIFY does beside describing the column. */
export function redefineColumn(
  table: Named,
  name: string,
  definition: Reader,
  flavor: SqlFlavor,
): Effect[] {
  const words = definition.outerWords();
  if (/ (PRIMARY KEY|(?<!UNIQUE )KEY) /.test(words)) {
    return [primaryKeyEffect(table, [name], flavor)];
  }
  if (words.includes(" UNIQUE ")) {
    return [
      keyEffect(table, {
        unique: true,
        type: null,
        name: null,
        parts: [{ column: name, length: null, descending: false }],
        optional: false,
      }, flavor),
    ];
  }
  if (/ REFERENCES /.test(words)) return [opaque("a foreign key without a name may have come")];
  if (/ CHECK /.test(words) && flavor === "mysql") {
    return [opaque("a check without a name may have come")];
  }
  return [REPEATABLE];
}

/** The conditions that find one column. */
export function ofColumn(table: Named, name: string): string {
  return `${ofTable(table)} AND ${isNamed("x.COLUMN_NAME", name)}`;
}

/** That the table has all of these columns. */
export function hasColumns(table: Named, names: readonly string[]): string {
  const any = names.map((name) => isNamed("x.COLUMN_NAME", name)).join(" OR ");
  return counts("COLUMNS", `${ofTable(table)} AND (${any})`, names.length);
}

function column(table: Named, name: string, claim: Omit<Claim, "what">): Effect {
  return {
    kind: "named",
    of: "column",
    name,
    claim: { what: `column ${quoted({ schema: null, name })} of ${quoted(table)}`, ...claim },
  };
}

function expectsType(table: Named, name: string, definition: Reader): { expects?: string } {
  const types = columnTypes(definition);
  if (types === null) return {};
  const any = types.map(literal).join(", ");
  return {
    expects: counts(
      "COLUMNS",
      `${
        ofColumn(table, name)
      } AND LOWER(CONVERT(x.DATA_TYPE USING utf8mb4)) COLLATE utf8mb4_bin IN (${any})`,
      1,
    ),
  };
}
