import { mysql } from "../dialects/mysql.ts";
import type { LiveColumn, LivePart, LiveTable } from "../dialects/live_table.ts";
import type { Ask } from "./read_table.ts";

/**
 * See `readTable`. SHOW CREATE TABLE writes a column, a key or a constraint a
 * line, and each is taken as it stands. Source: MySQL manual 15.7.7.11.
 */
export async function readMysqlTable(ask: Ask, table: string): Promise<LiveTable | null> {
  const [found] = await ask(
    `SELECT TABLE_NAME AS name FROM information_schema.tables
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = ${
      mysql.literal(table)
    }`,
  );
  if (!found) return null;
  const create = await showCreate(ask, "TABLE", table);
  const lines = create.split("\n").slice(1).filter((line) => /^ {2}\S/.test(line))
    .map((line) => line.trim().replace(/,$/, ""));
  const parts = lines.filter((line) => !line.startsWith("`")).map(partOf);
  const keys = parts.find(({ kind }) => kind === "primary-key")?.columns ?? [];
  const triggers = [];
  for (const { name } of await ask(triggersOf(table))) {
    triggers.push({
      name: String(name),
      create: await showCreate(ask, "TRIGGER", String(name)),
    });
  }
  return {
    name: String(found["name"]),
    columns: (await ask(columnsOf(table))).map((row) => columnOf(row, lines, keys)),
    parts,
    pointers: await pointersAt(ask, table),
    create: [
      create.replace(/ AUTO_INCREMENT=\d+/, ""),
      ...triggers.map((trigger) => trigger.create.replace(/^CREATE DEFINER=\S+ /, "CREATE ")),
    ],
    triggers,
    mentions: [],
  };
}

async function showCreate(ask: Ask, kind: "TABLE" | "TRIGGER", name: string): Promise<string> {
  const [row = {}] = await ask(`SHOW CREATE ${kind} ${mysql.quote(name)}`);
  const text = Object.entries(row).find(([key]) =>
    key === "Create Table" || key === "SQL Original Statement"
  );
  return String(text?.[1]);
}

function columnsOf(table: string): string {
  return `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
      COLUMN_DEFAULT AS \`default\`, COLUMN_COMMENT AS comment
    FROM information_schema.columns
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${mysql.literal(table)}
    ORDER BY ORDINAL_POSITION`;
}

function triggersOf(table: string): string {
  return `SELECT TRIGGER_NAME AS name FROM information_schema.triggers
    WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = ${mysql.literal(table)}
    ORDER BY TRIGGER_NAME`;
}

async function pointersAt(ask: Ask, table: string): Promise<LiveTable["pointers"]> {
  const rows = await ask(
    `SELECT TABLE_NAME AS name, CONSTRAINT_NAME AS constraint_name
    FROM information_schema.referential_constraints
    WHERE CONSTRAINT_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = ${mysql.literal(table)}
      AND TABLE_NAME <> ${mysql.literal(table)} ORDER BY 1, 2`,
  );
  const pointers = [];
  for (const { name, constraint_name } of rows) {
    const create = await showCreate(ask, "TABLE", String(name));
    const head = `CONSTRAINT ${mysql.quote(String(constraint_name))} `;
    const line = create.split("\n").map((text) => text.trim()).find((text) =>
      text.startsWith(head)
    );
    if (line) pointers.push({ ...partOf(line.replace(/,$/, "")), table: String(name) });
  }
  return pointers;
}

function columnOf(
  row: Readonly<Record<string, unknown>>,
  lines: readonly string[],
  keys: readonly string[],
): LiveColumn {
  const name = String(row["name"]);
  const head = `${mysql.quote(name)} `;
  const definition = lines.find((line) => line.startsWith(head))?.slice(head.length) ?? "";
  const written = String(row["type"]);
  return {
    name,
    // the two may spell a type differently; the line is what is edited
    type: definition.startsWith(written) ? written : definition.split(" ")[0] ?? "",
    nullable: row["nullable"] === "YES",
    defaultSql: / DEFAULT (?!NULL)/.test(definition) ? String(row["default"]) : null,
    definition,
    comment: row["comment"] === "" ? null : String(row["comment"]),
    primaryKey: keys.includes(name),
  };
}

function partOf(line: string): LivePart {
  const name =
    /^(?:CONSTRAINT|(?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY) `((?:[^`]|``)+)`/.exec(line)?.[1] ??
      "PRIMARY";
  const kind = line.startsWith("PRIMARY")
    ? "primary-key"
    : line.startsWith("UNIQUE")
    ? "unique"
    : / FOREIGN KEY \(/.test(line)
    ? "foreign-key"
    : / CHECK \(/.test(line)
    ? "check"
    : "index";
  return {
    name: name.replaceAll("``", "`"),
    kind,
    columns: columnsIn(line, kind),
    definition: line,
  };
}

// of a foreign key the first brackets are its own columns; of a check, every name counts
function columnsIn(line: string, kind: LivePart["kind"]): readonly string[] {
  const body = line.replace(/^CONSTRAINT `(?:[^`]|``)+` |^[A-Z ]*KEY (`(?:[^`]|``)+` )?/, "");
  const inside = kind === "check" ? body : body.replace(/ REFERENCES .*/s, "");
  return [...inside.matchAll(/`((?:[^`]|``)+)`/g)].map(([, name]) => name!.replaceAll("``", "`"));
}
