import { checkName } from "./check_name.ts";
import { addColumns } from "./add_columns.ts";
import { backfill } from "./backfill.ts";
import { changeColumns } from "./change_columns.ts";
import { resolveTable } from "./column.ts";
import { addChecks, addForeignKeys } from "./constraints.ts";
import { createEnum } from "./create_enum.ts";
import { createTable } from "./create_table.ts";
import { dropTable } from "./drop_table.ts";
import { BadField, type Field } from "./field.ts";
import { addIndex, removeIndex } from "./indexes.ts";
import { createJoinTable } from "./join_table.ts";
import { nearestWord } from "../nearest_word.ts";
import { type FieldOptions, parseField } from "./parse_field.ts";
import { parseFields } from "./parse_fields.ts";
import { type Intent, NAME_FORMS, parseName } from "./parse_name.ts";
import { removeColumns } from "./remove_columns.ts";
import { renameColumn, renameTable } from "./rename.ts";
import {
  type Generated,
  type GeneratedFile,
  GenerateRefusal,
  type GenerateRequest,
  refusal,
} from "./request.ts";
import { script } from "./script.ts";

/**
 * The migrations a name and its fields ask for, in the order they are run: the
 * forms are safe for the database, and each has its way back.
 *
 * @throws {GenerateRefusal} With every word that cannot be what it says.
 */
export async function generate(request: GenerateRequest): Promise<Generated> {
  try {
    return await carryOut(parseName(request.name), request);
  } catch (error) {
    if (error instanceof BadField) throw new GenerateRefusal([error.problem]);
    throw error;
  }
}

async function carryOut(intent: Intent, request: GenerateRequest): Promise<Generated> {
  const table = async (noun: string) => {
    const name = await resolveTable(noun, request);
    checkName(name, "table", request.grammar);
    return name;
  };
  switch (intent.kind) {
    case "create-table":
      return files(
        await createTable(await newTable(intent.table, request), fieldsOf(request), request),
      );
    case "create-join-table":
      return files(await createJoinTable(intent.tables, fieldsOf(request), request));
    case "create-enum":
      return createEnum(intent.type, request);
    case "add-timestamps":
      return await addColumns(await table(intent.table), timestampFields(request), request);
    case "add-columns":
      return await addColumns(await table(intent.table), neededFields(intent, request), request);
    case "remove-columns":
      return await removeColumns(
        await table(intent.table),
        ...removed(intent.columns, request),
        request,
      );
    case "rename-column":
      noWords(request);
      checkName(intent.to, "column", request.grammar);
      return await renameColumn(await table(intent.table), intent.from, intent.to, request);
    case "rename-table":
      noWords(request);
      return await renameTable(
        await table(intent.from),
        await newTable(intent.to, request),
        request,
      );
    case "change-columns":
      return await changeColumns(
        await table(intent.table),
        neededFields(intent, request, { typeMayBeLeftOut: true }),
        request,
      );
    case "add-index":
      return await addIndex(await table(intent.table), intent.unique, request);
    case "remove-index":
      return await removeIndex(await table(intent.table), request);
    case "add-foreign-key":
      return await addForeignKeys(await table(named(intent.table, request)), request);
    case "add-check":
      return await addChecks(await table(named(intent.table, request)), intent.label, request);
    case "backfill":
      return await backfill(await table(intent.table), intent.column, request);
    case "drop-table":
      noWords(request);
      return await dropTable(await table(intent.table), request);
    case "empty":
      return empty(request);
  }
}

function files(files: readonly GeneratedFile[]): Generated {
  return { files, notes: [] };
}

async function newTable(noun: string, request: GenerateRequest): Promise<string> {
  const name = await resolveTable(noun, { ...request, look: null });
  checkName(name, "table", request.grammar);
  return name;
}

function fieldsOf(request: GenerateRequest, options: FieldOptions = {}): readonly Field[] {
  const { fields, problems } = parseFields(request.words, request.grammar, options);
  if (problems.length > 0) throw new GenerateRefusal(problems);
  return fields;
}

function neededFields(
  { columns }: { readonly columns: string },
  request: GenerateRequest,
  options: FieldOptions = {},
): readonly Field[] {
  const fields = fieldsOf(request, options);
  if (fields.length > 0) return fields;
  const first = columns.split("_and_")[0]!;
  throw refusal(
    request.name,
    "no field was given",
    `say what ${first} is: ${request.name} ${first}:string`,
  );
}

function timestampFields(request: GenerateRequest): readonly Field[] {
  noWords(request);
  const type = request.grammar.indexesInTable ? "datetime{6}" : "timestamp";
  return ["created_at", "updated_at"].map((name) =>
    parseField(`${name}:${type}:default=now`, request.grammar)
  );
}

// `remove_sku_from_products`, with or without what it was
function removed(
  columns: string,
  request: GenerateRequest,
): readonly [named: readonly string[], fields: readonly Field[]] {
  const typed = request.words.filter((word) => word.includes(":"));
  const fields = fieldsOf({ ...request, words: typed });
  const bare = request.words.filter((word) => !typed.includes(word));
  for (const word of bare) checkName(word, "column", request.grammar);
  if (bare.length > 0 && fields.length > 0) {
    throw refusal(
      bare[0]!,
      `${bare[0]} has no type, and other fields have one`,
      "give all, or none",
    );
  }
  const names = fields.length > 0
    ? fields.map(({ name }) => name)
    : bare.length > 0
    ? bare
    : columns.split("_and_");
  return [names, fields];
}

function named(table: string | null, { name }: GenerateRequest): string {
  if (table !== null) return table;
  throw refusal(name, "the name does not say which table", `write ${name}_to_orders`);
}

function noWords({ words, name }: GenerateRequest): void {
  if (words.length === 0) return;
  throw refusal(words[0]!, `${name} takes no fields`, `leave ${words.join(" ")} out`);
}

const VERBS = ["create", "add", "remove", "rename", "change", "backfill", "drop"];

// `creat_products` → `create_products`
function nearestName(name: string): string | null {
  const [, verb = "", rest = ""] = /^([^_]*)(_.*)?$/.exec(name) ?? [];
  const near = VERBS.includes(verb) ? null : nearestWord(verb, VERBS);
  return near === null || parseName(near + rest).kind === "empty" ? null : near + rest;
}

function empty({ name, words }: GenerateRequest): Generated {
  const near = nearestName(name);
  if (words.length > 0) {
    throw refusal(
      name,
      `the name ${name} does not say what to do with ${words.join(" ")}`,
      `${near === null ? "" : `did you mean ${near}? `}names are ${NAME_FORMS.join(", ")}`,
    );
  }
  return {
    files: [{
      name,
      up: script(["Write the SQL that makes the change; the other file undoes it."], []),
      down:
        "-- dunlin: irreversible because its down has not been written yet (replace this line)\n" +
        script(["Write the SQL that undoes it, the last thing first."], []),
    }],
    notes: [
      "the name says nothing dunlin knows, so the pair is empty: " +
      (near === null ? `names it knows are ${NAME_FORMS.join(", ")}` : `did you mean ${near}?`),
    ],
  };
}
