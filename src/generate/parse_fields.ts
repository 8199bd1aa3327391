import { BadField, type Field, type FieldProblem } from "./field.ts";
import type { Grammar } from "./grammar.ts";
import { findMangled } from "./mangled.ts";
import { type FieldOptions, parseField } from "./parse_field.ts";

/** Fields that were understood, and everything wrong with the others. */
export interface FieldsReading {
  readonly fields: readonly Field[];
  readonly problems: readonly FieldProblem[];
}

/** Reads every field of a call; doubled columns are problems too. */
export function parseFields(
  words: readonly string[],
  grammar: Grammar,
  options: FieldOptions = {},
): FieldsReading {
  const mangled = findMangled(words, grammar.types);
  const apart = new Set(mangled.flatMap((one) => one.words));
  const problems = mangled.map(({ problem }) => problem);
  const fields: Field[] = [];
  for (const word of words) {
    if (apart.has(word)) continue;
    try {
      const field = parseField(word, grammar, options);
      const twin = fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
      if (twin) {
        throw new BadField(
          word,
          null,
          `the column ${field.name} stands twice: ${twin.word} and ${word}`,
          "take one of the two away",
        );
      }
      fields.push(field);
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      problems.push(error.problem);
    }
  }
  return { fields, problems };
}
