import {
  type Column,
  columnSql,
  commentStatements,
  inlineColumn,
  resolveColumn,
} from "./column.ts";
import { BadField, type Field } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import { concurrentIndex, notValid, validateFile } from "./postgres_steps.ts";
import { refuseTakenColumn } from "./refuse_taken.ts";
import {
  type Generated,
  type GeneratedFile,
  GenerateRefusal,
  type GenerateRequest,
} from "./request.ts";
import { alterTable, script } from "./script.ts";
import { addByRebuild } from "./sqlite_rebuilds.ts";

/** `add_x_to_y …`: columns for a table that has rows. */
export async function addColumns(
  table: string,
  fields: readonly Field[],
  request: GenerateRequest,
): Promise<Generated> {
  const { grammar } = request;
  refuseUnsafe(fields);
  const live = await request.look?.(table) ?? null;
  const columns: Column[] = [];
  const notes: string[] = [];
  for (const field of fields) {
    const column = await resolveColumn(field, table, request);
    if (live) refuseTakenColumn(live, column.name, field.word);
    const open = field.nullable === null && column.defaultSql === null;
    if (open) {
      notes.push(
        `${column.name} may be null, because the rows of ${table} have no value for it yet: ` +
          `backfill_${column.name}_in_${table} fills it, then change_${column.name}_in_${table} ` +
          `${column.name}:required closes it`,
      );
    }
    columns.push(open ? { ...column, nullable: true } : column);
  }
  return await ADD[grammar.flavor](table, columns, request, notes);
}

function refuseUnsafe(fields: readonly Field[]): void {
  const problems = fields.flatMap((field) => {
    const { word, name } = field;
    if (field.primaryKey) {
      const next = "make the key with the table, or write the SQL by hand: migrate:create";
      return [new BadField(word, null, "a key is not added to a table by this", next).problem];
    }
    if (field.nullable !== false || field.defaultSql !== null) return [];
    return [
      new BadField(
        word,
        null,
        `${name} is required and has no default, so the rows that are there would have no value`,
        `give it a default, or leave "required" out, fill it (backfill_${name}_in_…) and then ` +
          `close it (change_${name}_in_… ${name}:required)`,
      ).problem,
    ];
  });
  if (problems.length > 0) throw new GenerateRefusal(problems);
}

type Add = (
  table: string,
  columns: readonly Column[],
  request: GenerateRequest,
  notes: readonly string[],
) => Promise<Generated>;

const ADD: Readonly<Record<Grammar["flavor"], Add>> = {
  postgres: (table, columns, request, notes) =>
    Promise.resolve({ files: onPostgres(table, columns, request, notes), notes }),
  mysql: (table, columns, request, notes) =>
    Promise.resolve({ files: [onMysql(table, columns, request, notes)], notes }),
  mariadb: (table, columns, request, notes) =>
    Promise.resolve({ files: [onMysql(table, columns, request, notes)], notes }),
  sqlite: onSqlite,
};

function onPostgres(
  table: string,
  columns: readonly Column[],
  { name, grammar }: GenerateRequest,
  notes: readonly string[],
): readonly GeneratedFile[] {
  const { quote } = grammar;
  const constraints = columns.flatMap(({ checks, foreignKey }) => [
    ...checks,
    ...(foreignKey ? [foreignKey] : []),
  ]);
  const rewrites = columns.some(({ defaultSql }) => /random|uuid|clock_/.test(defaultSql ?? ""));
  const indexes = columns.flatMap((column) => {
    const index = column.unique ?? column.index;
    return index === null ? [] : [
      concurrentIndex(
        `${name}_index_${column.name}`,
        table,
        { name: index, sql: `(${quote(column.name)})` },
        grammar,
        column.unique !== null,
      ),
    ];
  });
  return [
    {
      name,
      up: script([
        ...notes,
        ...(rewrites
          ? [
            "A default that differs from row to row rewrites the table, and nobody can use it meanwhile.",
          ]
          : []),
      ], [
        alterTable(quote(table), [
          ...columns.map((column) =>
            `ADD COLUMN ${quote(column.name)} ${columnSql(column, grammar)}`
          ),
          ...constraints.map((one) => notValid(one, grammar)),
        ]),
        ...commentStatements(table, columns, grammar),
      ]),
      down: script([], [dropColumns(table, columns, grammar)]),
    },
    ...(constraints.length === 0
      ? []
      : [validateFile(`${name}_validate`, table, constraints, grammar)]),
    ...indexes,
  ];
}

