import type { LiveTable } from "../dialects/live_table.ts";
import { type Column, inlineColumn, type Named } from "./column.ts";
import type { Grammar } from "./grammar.ts";
import { asItIs, copied, type Rebuild, rebuildTable, textOfLive } from "./rebuild_table.ts";
import type { GeneratedFile } from "./request.ts";
import { script } from "./script.ts";
import type { TableItem } from "./sqlite_table_text.ts";

const SAID = "SQLite cannot ALTER this: a table of the new shape takes the place of the old one. " +
  "Foreign keys rest meanwhile, and are checked before it is kept.";
const BACK = "The table as it was when this was generated.";

/** Columns added by a rebuild: their defaults are worked out for every row. */
export function addByRebuild(
  name: string,
  live: LiveTable,
  columns: readonly Column[],
  grammar: Grammar,
): GeneratedFile {
  const { items } = textOfLive(live);
  const old = copied(items);
  const added = columns.map((column) => `\n  ${inlineColumn(column, grammar)}`);
  const at = items.findLastIndex(({ kind }) => kind === "column") + 1;
  const texts = items.map(({ text }) => text);
  const up: Rebuild = {
    items: [...texts.slice(0, at), ...added, ...ended(texts.slice(at))],
    copy: [
      ...old.map((column) => [column, grammar.quote(column)] as const),
      ...columns.flatMap(({ name, defaultSql }) =>
        defaultSql === null ? [] : [[name, defaultSql] as const]
      ),
    ],
    indexes: columns.flatMap(({ name, unique, index }) =>
      unique === null && index === null ? [] : [
        `CREATE ${unique === null ? "" : "UNIQUE "}INDEX ${grammar.quote((unique ?? index)!)} ` +
        `ON ${grammar.quote(live.name)} (${grammar.quote(name)})`,
      ]
    ),
  };
  return file(name, live, up, old, grammar);
}

/** Columns taken out by a rebuild, with every constraint and index that names them. */
export function removeByRebuild(
  name: string,
  live: LiveTable,
  columns: readonly string[],
  grammar: Grammar,
): GeneratedFile {
  const { items } = textOfLive(live);
  const gone = (item: TableItem) =>
    item.kind === "column"
      ? columns.includes(item.name!)
      : columns.some((column) => item.names.has(column.toLowerCase()));
  const kept = items.filter((item) => !gone(item));
  const up: Rebuild = {
    items: kept.map(({ text }) => text),
    copy: copied(kept).map((column) => [column, grammar.quote(column)]),
    without: live.parts.filter((part) => part.columns.some((column) => columns.includes(column)))
      .map((part) => part.name),
  };
  return file(name, live, up, copied(kept), grammar);
}

/** Columns that become others; `old rows` take the new default where they had none. */
export function changeByRebuild(
  name: string,
  live: LiveTable,
  changed: ReadonlyMap<string, { readonly sql: string; readonly instead: string | null }>,
  grammar: Grammar,
): GeneratedFile {
  const { items } = textOfLive(live);
  const old = copied(items);
  const up: Rebuild = {
    items: items.map(({ kind, name: column, text }) => {
      const change = kind === "column" ? changed.get(column!) : undefined;
      if (!change) return text;
      const [before = ""] = /^\s*/.exec(text) ?? [];
      const [after = ""] = /\s*$/.exec(text) ?? [];
      return before + change.sql + after;
    }),
    copy: old.map((column) => {
      const instead = changed.get(column)?.instead ?? null;
      const quoted = grammar.quote(column);
      return [column, instead === null ? quoted : `coalesce(${quoted}, ${instead})`];
    }),
  };
  return file(name, live, up, old, grammar);
}

/** Table constraints added by a rebuild. */
export function constrainByRebuild(
  name: string,
  live: LiveTable,
  constraints: readonly Named[],
  indexes: readonly string[],
  grammar: Grammar,
): GeneratedFile {
  const { items } = textOfLive(live);
  const old = copied(items);
  const up: Rebuild = {
    items: [
      ...items.map(({ text }) => text.trimEnd()),
      ...ended(constraints.map((one) => `\n  CONSTRAINT ${grammar.quote(one.name)} ${one.sql}`)),
    ],
    copy: old.map((column) => [column, grammar.quote(column)]),
    indexes,
  };
  return file(name, live, up, old, grammar);
}

function file(
  name: string,
  live: LiveTable,
  up: Rebuild,
  back: readonly string[],
  grammar: Grammar,
): GeneratedFile {
  return {
    name,
    up: script([SAID], rebuildTable(live, up, grammar)),
    down: script([BACK], rebuildTable(live, asItIs(live, back, grammar), grammar)),
  };
}

function ended(texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => index === texts.length - 1 ? `${text.trimEnd()}\n` : text);
}
