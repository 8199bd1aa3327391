import type { LiveTable } from "../dialects/live_table.ts";
import { addColumns } from "./add_columns.ts";
import type { Field } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import type { Generated, GeneratedFile, GenerateRequest } from "./request.ts";
import { refuseUnknownColumn } from "./refuse_unknown_column.ts";
import { textOfLive } from "./rebuild_table.ts";
import { alterTable, script, unknownDown } from "./script.ts";
import { removeByRebuild } from "./sqlite_rebuilds.ts";

const LOSES = "What is in the columns is lost, and does not come back with the down side.";

/**
 * `remove_x_from_y`: the down side has the real definition where a database
 * could be asked, or fields were given; else somebody must fill it in.
 */
export async function removeColumns(
  table: string,
  named: readonly string[],
  fields: readonly Field[],
  request: GenerateRequest,
): Promise<Generated> {
  const live = await request.look?.(table) ?? null;
  if (live !== null) {
    for (const column of named) refuseUnknownColumn(live, column, request.name);
    return { files: REMOVE[request.grammar.flavor](live, named, request), notes: [] };
  }
  if (fields.length > 0) return await asItWasSaid(table, fields, request);
  const { grammar, name } = request;
  const { quote } = grammar;
  const drop = named.map((column) => `DROP COLUMN ${quote(column)}`);
  const add = named.map((column) =>
    `ALTER TABLE ${quote(table)} ADD COLUMN ${quote(column)} TYPE NOT NULL DEFAULT …;`
  );
  return {
    files: [{
      name,
      up: script([LOSES], dropStatements(quote(table), drop, grammar)),
      down: unknownDown(`nobody knows yet what ${named.join(" and ")} was`, add),
    }],
    notes: [
      request.look === null
        ? `fill in the down side: without a database to look at, what ${table} had is not known`
        : `fill in the down side: the database has no table ${table} to look at`,
    ],
  };
}

// SQLite's ALTER TABLE does one thing at a time
function dropStatements(
  table: string,
  changes: readonly string[],
  { flavor }: Grammar,
): readonly string[] {
  return flavor === "sqlite"
    ? changes.map((change) => `ALTER TABLE ${table} ${change}`)
    : [alterTable(table, changes)];
}

// removing what adding would make, the other way round
async function asItWasSaid(
  table: string,
  fields: readonly Field[],
  request: GenerateRequest,
): Promise<Generated> {
  const open = fields.map((field) =>
    field.nullable === false && field.defaultSql === null ? { ...field, nullable: null } : field
  );
  const { files, notes } = await addColumns(table, open, request);
  const turned = files.toReversed().flatMap((file) =>
    "code" in file || /_validate$/.test(file.name) ? [] : [
      {
        name: file.name,
        up: file.down,
        down: file.up.replaceAll(" NOT VALID", ""),
      },
    ]
  );
  return {
    files: turned,
    notes: notes.map((note) => note.replace(/:.*/s, "")),
  };
}

type Remove = (
  live: LiveTable,
  columns: readonly string[],
  request: GenerateRequest,
) => readonly GeneratedFile[];

const REMOVE: Readonly<Record<Grammar["flavor"], Remove>> = {
  postgres: onPostgres,
  mysql: onMysql,
  mariadb: onMysql,
  sqlite: onSqlite,
};

function touched(live: LiveTable, columns: readonly string[]) {
  return live.parts.filter((part) => part.columns.some((column) => columns.includes(column)));
}

