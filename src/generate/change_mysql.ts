import type { LiveColumn } from "../dialects/live_table.ts";
import type { Change, ChangeRequest } from "./change_columns.ts";
import { type Column, columnSql } from "./column.ts";
import { type Generated, GenerateRefusal } from "./request.ts";
import { alterTable, script, unknownDown } from "./script.ts";
import { withoutDefault } from "./without_default.ts";

/**
 * MODIFY COLUMN says the whole column: what is not said here is taken from the
 * live one.
 */
export function changeOnMysql(changes: readonly Change[], request: ChangeRequest): Generated {
  const { name, table, grammar, live } = request;
  const untyped = changes.filter((change) => change.live === null && change.column.type === "");
  if (untyped.length > 0) {
    throw new GenerateRefusal(untyped.map(({ column }) => ({
      word: column.field.word,
      message: `${grammar.title} needs the whole column, and there is no database to look at`,
      next: `give its type too: ${column.name}:TYPE:…, or name the database: --database URL`,
    })));
  }
  const { quote } = grammar;
  const modify = (column: string, sql: string) => `MODIFY COLUMN ${quote(column)} ${sql}`;
  const comments = [
    "Changes the column in one statement. Where the type changes, the table is copied and cannot be written meanwhile.",
    ...(live === null
      ? ["What is not said here (null, default, comment) is what MySQL makes of it."]
      : []),
  ];
  const up = script(comments, [
    alterTable(
      quote(table),
      changes.map((change) => modify(change.column.name, changedSql(change, request))),
    ),
  ]);
  if (live === null) {
    return {
      files: [{
        name,
        up,
        down: unknownDown(
          `nobody knows yet what ${changes.map(({ column }) => column.name).join(" and ")} was`,
          changes.map(({ column }) => `ALTER TABLE ${quote(table)} ${modify(column.name, "…")};`),
        ),
      }],
      notes: [`fill in the down side: what ${table} had is not known`],
    };
  }
  const down = script([], [
    alterTable(
      quote(table),
      changes.map((change) => modify(change.column.name, change.live!.definition)),
    ),
  ]);
  return { files: [{ name, up, down }], notes: [] };
}

function changedSql({ column, live }: Change, { grammar }: ChangeRequest): string {
  return live === null ? columnSql(column, grammar) : edited(column, live, grammar.literal);
}

function edited(
  column: Column,
  live: LiveColumn,
  literal: (text: string) => string,
): string {
  const { field, type } = column;
  let rest = live.definition.slice(live.type.length);
  if (type !== "" && type !== live.type) {
    rest = outsideQuotes(rest, (sql) => sql.replace(/ (CHARACTER SET|COLLATE) \w+/gi, ""));
  }
  if (field.nullable !== null) {
    rest = outsideQuotes(
      rest,
      (sql) => sql.replace(/ NOT NULL\b/i, "").replace(/ NULL\b(?<!DEFAULT NULL)/i, ""),
    );
    if (!field.nullable) rest = outsideQuotes(rest, (sql) => sql.replace(/ DEFAULT NULL\b/i, ""));
    rest += field.nullable ? " NULL" : " NOT NULL";
  }
  if (field.defaultSql !== null) {
    rest = withoutDefault(rest) +
      (column.defaultSql === null ? "" : ` DEFAULT ${column.defaultSql}`);
  }
  if (field.collation !== null) rest = ` COLLATE ${field.collation}${rest}`;
  if (field.comment !== null) {
    rest = rest.replace(/ COMMENT '(?:[^']|'')*'/i, "") + ` COMMENT ${literal(field.comment)}`;
  }
  return (type === "" ? live.type : type) + rest;
}

// SHOW CREATE TABLE writes '…' with doubled quotes inside
function outsideQuotes(sql: string, change: (sql: string) => string): string {
  return sql.split(/('(?:[^'\\]|''|\\.)*')/).map((part, at) => at % 2 === 0 ? change(part) : part)
    .join("");
}
