import { nearestWord } from "../nearest_word.ts";
import { checkName } from "./check_name.ts";
import { readDefault } from "./default_value.ts";
import { BadField, type Field, type OnDelete, type Reference } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import { parseType, readTypeText } from "./parse_type.ts";
import { type FieldPart, splitField } from "./split_field.ts";

/** How strictly a field is read. */
export interface FieldOptions {
  /** `sku:nullable` is enough: the type stays as it is. */
  readonly typeMayBeLeftOut?: boolean;
}

type Draft = { -readonly [Key in keyof Field]: Field[Key] };
type Apply = (draft: Draft, value: string) => string | null;

const ACTIONS: readonly OnDelete[] = [
  "CASCADE",
  "RESTRICT",
  "SET NULL",
  "SET DEFAULT",
  "NO ACTION",
];
const KEYS = ["bigint", "uuid"] as const;

/** Modifiers that stand alone. */
const FLAGS: Readonly<Record<string, (draft: Draft) => void>> = {
  nullable: (draft) => draft.nullable = true,
  null: (draft) => draft.nullable = true,
  required: (draft) => draft.nullable = false,
  unique: (draft) => draft.unique = true,
  index: (draft) => draft.index = true,
  primary: (draft) => draft.primaryKey = true,
  unsigned: (draft) => draft.unsigned = true,
};

/** Modifiers with a value; each says what is wrong with it, or null. */
const SETTINGS: Readonly<Record<string, Apply>> = {
  comment: (draft, value) => (draft.comment = unquoted(value), null),
  check: (draft, value) => (draft.check = value, null),
  collate: (draft, value) => {
    draft.collation = unquoted(value);
    return /^[\w.-]+$/.test(draft.collation) ? null : "a collation is a name";
  },
  on_delete: (draft, value) => {
    const action = ACTIONS.find((one) => one === value.toUpperCase().replaceAll("_", " "));
    if (draft.reference === null) return "on_delete is for references";
    if (action === undefined) {
      return `it is one of ${ACTIONS.map((one) => one.toLowerCase().replace(" ", "_")).join(", ")}`;
    }
    draft.reference = { ...draft.reference, onDelete: action };
    return null;
  },
};

/** Every modifier, for people. */
export const MODIFIERS: readonly string[] = [
  ...Object.keys(FLAGS).filter((name) => name !== "null"),
  "default=…",
  ...Object.keys(SETTINGS).map((name) => `${name}=…`),
];

/**
 * Reads `name:type[:modifier…]`.
 *
 * @throws {BadField} With the place in the word, what is allowed, and the nearest.
 */
export function parseField(word: string, grammar: Grammar, options: FieldOptions = {}): Field {
  const [name, ...rest] = splitField(word);
  checkName(name!.text, "column", grammar, word, 0);
  const draft: Draft = { ...EMPTY, word, name: name!.text };
  const typed = rest.length > 0 && !(options.typeMayBeLeftOut && isModifier(rest[0]!.text));
  if (rest.length === 0) throw noType(word, grammar);
  const head = typed ? rest[0]! : null;
  const modifiers = typed ? rest.slice(1) : rest;
  const numbers = modifiers.filter(({ text }) => /^\d[\d, ]*$/.test(text));
  if (head) readHead(draft, head, grammar, numbers);
  for (const part of modifiers) {
    if (!numbers.includes(part)) apply(draft, part, grammar);
  }
  refuseContradictions(draft, grammar);
  return draft;
}

const EMPTY: Omit<Field, "word" | "name"> = {
  type: null,
  nullable: null,
  defaultSql: null,
  unique: false,
  index: false,
  primaryKey: false,
  unsigned: false,
  reference: null,
  comment: null,
  check: null,
  collation: null,
};

function noType(word: string, grammar: Grammar): BadField {
  const types = grammar.types.slice(0, 8).map(({ name }) => name).join(", ");
  return new BadField(
    word,
    null,
    `${word} has no type`,
    `write ${word}:TYPE, for example ${word}:string (${types}, …: --types shows all)`,
  );
}

function isModifier(text: string): boolean {
  const name = text.split("=")[0]!;
  return Object.hasOwn(FLAGS, name) || Object.hasOwn(SETTINGS, name) || name === "default" ||
    nearestWord(name, ["nullable", "required", "default"]) !== null;
}

function readHead(
  draft: Draft,
  head: FieldPart,
  grammar: Grammar,
  numbers: readonly FieldPart[],
): void {
  const text = readTypeText(head.text);
  if (text && /^(references?|belongs_to)$/i.test(text.name)) {
    draft.reference = readReference(draft, text.args, grammar, head);
    if (!/_id$|_uuid$/.test(draft.name)) draft.name += "_id";
    return;
  }
  const more = numbers.flatMap((part) => part.text.split(",").map((number) => number.trim()));
  draft.type = parseType(draft.word, head, grammar, more);
}

