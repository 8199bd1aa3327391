import { type Effect, REPEATABLE } from "./mysql_alter_effect.ts";
import { lasting, lookAt, quoted, tableIsThere, tableLook } from "./mysql_catalog.ts";
import type { Named } from "./mysql_reader.ts";

/** A table that comes, and was not there. */
export function tableComes(table: Named): Effect {
  const claim = {
    what: `table ${quoted(table)}`,
    becomes: "there",
    look: tableIsThere(table),
  } as const;
  return { kind: "named", of: "table", name: quoted(table), claim };
}

/** A table that goes; one of its name made since is another. */
export function tableGoes(table: Named): Effect {
  const claim = {
    what: `table ${quoted(table)}`,
    becomes: "gone",
    look: tableLook(table),
  } as const;
  return { kind: "named", of: "table", name: quoted(table), claim };
}

/**
 * A table that gets another name. That the old one is gone is said by the name
 * alone: MariaDB's moment of creation is another after a rename it took back.
 */
export function movedTable(from: Named, to: Named): Effect[] {
  if (quoted(from) === quoted(to)) return [REPEATABLE];
  const goes: Effect = {
    kind: "named",
    of: "table",
    name: quoted(from),
    claim: { what: `table ${quoted(from)}`, becomes: "gone", look: tableIsThere(from) },
  };
  return [goes, tableComes(to)].map((effect) => ({ ...effect, renames: true as const }));
}

/** Something of a table that looks different afterwards, and is there all the time. */
export function changes(what: string, look: string): Effect {
  return { kind: "named", of: "table", name: what, claim: { what, becomes: "other", look } };
}

/** MariaDB's history of rows, which comes with the table's type. */
export function systemVersioning(table: Named, becomes: "there" | "gone"): Effect {
  const what = `system versioning of ${quoted(table)}`;
  const look = lookAt("TABLES", `${lasting(table)} AND x.TABLE_TYPE = 'SYSTEM VERSIONED'`);
  return { kind: "named", of: "table", name: what, claim: { what, becomes, look } };
}
