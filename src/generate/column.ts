import type { ColumnType } from "./column_type.ts";
import { constraintName } from "./constraint_name.ts";
import type { Field, OnDelete } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import { refuseUnindexable } from "./refuse_unindexable.ts";
import type { GenerateRequest } from "./request.ts";
import { tableName } from "./table_name.ts";

/** A constraint or an index by its name, and what stands behind the name. */
export interface Named {
  readonly name: string;
  readonly sql: string;
}

/** A foreign key of one column. */
export interface ForeignKey extends Named {
  readonly column: string;
}

/** A field as it is written in SQL; names are not quoted. */
export interface Column {
  readonly field: Field;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** SQL; null where there is none. */
  readonly defaultSql: string | null;
  readonly constantDefault: boolean;
  /** `CHECK (…)` */
  readonly checks: readonly Named[];
  readonly foreignKey: ForeignKey | null;
  readonly unique: string | null;
  readonly index: string | null;
}

/** Works a field out for a table: its type as SQL, names of its constraints, what it points at. */
export async function resolveColumn(
  field: Field,
  table: string,
  request: GenerateRequest,
): Promise<Column> {
  const { grammar } = request;
  const reference = field.reference && await resolveReference(field, table, request);
  const defaultSql = field.defaultSql === "none" ? null : field.defaultSql;
  const type = reference?.type ??
    (field.type === null ? "" : typeSql(field.type, field, grammar));
  const kind = field.primaryKey ? "key" : field.unique ? "unique" : field.index ? "index" : null;
  if (kind !== null) refuseUnindexable({ ...field, type }, kind, grammar);
  return {
    field,
    name: field.name,
    type,
    nullable: field.nullable ?? false,
    defaultSql: defaultSql?.sql ?? null,
    constantDefault: defaultSql?.constant ?? true,
    checks: checksOf(field, table, grammar),
    foreignKey: reference?.foreignKey ?? null,
    unique: field.unique ? constraintName(grammar, table, field.name, "key") : null,
    index: (field.index || reference) && !field.unique && !field.primaryKey
      ? constraintName(grammar, table, field.name, "idx")
      : null,
  };
}

async function resolveReference(
  field: Field,
  table: string,
  request: GenerateRequest,
): Promise<{ readonly type: string; readonly foreignKey: ForeignKey }> {
  const { grammar } = request;
  const { noun, named, column, key, onDelete } = field.reference!;
  const target = await resolveTable(noun, request, named);
  const live = target === table ? null : await request.look?.(target) ?? null;
  const keys = live?.columns.filter(({ primaryKey }) => primaryKey) ?? [];
  const liveKey = live?.columns.find(({ name }) => name === column) ??
    (column === null && keys.length === 1 ? keys[0] : undefined);
  const kind = key ?? (request.key === "none" ? "bigint" : request.key);
  const points = column ?? liveKey?.name ?? "id";
  return {
    type: key === null && liveKey ? liveKey.type : grammar.keyTypes[kind],
    foreignKey: foreignKey(grammar, table, field.name, target, points, onDelete),
  };
}

/** The constraint that makes a column point at another table. */
export function foreignKey(
  { quote, ...grammar }: Grammar,
  table: string,
  column: string,
  target: string,
  points: string,
  onDelete: OnDelete | null,
): ForeignKey {
  return {
    name: constraintName({ quote, ...grammar }, table, column, "fkey"),
    column,
    sql: `FOREIGN KEY (${quote(column)}) REFERENCES ${quote(target)} (${quote(points)})` +
      (onDelete === null ? "" : ` ON DELETE ${onDelete}`),
  };
}

/** The table a noun means: as written where the database has it so, else in the plural. */
export async function resolveTable(
  noun: string,
  { nouns, exactTables, look }: GenerateRequest,
  named = false,
): Promise<string> {
  if (exactTables || named) return noun;
  const plural = tableName(noun, nouns);
  if (look === null || plural === noun || await look(plural) !== null) return plural;
  return await look(noun) === null ? plural : noun;
}

/** A type as SQL: `numeric(10,2)`, `enum('a','b')`, `text[]`. */
export function typeSql(
  { rule, args, array }: ColumnType,
  { unsigned }: Pick<Field, "unsigned">,
  grammar: Grammar,
): string {
  const tail = (unsigned ? " unsigned" : "") + (array ? "[]" : "");
  if (rule.words === "name") return args[0]!.split(".").map(grammar.quote).join(".") + tail;
  if (rule.words === "labels") {
    if (rule.check !== undefined) return rule.sql + tail;
    return `${rule.sql}(${args.map(grammar.literal).join(", ")})${tail}`;
  }
  const sizes = args.length > 0 && grammar.flavor !== "sqlite" ? `(${args.join(",")})` : "";
  return (sizes === "" ? rule.sql : rule.sized ?? rule.sql) + sizes + tail;
}

function checksOf(field: Field, table: string, grammar: Grammar): readonly Named[] {
  const { type, name } = field;
  const template = type && (type.args.length > 0 ? type.rule.sizedCheck : undefined) ||
    type?.rule.check;
  const column = grammar.quote(name);
  const conditions = [
    ...(template
      ? [
        template.replaceAll("{column}", () => column)
          .replaceAll("{size}", () => type!.args[0] ?? "")
          .replaceAll("{labels}", () => type!.args.map(grammar.literal).join(", ")),
      ]
      : []),
    ...(field.check === null ? [] : [field.check]),
  ];
  return conditions.map((condition, index) => ({
    name: constraintName(grammar, table, name, ...(index > 0 ? ["rule"] : []), "check"),
    sql: `CHECK (${condition})`,
  }));
}

/** What stands behind a column's name: type, collation, null, default, and a comment where it belongs there. */
export function columnSql(column: Column, grammar: Grammar): string {
  const { field, type, nullable, defaultSql } = column;
  return [
    type,
    ...(field.collation === null ? [] : [`COLLATE ${collation(field.collation, grammar)}`]),
    // TIMESTAMP is NOT NULL on old servers unless NULL is said
    ...(nullable ? (/^timestamp/.test(type) && grammar.indexesInTable ? ["NULL"] : []) : [
      "NOT NULL",
    ]),
    ...(defaultSql === null ? [] : [`DEFAULT ${defaultSql}`]),
    ...(field.comment !== null && grammar.comments === "attribute"
      ? [`COMMENT ${grammar.literal(field.comment)}`]
      : []),
  ].join(" ");
}

function collation(name: string, { comments }: Grammar): string {
  return comments === "statement" ? `"${name}"` : name;
}

/** `COMMENT ON COLUMN`, where comments are statements. */
export function commentStatements(
  table: string,
  columns: readonly Column[],
  grammar: Grammar,
): readonly string[] {
  if (grammar.comments !== "statement") return [];
  return columns.flatMap(({ name, field: { comment } }) =>
    comment === null ? [] : [
      `COMMENT ON COLUMN ${grammar.quote(table)}.${grammar.quote(name)} IS ${
        grammar.literal(comment)
      }`,
    ]
  );
}

/** A column with its constraints behind it, as SQLite's ADD COLUMN takes them. */
export function inlineColumn(column: Column, grammar: Grammar): string {
  const { quote } = grammar;
  const points = column.foreignKey?.sql.replace(/^FOREIGN KEY \(.*?\) /, "");
  return [
    `${quote(column.name)} ${columnSql(column, grammar)}`,
    ...column.checks.map((one) => `CONSTRAINT ${quote(one.name)} ${one.sql}`),
    ...(column.foreignKey ? [`CONSTRAINT ${quote(column.foreignKey.name)} ${points}`] : []),
  ].join(" ");
}
