import { checkName } from "./check_name.ts";
import { type ForeignKey, foreignKey, type Named, resolveTable } from "./column.ts";
import { constraintName } from "./constraint_name.ts";
import { BadField } from "./field.ts";
import { parseField } from "./parse_field.ts";
import { notValid, validateFile } from "./postgres_steps.ts";
import { rebuildTemplate } from "./rebuild_template.ts";
import { indexName } from "./index_name.ts";
import { refuseUnknownColumn } from "./refuse_unknown_column.ts";
import { refuseTakenPart } from "./refuse_taken.ts";
import { type Generated, type GenerateRequest, refusal } from "./request.ts";
import { alterTable, script } from "./script.ts";
import { splitField } from "./split_field.ts";
import { constrainByRebuild } from "./sqlite_rebuilds.ts";

/** `add_foreign_key_to_y user:references` or `user_id:users`: for columns that are there. */
export async function addForeignKeys(
  table: string,
  request: GenerateRequest,
): Promise<Generated> {
  const { grammar, words, name } = request;
  if (words.length === 0) {
    throw refusal(name, "a foreign key needs a column", `name it: ${name} user:references`);
  }
  const live = await request.look?.(table) ?? null;
  const keys: ForeignKey[] = [];
  for (const word of words) {
    const key = await readForeignKey(word, table, request);
    if (live) {
      refuseUnknownColumn(live, key.column, word);
      refuseTakenPart(live, key.name, word, "it needs no other");
    }
    keys.push(key);
  }
  const indexed = (column: string) =>
    live?.parts.some((part) =>
      part.columns[0] === column && part.kind !== "foreign-key" && part.kind !== "check"
    ) ?? false;
  const { quote } = grammar;
  const open = keys.filter(({ column }) => !indexed(column));
  if (grammar.flavor === "sqlite") {
    if (live === null) {
      return rebuildTemplate(name, table, keys.map((key) => `add ${key.sql}`), grammar);
    }
    const indexes = open.map(({ column }) =>
      `CREATE INDEX ${quote(indexName(grammar, table, [column], false))} ON ${quote(table)} (${
        quote(column)
      })`
    );
    return { files: [constrainByRebuild(name, live, keys, indexes, grammar)], notes: [] };
  }
  if (grammar.flavor === "postgres") {
    const notes = open.map(({ column }) =>
      `${table}.${column} has no index${live ? "" : " that is known of"}: ` +
      `deletes in the other table look through ${table} without one (add_index_to_${table} ${column})`
    );
    return { files: onPostgres(table, keys, request), notes };
  }
  // without an index of ours MySQL makes one by itself, and leaves it behind
  const own = open.map(({ column }) => quote(indexName(grammar, table, [column], false)));
  return {
    files: [{
      name,
      up: script(["Reads every row of the table, which cannot be written meanwhile."], [
        alterTable(quote(table), [
          ...open.map(({ column }, at) => `ADD KEY ${own[at]} (${quote(column)})`),
          ...keys.map((key) => `ADD CONSTRAINT ${quote(key.name)} ${key.sql}`),
        ]),
      ]),
      down: script([], [
        alterTable(quote(table), [
          ...keys.map((key) => `DROP FOREIGN KEY ${quote(key.name)}`),
          ...own.map((key) => `DROP KEY ${key}`),
        ]),
      ]),
    }],
    notes: [],
  };
}

async function readForeignKey(
  word: string,
  table: string,
  request: GenerateRequest,
): Promise<ForeignKey> {
  const { grammar } = request;
  const [column, target] = splitField(word);
  if (target === undefined) {
    throw new BadField(
      word,
      null,
      `${word} points at no table`,
      `write ${word.replace(/_id$/, "")}:references, or ${word}:TABLE`,
    );
  }
  const plain = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)?$/u.test(target.text) &&
    !/^(references?|belongs_to)$/i.test(target.text);
  const field = plain
    ? parseField(
      word.replace(`${column!.text}:${target.text}`, `${column!.text}:references{${target.text}}`),
      grammar,
    )
    : parseField(word, grammar);
  if (field.reference === null) {
    throw new BadField(word, target.offset, `${target.text} is no table`, "write user:references");
  }
  const { noun, named, column: points, onDelete } = field.reference;
  const other = await resolveTable(noun, request, named && !plain);
  const own = plain ? column!.text : field.name;
  return foreignKey(grammar, table, own, other, points ?? "id", onDelete);
}

/** `add_check_to_y "price >= 0"`, or `add_price_check_to_y`. */
export async function addChecks(
  table: string,
  label: string | null,
  request: GenerateRequest,
): Promise<Generated> {
  const { grammar, words, name } = request;
  if (words.length === 0) {
    throw refusal(name, "a check needs a condition", `write it in quotes: ${name} "price >= 0"`);
  }
  const checks = words.map((word, at): Named => {
    const [first = "check"] = /[\p{L}_][\p{L}\p{N}_]*/u.exec(word) ?? [];
    const parts = label === null ? [first] : [label];
    const more = at > 0 && label !== null ? [String(at + 1)] : [];
    return {
      name: constraintName(grammar, table, ...parts, ...more, "check"),
      sql: `CHECK (${word})`,
    };
  });
  const twice = checks.find((one, at) => checks.findIndex(({ name }) => name === one.name) !== at);
  if (twice) {
    throw refusal(
      name,
      `two checks would be called ${twice.name}`,
      'give each a call of its own: add_price_positive_check_to_… "price >= 0"',
    );
  }
  if (label !== null) checkName(label, "check", grammar);
  const live = await request.look?.(table) ?? null;
  for (const check of live === null ? [] : checks) {
    refuseTakenPart(
      live!,
      check.name,
      name,
      `name it: add_positive_check_to_${table} "price >= 0"`,
    );
  }
  if (grammar.flavor === "postgres") {
    return { files: onPostgres(table, checks, request), notes: [] };
  }
  const { quote } = grammar;
  if (grammar.flavor === "sqlite") {
    if (live === null) {
      return rebuildTemplate(name, table, checks.map((one) => `add ${one.sql}`), grammar);
    }
    return { files: [constrainByRebuild(name, live, checks, [], grammar)], notes: [] };
  }
  return {
    files: [{
      name,
      up: script(["Reads every row of the table, which cannot be written meanwhile."], [
        alterTable(
          quote(table),
          checks.map((one) => `ADD CONSTRAINT ${quote(one.name)} ${one.sql}`),
        ),
      ]),
      down: script([], [
        alterTable(quote(table), checks.map((one) => `DROP CONSTRAINT ${quote(one.name)}`)),
      ]),
    }],
    notes: [],
  };
}

function onPostgres(
  table: string,
  constraints: readonly Named[],
  { name, grammar }: GenerateRequest,
) {
  const { quote } = grammar;
  return [
    {
      name,
      up: script(["Holds for new rows at once; old ones are looked at by the next migration."], [
        alterTable(quote(table), constraints.map((one) => notValid(one, grammar))),
      ]),
      down: script([], [
        alterTable(quote(table), constraints.map((one) => `DROP CONSTRAINT ${quote(one.name)}`)),
      ]),
    },
    validateFile(`${name}_validate`, table, constraints, grammar),
  ];
}
