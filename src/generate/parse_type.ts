import { nearestWord } from "../nearest_word.ts";
import { type ColumnType, findType, typeNames, type TypeRule } from "./column_type.ts";
import { BadField } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import type { FieldPart } from "./split_field.ts";

/** A type's text taken apart: `decimal{10,2}[]`. */
export interface TypeText {
  readonly name: string;
  readonly args: readonly string[];
  readonly array: boolean;
}

/** Takes `name{…}[]` or `name(…)[]` apart; null if it is not written like that. */
export function readTypeText(text: string): TypeText | null {
  const found = /^(\w+)(?:\{(.*)\}|\((.*)\))?(\[\])?$/su.exec(text);
  if (!found) return null;
  const inside = found[2] ?? found[3];
  return {
    name: found[1] ?? "",
    args: inside === undefined ? [] : inside.split(",").map(bare),
    array: found[4] !== undefined,
  };
}

function bare(text: string): string {
  const trimmed = text.trim();
  return /^(['"]).*\1$/s.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

/**
 * The type a part of a field names.
 *
 * @param more Numbers that stood behind it as a modifier: `decimal:10,2`.
 * @throws {BadField} With what there is, the nearest first.
 */
export function parseType(
  word: string,
  part: FieldPart,
  grammar: Grammar,
  more: readonly string[],
): ColumnType {
  const text = readTypeText(part.text);
  const rule = text && findType(grammar.types, text.name);
  if (!text || !rule) throw unknownType(word, part, text?.name ?? part.text, grammar);
  const args = text.args.length > 0 ? text.args : more;
  if (text.array && !grammar.arrays) {
    throw new BadField(
      word,
      part.offset,
      `${grammar.title} has no arrays`,
      "use json, or a table of their own",
    );
  }
  checkArguments(word, part, rule, args);
  return { rule, args, array: text.array };
}

function unknownType(
  word: string,
  part: FieldPart,
  name: string,
  { title, types }: Grammar,
): BadField {
  const names = [...typeNames(types), "references"];
  const near = nearestWord(name, names) ?? names.find((known) => known === name.slice(0, -1));
  const list = `${title} has ${[...types.map((type) => type.name), "references"].join(", ")}`;
  return new BadField(
    word,
    part.offset,
    name === "" ? "the field has no type" : `there is no type ${JSON.stringify(name)}`,
    near === undefined || near === null ? list : `did you mean ${near}? (${list})`,
  );
}

function checkArguments(
  word: string,
  part: FieldPart,
  rule: TypeRule,
  args: readonly string[],
): void {
  const bad = (message: string, next: string) => new BadField(word, part.offset, message, next);
  if (rule.words !== undefined) return checkWords(rule, args, bad);
  const { takes = [], needs = 0, name } = rule;
  if (args.length > takes.length) {
    throw takes.length === 0
      ? bad(`${name} takes nothing in brackets`, `write ${name} alone`)
      : bad(
        `${name} takes ${takes.map((one) => one.name).join(" and ")}`,
        `write ${example(rule)}`,
      );
  }
  if (args.length < needs) throw bad(`${name} needs a ${takes[0]!.name}`, `write ${example(rule)}`);
  args.forEach((text, index) => {
    const { name: what, least, most } = takes[index]!;
    const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return;
    throw bad(
      `${JSON.stringify(text)} is no ${what} for ${name}`,
      `it is a whole number from ${least} to ${most}`,
    );
  });
  if (args.length === 2 && takes[1]?.name === "scale" && Number(args[1]) > Number(args[0])) {
    throw bad(
      `${name} cannot have ${args[1]} digits behind the point and ${args[0]} in all`,
      "the first number counts all digits, the second those behind the point",
    );
  }
}

function checkWords(
  rule: TypeRule,
  args: readonly string[],
  bad: (message: string, next: string) => BadField,
): void {
  if (rule.words === "name") {
    if (args.length === 1 && /^[\p{L}_][\p{L}\p{N}_.$]*$/u.test(args[0]!)) return;
    throw bad("type needs the name of one type of the database", "write type{order_status}");
  }
  const next = `write 'status:${rule.name}{active,archived}', quoted for the shell`;
  if (args.length === 0 || args.includes("")) throw bad(`${rule.name} needs its labels`, next);
  const twice = args.find((label, index) => args.indexOf(label) !== index);
  if (twice !== undefined) throw bad(`the label ${JSON.stringify(twice)} stands twice`, next);
}

function example({ name, takes = [] }: TypeRule): string {
  return `${name}{${takes.length === 2 ? "10,2" : Math.min(takes[0]!.most, 80)}}`;
}
