import type { SqlFlavor } from "../../sql/statement.ts";
import { type Effect, opaque } from "./mysql_alter_effect.ts";
import { addColumn } from "./mysql_columns.ts";
import { addCheck, addForeignKey } from "./mysql_constraints.ts";
import { keyEffect, readKey } from "./mysql_keys.ts";
import type { Named, Reader } from "./mysql_reader.ts";
import { systemVersioning } from "./mysql_table_effects.ts";

/** What stands behind ADD: a column, an index, a constraint, or several in parentheses. */
export function addDefinition(table: Named, reader: Reader, flavor: SqlFlavor): readonly Effect[] {
  const special = definitionOf(table, reader, flavor);
  if (special !== null) return [special];
  reader.take("COLUMN");
  const optional = reader.take("IF NOT EXISTS");
  const list = reader.parens();
  if (list === null) return [addColumn(table, reader, optional)];
  return list.items().map((item) =>
    definitionOf(table, item, flavor) ?? addColumn(table, item, optional)
  );
}

/** An index or constraint; null where a column is defined. */
function definitionOf(table: Named, reader: Reader, flavor: SqlFlavor): Effect | null {
  if (reader.take("SYSTEM VERSIONING")) return systemVersioning(table, "there");
  if (reader.take("PERIOD FOR")) return opaque("the catalog does not show periods");
  const { constraint, optional } = constraintName(reader);
  if (reader.take("PRIMARY KEY")) {
    reader.take("IF NOT EXISTS");
    if (!reader.is("(") && !reader.is("USING")) reader.name(); // its name is not kept
    return index(table, reader, { unique: true, type: null }, "PRIMARY", flavor);
  }
  if (reader.take("UNIQUE")) {
    reader.takeOne(["INDEX", "KEY"]);
    const effect = index(table, reader, { unique: true, type: null }, constraint, flavor);
    return optional ? asOptional(effect) : effect;
  }
  if (reader.take("FOREIGN KEY")) {
    const effect = addForeignKey(table, constraint, reader);
    return optional ? asOptional(effect) : effect;
  }
  if (reader.take("CHECK")) return addCheck(table, constraint, reader, optional, flavor);
  const type = typeOf(reader);
  if (type !== null) return index(table, reader, { unique: false, type }, null, flavor);
  if (reader.takeOne(["INDEX", "KEY"])) {
    return index(table, reader, { unique: false, type: null }, null, flavor);
  }
  return constraint === null ? null : opaque("the constraint cannot be read");
}

function asOptional(effect: Effect): Effect {
  return effect.kind === "named"
    ? { ...effect, claim: { ...effect.claim, optional: true } }
    : effect;
}

function constraintName(reader: Reader): { constraint: string | null; optional: boolean } {
  if (!reader.take("CONSTRAINT")) return { constraint: null, optional: false };
  const optional = reader.take("IF NOT EXISTS");
  const unnamed = ["PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK"].some((next) => reader.is(next));
  return { constraint: unnamed ? null : reader.name(), optional };
}

function typeOf(reader: Reader): "FULLTEXT" | "SPATIAL" | "VECTOR" | null {
  for (const type of ["FULLTEXT", "SPATIAL", "VECTOR"] as const) {
    const keyword = reader.takeOne([`${type} INDEX`, `${type} KEY`]);
    if (keyword !== null || (type !== "VECTOR" && reader.take(type))) return type;
  }
  return null;
}

function index(
  table: Named,
  reader: Reader,
  kind: { unique: boolean; type: "FULLTEXT" | "SPATIAL" | "VECTOR" | null },
  name: string | null,
  flavor: SqlFlavor,
): Effect {
  const key = readKey(reader, kind, name);
  if (key === null) return opaque("the index cannot be read");
  return keyEffect(table, name === "PRIMARY" ? { ...key, name } : key, flavor);
}
