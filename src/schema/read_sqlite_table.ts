import { sqlite } from "../dialects/sqlite.ts";
import type { LiveColumn, LivePart, LiveTable } from "../dialects/live_table.ts";
import type { Ask } from "./read_table.ts";

type Row = Readonly<Record<string, unknown>>;

/** See `readTable`. SQLite keeps the text of everything. Source: sqlite.org/schematab.html. */
export async function readSqliteTable(ask: Ask, table: string): Promise<LiveTable | null> {
  const same = `lower(tbl_name) = lower(${sqlite.literal(table)})`;
  const own = await ask(
    `SELECT type, name, sql FROM sqlite_schema WHERE ${same} AND type <> 'view' ORDER BY rowid`,
  );
  const found = own.find((row) => row["type"] === "table");
  if (!found) return null;
  const indexes: LivePart[] = [];
  for (const row of own.filter((one) => one["type"] === "index")) {
    indexes.push(await indexOf(ask, row));
  }
  const triggers = own.filter((row) => row["type"] === "trigger").map((row) => ({
    name: String(row["name"]),
    create: String(row["sql"]),
  }));
  const rows = await ask(`PRAGMA table_xinfo(${sqlite.quote(table)})`);
  return {
    name: String(found["name"]),
    columns: rows.map(columnOf),
    parts: indexes,
    pointers: [],
    create: [
      String(found["sql"]),
      ...indexes.flatMap(({ definition }) => definition === "" ? [] : [definition]),
      ...triggers.map(({ create }) => create),
    ],
    triggers,
    mentions: await mentionsOf(ask, table),
  };
}

function columnOf(row: Row): LiveColumn {
  const text = row["dflt_value"] as string | null;
  const type = String(row["type"]);
  const key = Number(row["pk"]) > 0;
  return {
    name: String(row["name"]),
    type,
    nullable: Number(row["notnull"]) === 0,
    defaultSql: text,
    definition: type + (Number(row["notnull"]) === 0 ? "" : " NOT NULL") +
      (text === null ? "" : ` DEFAULT ${text}`),
    comment: null,
    primaryKey: key,
  };
}

// an index SQLite made by itself for a constraint has no text
async function indexOf(ask: Ask, row: Row): Promise<LivePart> {
  const name = String(row["name"]);
  const columns = await ask(`PRAGMA index_info(${sqlite.quote(name)})`);
  const definition = row["sql"] === null ? "" : String(row["sql"]);
  return {
    name,
    kind: definition === "" ? "unique" : "index",
    columns: columns.flatMap((one) => one["name"] === null ? [] : [String(one["name"])]),
    definition,
  };
}

async function mentionsOf(ask: Ask, table: string): Promise<LiveTable["mentions"]> {
  const rows = await ask(
    `SELECT type, name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger')
      AND lower(tbl_name) <> lower(${sqlite.literal(table)}) ORDER BY rowid`,
  );
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(table)}(?![\\p{L}\\p{N}_$])`, "iu");
  return rows.filter((row) => word.test(String(row["sql"]))).map((row) => ({
    kind: row["type"] === "view" ? "view" as const : "trigger" as const,
    name: String(row["name"]),
    create: String(row["sql"]),
  }));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