function dropColumns(table: string, columns: readonly Column[], { quote }: Grammar): string {
  return alterTable(
    quote(table),
    columns.toReversed().map(({ name }) => `DROP COLUMN ${quote(name)}`),
  );
}

// one statement: MySQL keeps each by itself, and one cannot be left half done
function onMysql(
  table: string,
  columns: readonly Column[],
  { name, grammar }: GenerateRequest,
  notes: readonly string[],
): GeneratedFile {
  const { quote } = grammar;
  const each = <Value>(read: (column: Column) => readonly Value[]) => columns.flatMap(read);
  return {
    name,
    up: script(notes, [
      alterTable(quote(table), [
        ...each((column) => [`ADD COLUMN ${quote(column.name)} ${columnSql(column, grammar)}`]),
        ...each(({ name, unique }) =>
          unique === null ? [] : [`ADD UNIQUE KEY ${quote(unique)} (${quote(name)})`]
        ),
        ...each(({ name, index }) =>
          index === null ? [] : [`ADD KEY ${quote(index)} (${quote(name)})`]
        ),
        ...each(({ checks, foreignKey }) =>
          [...checks, ...(foreignKey ? [foreignKey] : [])].map((one) =>
            `ADD CONSTRAINT ${quote(one.name)} ${one.sql}`
          )
        ),
      ]),
    ]),
    down: script([], [
      alterTable(quote(table), [
        ...each(({ checks, foreignKey }) => [
          ...(foreignKey ? [`DROP FOREIGN KEY ${quote(foreignKey.name)}`] : []),
          ...checks.map((one) => `DROP CONSTRAINT ${quote(one.name)}`),
        ]),
        ...each(({ unique, index }) =>
          unique === null && index === null ? [] : [`DROP KEY ${quote((unique ?? index)!)}`]
        ),
        ...columns.toReversed().map((column) => `DROP COLUMN ${quote(column.name)}`),
      ]),
    ]),
  };
}

async function onSqlite(
  table: string,
  columns: readonly Column[],
  request: GenerateRequest,
  notes: readonly string[],
): Promise<Generated> {
  const { grammar, name } = request;
  const { quote } = grammar;
  const hard = columns.filter((column) =>
    !column.constantDefault || column.foreignKey !== null && column.defaultSql !== null
  );
  const live = hard.length === 0 ? null : await request.look?.(table) ?? null;
  if (live !== null) return { files: [addByRebuild(name, live, columns, grammar)], notes };
  const filled = hard.map((column) =>
    `UPDATE ${quote(table)} SET ${quote(column.name)} = ${column.defaultSql}`
  );
  const said = hard.map((column) =>
    `SQLite adds no column with such a default to a table that has rows, so ${column.name} is ` +
    "filled here and has no default; with a database to look at, the table is rebuilt instead"
  );
  const easy = columns.map((column) =>
    hard.includes(column) ? { ...column, nullable: true, defaultSql: null } : column
  );
  return {
    files: [{
      name,
      up: script([...notes, ...said], [
        ...easy.map((column) =>
          `ALTER TABLE ${quote(table)} ADD COLUMN ${inlineColumn(column, grammar)}`
        ),
        ...filled,
        ...columns.flatMap((column) => {
          const index = column.unique ?? column.index;
          const kind = column.unique === null ? "INDEX" : "UNIQUE INDEX";
          return index === null
            ? []
            : [`CREATE ${kind} ${quote(index)} ON ${quote(table)} (${quote(column.name)})`];
        }),
      ]),
      down: script([], [
        ...columns.flatMap(({ unique, index }) =>
          unique === null && index === null ? [] : [`DROP INDEX ${quote((unique ?? index)!)}`]
        ),
        ...columns.toReversed().map((column) =>
          `ALTER TABLE ${quote(table)} DROP COLUMN ${quote(column.name)}`
        ),
      ]),
    }],
    notes: [...notes, ...said],
  };
}
