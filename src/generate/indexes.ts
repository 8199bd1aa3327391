import { nearestWord } from "../nearest_word.ts";
import { checkName } from "./check_name.ts";
import type { Grammar } from "./grammar.ts";
import { concurrentIndex } from "./postgres_steps.ts";
import { indexName } from "./index_name.ts";
import { refuseUnknownColumn } from "./refuse_unknown_column.ts";
import { refuseTakenPart } from "./refuse_taken.ts";
import { refuseUnindexable } from "./refuse_unindexable.ts";
import { type Generated, type GenerateRequest, refusal } from "./request.ts";
import { script, unknownDown } from "./script.ts";
import { splitField } from "./split_field.ts";

interface IndexColumn {
  readonly name: string;
  readonly descending: boolean;
}

/** `add_index_to_y a b:desc`: one index over the columns, in their order. */
export async function addIndex(
  table: string,
  unique: boolean,
  request: GenerateRequest,
): Promise<Generated> {
  const { grammar, name } = request;
  const { quote } = grammar;
  const columns = readColumns(request);
  const live = await request.look?.(table) ?? null;
  for (const column of live === null ? [] : columns) {
    refuseUnknownColumn(live!, column.name, column.name);
    const { type } = live!.columns.find((one) => one.name === column.name)!;
    refuseUnindexable({ ...column, type, word: column.name }, unique ? "unique" : "index", grammar);
  }
  const index = {
    name: indexName(grammar, table, columns.map((column) => column.name), unique),
    sql: `(${columns.map((one) => quote(one.name) + (one.descending ? " DESC" : "")).join(", ")})`,
  };
  if (live) refuseTakenPart(live, index.name, name, `remove_index_from_${table} removes it`);
  if (grammar.flavor === "postgres") {
    return { files: [concurrentIndex(name, table, index, grammar, unique)], notes: [] };
  }
  const kind = unique ? "UNIQUE " : "";
  if (grammar.indexesInTable) {
    const online = "ALGORITHM = INPLACE, LOCK = NONE";
    return one(
      name,
      script(["Refused, rather than done, if nobody could write to the table meanwhile."], [
        `ALTER TABLE ${quote(table)}\n  ADD ${kind}KEY ${
          quote(index.name)
        } ${index.sql},\n  ${online}`,
      ]),
      script([], [`ALTER TABLE ${quote(table)} DROP KEY ${quote(index.name)}, ${online}`]),
    );
  }
  return one(
    name,
    script([], [`CREATE ${kind}INDEX ${quote(index.name)} ON ${quote(table)} ${index.sql}`]),
    script([], [`DROP INDEX ${quote(index.name)}`]),
  );
}

/** `remove_index_from_y a b`: the index over exactly these columns. */
export async function removeIndex(table: string, request: GenerateRequest): Promise<Generated> {
  const { grammar, name } = request;
  const { quote } = grammar;
  const columns = readColumns(request).map((column) => column.name);
  const live = await request.look?.(table) ?? null;
  const indexes =
    live?.parts.filter(({ kind }) =>
      kind === "index" || grammar.indexesInTable && kind === "unique"
    ) ?? [];
  const found = indexes.find((part) => part.columns.join() === columns.join()) ??
    indexes.find((part) => part.name === columns.join());
  if (live && !found) {
    throw refusal(
      columns.join(" "),
      `${table} has no index over ${columns.join(", ")}`,
      indexes.length === 0
        ? "it has none"
        : `it has ${indexes.map((part) => `${part.name} (${part.columns.join(", ")})`).join(", ")}`,
    );
  }
  const index = quote(found?.name ?? indexName(grammar, table, columns, false));
  const list = columns.map(quote).join(", ");
  if (grammar.indexesInTable) {
    const back = found?.definition;
    return one(
      name,
      script([], [`ALTER TABLE ${quote(table)} DROP KEY ${index}`]),
      back === undefined
        ? unknownDown(`nobody knows yet what ${index} was`, [
          `ALTER TABLE ${quote(table)} ADD KEY ${index} (${list});`,
        ])
        : script([], [`ALTER TABLE ${quote(table)} ADD ${back}`]),
    );
  }
  const beside = grammar.flavor === "postgres" ? " CONCURRENTLY" : "";
  return one(
    name,
    script([], [`DROP INDEX${beside} ${index}`]),
    found === undefined
      ? unknownDown(`nobody knows yet what ${index} was`, [
        `CREATE INDEX${beside} ${index} ON ${quote(table)} (${list});`,
      ])
      : script([], [found.definition.replace(/ INDEX /, ` INDEX${beside} `)]),
  );
}

function one(name: string, up: string, down: string): Generated {
  return { files: [{ name, up, down }], notes: [] };
}

function readColumns({ words, grammar, name }: GenerateRequest): readonly IndexColumn[] {
  if (words.length === 0) {
    throw refusal(name, "an index needs a column", `name them: ${name} a b:desc`);
  }
  return words.map((word) => readColumn(word, grammar));
}

function readColumn(word: string, grammar: Grammar): IndexColumn {
  const [column, order = null, more] = splitField(word);
  checkName(column!.text, "column", grammar, word, 0);
  const direction = order?.text.toLowerCase() ?? "asc";
  if (more || (direction !== "asc" && direction !== "desc")) {
    const near = nearestWord(direction, ["asc", "desc"]);
    throw refusal(
      word,
      `${JSON.stringify((more ?? order)!.text)} is no order for an index`,
      `${near === null ? "" : `did you mean ${near}? `}write ${column!.text} or ${
        column!.text
      }:desc`,
    );
  }
  return { name: column!.text, descending: direction === "desc" };
}