function readReference(
  { word, name }: Draft,
  args: readonly string[],
  grammar: Grammar,
  head: FieldPart,
): Reference {
  const [table = "", column = null] = (args[0] ?? "").split(".");
  if (args.length > 1) {
    throw new BadField(
      word,
      head.offset,
      "references takes one table",
      "write references{people} or references{people.id}",
    );
  }
  if (table !== "") checkName(table, "table", grammar, word, head.offset);
  if (column !== null) checkName(column, "column", grammar, word, head.offset);
  return {
    noun: table === "" ? name.replace(/_id$|_uuid$/, "") : table,
    named: table !== "",
    column,
    key: null,
    onDelete: null,
  };
}

function apply(draft: Draft, part: FieldPart, grammar: Grammar): void {
  const bad = (message: string, next: string) =>
    new BadField(draft.word, part.offset, message, next);
  const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(part.text) ?? [];
  const key = KEYS.find((kind) => kind === name);
  if (draft.reference && value === undefined && key) {
    draft.reference = { ...draft.reference, key };
    return;
  }
  if (draft.reference && name === "cascade") {
    draft.reference = { ...draft.reference, onDelete: "CASCADE" };
    return;
  }
  const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
  if (flag) {
    if (value !== undefined) throw bad(`${name} takes no value`, `write ${name} alone`);
    return flag(draft);
  }
  if (name === "default") return applyDefault(draft, value, grammar, bad);
  const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (!setting) throw unknownModifier(part, name, bad);
  if (value === undefined || value === "") {
    throw bad(`${name} needs a value`, `write ${name}=VALUE`);
  }
  const wrong = setting(draft, value);
  if (wrong !== null) throw bad(`${part.text} cannot be`, wrong);
}

function applyDefault(
  draft: Draft,
  value: string | undefined,
  grammar: Grammar,
  bad: (message: string, next: string) => BadField,
): void {
  if (value === undefined) throw bad("default needs a value", "write default=VALUE");
  if (value === "none") {
    draft.defaultSql = "none";
    return;
  }
  if (draft.type === null) {
    if (draft.reference && !/^sql\(|^null$/i.test(value)) {
      throw bad("a reference has no default but null and sql(…)", "leave the default out");
    }
    draft.defaultSql = untyped(value, grammar);
    return;
  }
  const reading = readDefault(value, draft.type, grammar);
  if (reading.kind === "problem") throw bad(reading.message, reading.next);
  draft.defaultSql = reading;
}

// the type is the present one: a number is one by its looks
function untyped(value: string, grammar: Grammar): { sql: string; constant: boolean } {
  const own = /^sql\((.*)\)$/s.exec(value)?.[1];
  if (own !== undefined) {
    return { sql: grammar.bracketsExpressions ? `(${own})` : own, constant: false };
  }
  if (/^([+-]?\d+(\.\d+)?|true|false|null)$/i.test(value)) return { sql: value, constant: true };
  return { sql: grammar.literal(unquoted(value)), constant: true };
}

function unknownModifier(
  part: FieldPart,
  name: string,
  bad: (message: string, next: string) => BadField,
): BadField {
  const names = [...Object.keys(FLAGS), ...Object.keys(SETTINGS), "default", "references"];
  const near = nearestWord(name, names);
  const list = `modifiers are ${MODIFIERS.join(", ")}`;
  return bad(
    part.text === ""
      ? "nothing stands between two colons"
      : `there is no modifier ${JSON.stringify(name)}`,
    near === null ? list : `did you mean ${near}? (${list})`,
  );
}

function refuseContradictions(draft: Draft, grammar: Grammar): void {
  const bad = (message: string, next: string) => new BadField(draft.word, null, message, next);
  const isNull = draft.defaultSql !== null && draft.defaultSql !== "none" &&
    draft.defaultSql.sql.toUpperCase() === "NULL";
  if (isNull && draft.nullable === null) draft.nullable = true;
  if (isNull && draft.nullable === false) {
    throw bad("it is required, and null by default", "take one of the two away");
  }
  if (draft.primaryKey && draft.nullable) {
    throw bad("a primary key cannot be null", "take nullable away");
  }
  if (draft.unsigned && !grammar.unsigned) {
    throw bad(
      `${grammar.title} has no unsigned numbers`,
      `write '${draft.name}:…:check=${draft.name} >= 0' instead of unsigned`,
    );
  }
  if (draft.unsigned && !["integer", "number"].includes(draft.type?.rule.values ?? "")) {
    throw bad("only numbers are unsigned", "take unsigned away");
  }
  if (draft.reference?.onDelete === "SET NULL" && draft.nullable !== true) {
    throw bad("on_delete=set_null needs a column that can be null", "add :nullable");
  }
}

function unquoted(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
