import type { Change, ChangeRequest } from "./change_columns.ts";
import { type Column, inlineColumn } from "./column.ts";
import { textOfLive } from "./rebuild_table.ts";
import { rebuildTemplate } from "./rebuild_template.ts";
import type { Generated } from "./request.ts";
import { changeByRebuild } from "./sqlite_rebuilds.ts";
import { withoutDefault } from "./without_default.ts";

/** SQLite's ALTER TABLE changes no column: a table of the new shape takes the place of the old one. */
export function changeOnSqlite(changes: readonly Change[], request: ChangeRequest): Generated {
  const { name, grammar, live, table } = request;
  if (live === null) {
    const columns = changes.map(({ column }) =>
      `${column.name}: ${inlineColumn(column, grammar).trim()}`
    );
    return rebuildTemplate(name, table, columns, grammar);
  }
  const { items } = textOfLive(live);
  const changed = new Map(changes.map((change) => {
    const item = items.find((one) => one.name === change.column.name);
    const { column } = change;
    const closes = column.field.nullable === false && change.live?.nullable === true;
    return [column.name, {
      sql: changedText(column, item?.text.trim() ?? "", request),
      instead: closes ? column.defaultSql ?? change.live?.defaultSql ?? null : null,
    }] as const;
  }));
  return { files: [changeByRebuild(name, live, changed, grammar)], notes: [] };
}

// what was not said stays as it is written: constraints, references, collation
function changedText(column: Column, present: string, { grammar, live }: ChangeRequest): string {
  const { field } = column;
  const known = live!.columns.find(({ name }) => name === column.name)!;
  if (field.type !== null) {
    return inlineColumn({
      ...column,
      nullable: field.nullable ?? known.nullable,
      defaultSql: field.defaultSql === null ? known.defaultSql : column.defaultSql,
    }, grammar);
  }
  let text = present;
  if (field.nullable !== null) {
    text = text.replace(/\s+(CONSTRAINT\s+\S+\s+)?NOT\s+NULL\b/i, "");
    if (!field.nullable) text += " NOT NULL";
  }
  if (field.defaultSql !== null) {
    text = withoutDefault(text) +
      (column.defaultSql === null ? "" : ` DEFAULT ${column.defaultSql}`);
  }
  return field.collation === null ? text : `${text} COLLATE ${field.collation}`;
}
