import type { LiveColumn, LiveTable } from "../dialects/live_table.ts";
import { changeOnMysql } from "./change_mysql.ts";
import { changeOnPostgres } from "./change_postgres.ts";
import { changeOnSqlite } from "./change_sqlite.ts";
import { type Column, resolveColumn } from "./column.ts";
import { BadField, type Field, type FieldProblem } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import { refuseUnknownColumn } from "./refuse_unknown_column.ts";
import { type Generated, GenerateRefusal, type GenerateRequest } from "./request.ts";

/** A column to be changed, and what it is now where that is known. */
export interface Change {
  readonly column: Column;
  readonly live: LiveColumn | null;
}

/** What a database's way of changing columns is given. */
export interface ChangeRequest extends GenerateRequest {
  readonly table: string;
  readonly live: LiveTable | null;
}

const CHANGE: Readonly<
  Record<Grammar["flavor"], (changes: readonly Change[], request: ChangeRequest) => Generated>
> = {
  postgres: changeOnPostgres,
  mysql: changeOnMysql,
  mariadb: changeOnMysql,
  sqlite: changeOnSqlite,
};

/** `change_x_in_y …`: type, default, null or comment of columns; what is not said stays. */
export async function changeColumns(
  table: string,
  fields: readonly Field[],
  request: GenerateRequest,
): Promise<Generated> {
  const problems = fields.flatMap(refused);
  if (problems.length > 0) throw new GenerateRefusal(problems);
  const live = await request.look?.(table) ?? null;
  const changes: Change[] = [];
  for (const field of fields) {
    if (live) refuseUnknownColumn(live, field.name, field.word);
    changes.push({
      column: await resolveColumn(field, table, request),
      live: live?.columns.find(({ name }) => name === field.name) ?? null,
    });
  }
  return CHANGE[request.grammar.flavor](changes, { ...request, table, live });
}

function refused(field: Field): readonly FieldProblem[] {
  const instead = field.unique || field.index
    ? "write add_index_to_… or add_unique_index_to_…"
    : field.reference
    ? "write add_foreign_key_to_…"
    : field.primaryKey
    ? "write the SQL by hand: migrate:create"
    : field.check !== null
    ? "write add_check_to_…"
    : null;
  if (instead === null) return [];
  const message = "a change is about type, default, null, collation and comment";
  return [new BadField(field.word, null, message, instead).problem];
}
