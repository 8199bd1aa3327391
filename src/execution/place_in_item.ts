import type { Place } from "../errors.ts";
import { excerpt } from "../sql/excerpt.ts";
import { positionAt } from "../sql/position.ts";
import type { Item } from "./units.ts";

/**
 * A place within one statement of a file of which nothing else is at hand; its
 * excerpt begins with the statement at the latest.
 *
 * @param offset UTF-16 offset in the file; the statement's ends are as far as it goes
 */
export function placeInItem(
  file: string,
  { statement }: Pick<Item, "statement">,
  offset: number,
): Place {
  const { text, start, line, column } = statement;
  const at = Math.max(0, Math.min(offset - start, text.length));
  const within = positionAt(text, at);
  return {
    file,
    line: line + within.line - 1,
    column: within.line === 1 ? column + within.column - 1 : within.column,
    excerpt: excerpt(text, at),
  };
}
