import { type Column, columnSql, commentStatements, resolveColumn } from "./column.ts";
import { BadField, type Field, type FieldProblem } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import { refuseTakenTable } from "./refuse_taken.ts";
import { type GeneratedFile, GenerateRefusal, type GenerateRequest } from "./request.ts";
import { script } from "./script.ts";

/** What `create_…` makes beside the columns it was given. */
export interface TableExtras {
  /** Columns every table gets: name and what stands behind it, before and behind the given ones. */
  readonly before: readonly (readonly [name: string, sql: string])[];
  readonly after: readonly (readonly [name: string, sql: string])[];
  readonly comment: string | null;
}

/** `create_products …`: the table, its indexes and comments. */
export async function createTable(
  table: string,
  fields: readonly Field[],
  request: GenerateRequest,
): Promise<readonly GeneratedFile[]> {
  const { grammar, key } = request;
  const ownKey = fields.some(({ primaryKey }) => primaryKey);
  const given = new Set(fields.map(({ name }) => name.toLowerCase()));
  refuseSecondKey(fields, ownKey || key === "none");
  const extras: TableExtras = {
    before: ownKey || key === "none" ? [] : [["id", grammar.keys[key]]],
    after: request.timestamps ? grammar.timestamps.filter(([name]) => !given.has(name)) : [],
    comment: request.comment,
  };
  if (fields.length + extras.before.length + extras.after.length === 0) {
    throw new GenerateRefusal([{
      word: request.name,
      message: "a table needs a column",
      next: `give fields: ${request.name} name:string`,
    }]);
  }
  await refuseTakenTable(table, request);
  const columns = [];
  for (const field of fields) columns.push(await resolveColumn(field, table, request));
  return [{
    name: request.name,
    up: script([], tableStatements(table, columns, extras, grammar)),
    down: script([], [`DROP TABLE ${grammar.quote(table)}`]),
  }];
}

function refuseSecondKey(fields: readonly Field[], ownKey: boolean): void {
  const id = fields.find(({ name }) => name.toLowerCase() === "id");
  if (ownKey || !id) return;
  const problem: FieldProblem = new BadField(
    id.word,
    null,
    "the table gets a column id by itself",
    `take ${id.word} away, choose with --id bigint|uuid|none, or make it the key: ${id.word}:primary`,
  ).problem;
  throw new GenerateRefusal([problem]);
}

/** The statements that make a table with all that belongs to it. */
export function tableStatements(
  table: string,
  columns: readonly Column[],
  extras: TableExtras,
  grammar: Grammar,
): readonly string[] {
  const { quote } = grammar;
  const lines = [
    ...extras.before.map(([name, sql]) => line(`${quote(name)} ${sql}`)),
    ...columns.map((column) =>
      line(`${quote(column.name)} ${columnSql(column, grammar)}`, textComment(column, grammar))
    ),
    ...extras.after.map(([name, sql]) => line(`${quote(name)} ${sql}`)),
    ...constraintLines(columns, grammar).map((text) => line(text)),
  ];
  const body = lines.map(({ text, comment }, index) =>
    `  ${text}${index < lines.length - 1 ? "," : ""}${comment}`
  );
  const { comment } = extras;
  const tail = comment !== null && grammar.comments === "attribute"
    ? ` COMMENT = ${grammar.literal(comment)}`
    : "";
  const head = comment !== null && grammar.comments === "text" ? `  -- ${oneLine(comment)}\n` : "";
  return [
    `CREATE TABLE ${quote(table)} (\n${head}${body.join("\n")}\n)${tail}`,
    ...(grammar.indexesInTable
      ? []
      : columns.flatMap(({ name, index }) =>
        index === null ? [] : [`CREATE INDEX ${quote(index)} ON ${quote(table)} (${quote(name)})`]
      )),
    ...(comment !== null && grammar.comments === "statement"
      ? [`COMMENT ON TABLE ${quote(table)} IS ${grammar.literal(comment)}`]
      : []),
    ...commentStatements(table, columns, grammar),
  ];
}

function line(text: string, comment = ""): { text: string; comment: string } {
  return { text, comment };
}

function textComment({ field: { comment } }: Column, { comments }: Grammar): string {
  return comment === null || comments !== "text" ? "" : ` -- ${oneLine(comment)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function constraintLines(columns: readonly Column[], grammar: Grammar): readonly string[] {
  const { quote } = grammar;
  const key = columns.filter(({ field }) => field.primaryKey).map(({ name }) => quote(name));
  return [
    ...(key.length === 0 ? [] : [`PRIMARY KEY (${key.join(", ")})`]),
    ...columns.flatMap(({ name, unique }) =>
      unique === null ? [] : [`CONSTRAINT ${quote(unique)} UNIQUE (${quote(name)})`]
    ),
    ...columns.flatMap(({ name, index }) =>
      index === null || !grammar.indexesInTable ? [] : [`KEY ${quote(index)} (${quote(name)})`]
    ),
    ...columns.flatMap(({ checks, foreignKey }) =>
      [...checks, ...(foreignKey ? [foreignKey] : [])].map((one) =>
        `CONSTRAINT ${quote(one.name)} ${one.sql}`
      )
    ),
  ];
}
