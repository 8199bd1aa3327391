import type { Place } from "../../errors.ts";
import { classify } from "../../sql/classify.ts";
import { excerpt } from "../../sql/excerpt.ts";
import { positionAt } from "../../sql/position.ts";
import { splitStatements } from "../../sql/split_statements.ts";
import type { Item } from "../units.ts";
import type { Slice } from "./slice.ts";

/** The statements of a slice, taken apart anew: for the one that has failed. */
export function sliceItems(slice: Slice, text: string): readonly Item[] {
  const { rules, first, start } = slice;
  return splitStatements(text, rules).statements.map((statement, index): Item => ({
    number: first + index,
    statement: {
      ...statement,
      ...placeOf(slice, statement),
      start: statement.start + start,
      end: statement.end + start,
      rules: statement.rules ?? rules,
    },
    traits: classify(statement, rules),
  }));
}

/** The place of an offset of the file within a slice; the excerpt begins with the slice at the latest. */
export function placeInSlice(file: string, slice: Slice, text: string, offset: number): Place {
  const at = Math.max(0, Math.min(offset - slice.start, text.length));
  return { file, ...placeOf(slice, positionAt(text, at)), excerpt: excerpt(text, at) };
}

function placeOf(
  slice: Slice,
  { line, column }: { readonly line: number; readonly column: number },
): { line: number; column: number } {
  return {
    line: slice.line + line - 1,
    column: line === 1 ? slice.column + column - 1 : column,
  };
}
