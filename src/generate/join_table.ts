import { resolveColumn } from "./column.ts";
import { constraintName } from "./constraint_name.ts";
import { tableStatements } from "./create_table.ts";
import type { Field } from "./field.ts";
import { parseField } from "./parse_field.ts";
import { refuseTakenTable } from "./refuse_taken.ts";
import { type GeneratedFile, type GenerateRequest, refusal } from "./request.ts";
import { script } from "./script.ts";
import { singularName, tableName } from "./table_name.ts";

/**
 * `create_join_table_users_roles`: rows that join two tables, each pair once,
 * gone with either. Names of more than two words are told apart by `_and_`.
 */
export async function createJoinTable(
  text: string,
  fields: readonly Field[],
  request: GenerateRequest,
): Promise<readonly GeneratedFile[]> {
  const { grammar, nouns, exactTables } = request;
  const [first, second] = sides(text, request.name).map((noun) =>
    exactTables ? noun : tableName(noun, nouns)
  ) as [string, string];
  const table = `${first}_${second}`;
  const pair = [first, second].map((side) =>
    parseField(
      `${singularName(side, nouns)}_id:references{${side}}:primary:cascade`,
      grammar,
    )
  );
  if (pair[0]!.name === pair[1]!.name) {
    throw refusal(request.name, "a join table joins two tables", "name two different ones");
  }
  await refuseTakenTable(table, request);
  const columns = [];
  for (const field of [...pair, ...fields]) {
    columns.push(await resolveColumn(field, table, request));
  }
  // the key serves the way from the first; the way from the second needs an index of its own
  const back = constraintName(grammar, table, pair[1]!.name, "idx");
  const own = columns.map((column, at) => at === 1 ? { ...column, index: back } : column);
  const statements = tableStatements(
    table,
    own,
    { before: [], after: [], comment: request.comment },
    grammar,
  );
  return [{
    name: request.name,
    up: script([], statements),
    down: script([], [`DROP TABLE ${grammar.quote(table)}`]),
  }];
}

function sides(text: string, name: string): readonly string[] {
  const byAnd = text.split("_and_");
  if (byAnd.length === 2) return byAnd;
  const words = text.split("_");
  if (words.length === 2) return words;
  throw refusal(
    name,
    `it cannot be told where the first table of ${text} ends`,
    "put _and_ between the two: create_join_table_order_items_and_tags",
  );
}
