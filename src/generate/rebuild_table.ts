import type { LiveTable } from "../dialects/live_table.ts";
import type { Grammar } from "./grammar.ts";
import { readTableText, type TableItem, type TableText } from "./sqlite_table_text.ts";

/** What a rebuilt table is to be. */
export interface Rebuild {
  /** What stands between the brackets. */
  readonly items: readonly string[];
  /** What is copied: the new table's column, and an expression over the old one's. */
  readonly copy: readonly (readonly [column: string, from: string])[];
  /** Names of indexes that are not made again. */
  readonly without?: readonly string[];
  /** Indexes that come with it. */
  readonly indexes?: readonly string[];
}

/** The text of a live table, taken apart. @throws {TypeError} If it has no columns in brackets */
export function textOfLive(live: LiveTable): TableText {
  const text = readTableText(live.create[0] ?? "");
  if (text === null) throw new TypeError(`Expected ${live.name} to be a plain table`);
  return text;
}

/**
 * The statements that put a table of another shape in the place of one: new
 * table, copy, drop, rename, indexes, triggers, views. Source:
 * sqlite.org/lang_altertable.html 7.
 */
export function rebuildTable(
  live: LiveTable,
  { items, copy, without = [], indexes = [] }: Rebuild,
  { quote }: Grammar,
): readonly string[] {
  const { open, close } = textOfLive(live);
  const fresh = quote(`${live.name}_rebuilt`);
  const table = quote(live.name);
  const kept = live.parts.filter(({ kind, name, definition }) =>
    definition !== "" && (kind === "index" || kind === "unique") && !without.includes(name)
  );
  const views = live.mentions.filter(({ kind }) => kind === "view");
  const elsewhere = live.mentions.filter(({ kind }) => kind === "trigger");
  return [
    `CREATE TABLE ${fresh}${open}${items.join(",")}${close}`,
    ...(copy.length === 0 ? [] : [
      `INSERT INTO ${fresh} (${copy.map(([column]) => quote(column)).join(", ")})\n` +
      `SELECT ${copy.map(([, from]) => from).join(", ")} FROM ${table}`,
    ]),
    // a view or a trigger of a table that is gone for a moment would stop the rename
    ...views.toReversed().map(({ name }) => `DROP VIEW ${quote(name)}`),
    ...elsewhere.map(({ name }) => `DROP TRIGGER ${quote(name)}`),
    `DROP TABLE ${table}`,
    `ALTER TABLE ${fresh} RENAME TO ${table}`,
    ...kept.map(({ definition }) => definition),
    ...indexes,
    ...views.map(({ create }) => create),
    ...[...live.triggers, ...elsewhere].map(({ create }) => create),
  ];
}

/** Columns that are copied as they are: all but those the database computes. */
export function copied(items: readonly TableItem[]): readonly string[] {
  return items.flatMap(({ kind, name, text }) =>
    kind === "column" && name !== null && !/\bGENERATED\s+ALWAYS\b|\bAS\s*\(/i.test(text)
      ? [name]
      : []
  );
}

/** The rebuild that brings a table back to its present text. */
export function asItIs(
  live: LiveTable,
  columns: readonly string[],
  { quote }: Grammar,
): Rebuild {
  const { items } = textOfLive(live);
  return {
    items: items.map(({ text }) => text),
    copy: copied(items).filter((name) => columns.includes(name)).map((
      name,
    ) => [name, quote(name)]),
  };
}
