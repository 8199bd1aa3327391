import type { FieldProblem } from "./field.ts";
import { findType, type TypeRule } from "./column_type.ts";

/**
 * Finds fields that a shell has taken apart: bash makes `price:decimal10` and
 * `price:decimal2` of `price:decimal{10,2}` that was not quoted.
 *
 * @returns One problem for each, and the words that belong to it.
 */
export function findMangled(
  words: readonly string[],
  types: readonly TypeRule[],
): readonly { readonly problem: FieldProblem; readonly words: readonly string[] }[] {
  const found: { problem: FieldProblem; words: readonly string[] }[] = [];
  for (let index = 0; index < words.length; index++) {
    const first = takeApart(words[index]!, types);
    if (first === null) continue;
    const group = [first];
    while (index + 1 < words.length) {
      const next = takeApart(words[index + 1]!, types);
      if (next === null || next.head !== first.head || next.tail !== first.tail) break;
      group.push(next);
      index++;
    }
    if (group.length > 1) found.push(problemOf(group));
  }
  return found;
}

interface Piece {
  readonly word: string;
  readonly head: string;
  readonly inside: string;
  readonly tail: string;
}

// a type that takes brackets, with something stuck to it that makes it unknown
function takeApart(word: string, types: readonly TypeRule[]): Piece | null {
  const [, name = "", typed = "", tail = ""] = /^([^:]+:)(\w+)((?::.*)?)$/su.exec(word) ?? [];
  if (typed === "" || findType(types, typed)) return null;
  const bracketed = types.filter(({ takes, words }) => takes !== undefined || words === "labels")
    .flatMap(({ name, aliases = [] }) => [name, ...aliases])
    .filter((known) => typed.startsWith(known))
    .sort((a, b) => b.length - a.length)[0];
  if (bracketed === undefined) return null;
  return { word, head: name + bracketed, inside: typed.slice(bracketed.length), tail };
}

function problemOf(group: readonly Piece[]): { problem: FieldProblem; words: readonly string[] } {
  const { head, tail } = group[0]!;
  const whole = `${head}{${group.map(({ inside }) => inside).join(",")}}${tail}`;
  const words = group.map(({ word }) => word);
  return {
    problem: {
      word: words.join(" "),
      message: `the shell has made ${words.length} words of ${whole}: ${words.join(" ")}`,
      next: `quote it: '${whole}'`,
    },
    words,
  };
}