function onPostgres(
  live: LiveTable,
  columns: readonly string[],
  { name, grammar }: GenerateRequest,
): readonly GeneratedFile[] {
  const { quote, literal } = grammar;
  const table = quote(live.name);
  const parts = touched(live, columns);
  const indexes = parts.filter(({ kind }) => kind === "index").map((part): GeneratedFile => ({
    name: `${name}_index_${part.name}`,
    up: script(["It would go with its column, and lock the table longer."], [
      `DROP INDEX CONCURRENTLY ${quote(part.name)}`,
    ]),
    down: script([], [
      part.definition.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY "),
    ]),
  }));
  const gone = live.columns.filter((column) => columns.includes(column.name));
  const bare = gone.filter((column) =>
    !column.nullable && !/ DEFAULT |GENERATED /.test(column.definition)
  );
  const constraints = parts.filter(({ kind }) => kind !== "index");
  const down = script(
    bare.map((column) =>
      `Where the table has rows, ${column.name} must be filled before it is NOT NULL: write how.`
    ),
    [
      alterTable(
        table,
        gone.map((column) =>
          `ADD COLUMN ${quote(column.name)} ${
            bare.includes(column) ? column.definition.replace(/ NOT NULL$/, "") : column.definition
          }`
        ),
      ),
      ...bare.map((column) =>
        `ALTER TABLE ${table} ALTER COLUMN ${quote(column.name)} SET NOT NULL`
      ),
      ...constraints.map((part) => `ALTER TABLE ${table} ADD ${part.definition}`),
      ...gone.flatMap((column) =>
        column.comment === null
          ? []
          : [`COMMENT ON COLUMN ${table}.${quote(column.name)} IS ${literal(column.comment)}`]
      ),
    ],
  );
  const up = script([LOSES], [
    alterTable(table, gone.map((column) => `DROP COLUMN ${quote(column.name)}`)),
  ]);
  return [...indexes, { name, up, down }];
}

function onMysql(
  live: LiveTable,
  columns: readonly string[],
  { name, grammar }: GenerateRequest,
): readonly GeneratedFile[] {
  const { quote } = grammar;
  const table = quote(live.name);
  const parts = touched(live, columns);
  const keys = parts.filter(({ kind }) => kind !== "foreign-key" && kind !== "check");
  const constraints = parts.filter((part) => !keys.includes(part));
  const names = live.columns.map((column) => column.name);
  const gone = live.columns.filter((column) => columns.includes(column.name));
  const place = (column: string) => {
    const at = names.indexOf(column);
    return at === 0 ? "FIRST" : `AFTER ${quote(names[at - 1]!)}`;
  };
  return [{
    name,
    up: script([LOSES], [
      alterTable(table, [
        ...constraints.map((part) =>
          part.kind === "foreign-key"
            ? `DROP FOREIGN KEY ${quote(part.name)}`
            : `DROP CONSTRAINT ${quote(part.name)}`
        ),
        ...keys.map((part) =>
          part.kind === "primary-key" ? "DROP PRIMARY KEY" : `DROP KEY ${quote(part.name)}`
        ),
        ...gone.map((column) => `DROP COLUMN ${quote(column.name)}`),
      ]),
    ]),
    down: script(
      gone.filter((column) => !column.nullable && column.defaultSql === null).map((column) =>
        `Rows that are there get an empty value (0, '') in ${column.name}: write what it should be.`
      ),
      [
        alterTable(table, [
          ...gone.map((column) =>
            `ADD COLUMN ${quote(column.name)} ${column.definition} ${place(column.name)}`
          ),
          ...keys.map((part) => `ADD ${part.definition}`),
          ...constraints.map((part) => `ADD ${part.definition}`),
        ]),
      ],
    ),
  }];
}

function onSqlite(
  live: LiveTable,
  columns: readonly string[],
  { name, grammar }: GenerateRequest,
): readonly GeneratedFile[] {
  const { quote } = grammar;
  const rebuilt = removeByRebuild(name, live, columns, grammar);
  const { items } = textOfLive(live);
  const hard = items.some((item) =>
    item.kind === "constraint"
      ? columns.some((column) => item.names.has(column.toLowerCase()))
      : columns.includes(item.name!)
      ? /\b(PRIMARY\s+KEY|UNIQUE)\b/i.test(item.text)
      : columns.some((column) => item.names.has(column.toLowerCase()))
  );
  if (hard || live.mentions.length > 0 || live.triggers.length > 0 || "code" in rebuilt) {
    return [rebuilt];
  }
  const indexes = live.parts.filter(({ columns: on, definition, kind }) =>
    kind !== "primary-key" && definition !== "" && on.some((column) => columns.includes(column))
  );
  return [{
    ...rebuilt,
    up: script([LOSES], [
      ...indexes.map((part) => `DROP INDEX ${quote(part.name)}`),
      ...columns.map((column) => `ALTER TABLE ${quote(live.name)} DROP COLUMN ${quote(column)}`),
    ]),
  }];
}
