import { slug } from "../migrations/file_name.ts";
import { nameLength } from "./constraint_name.ts";
import { BadField } from "./field.ts";
import type { Grammar } from "./grammar.ts";

/**
 * Refuses a name no column should have: one with quotes, spaces or signs, or
 * longer than the database allows. Reserved words are fine, they are quoted.
 *
 * @throws {BadField}
 */
export function checkName(
  name: string,
  what: string,
  grammar: Grammar,
  word: string = name,
  offset = 0,
): void {
  if (!/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name)) {
    const good = slug(name).replace(/^(?=\d)/, "_");
    throw new BadField(
      word,
      offset,
      name === "" ? `the ${what} has no name` : `${JSON.stringify(name)} is no name for a ${what}`,
      good === "" ? "use letters, digits and _" : `use letters, digits and _: ${good}`,
    );
  }
  const { longestName } = grammar;
  if (longestName !== null && nameLength(grammar, name) > longestName.most) {
    throw new BadField(
      word,
      offset,
      `the name ${name} is longer than the ${longestName.most} ${longestName.unit} ${grammar.title} allows`,
      `give the ${what} a shorter one`,
    );
  }
}
