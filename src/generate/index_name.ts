import { constraintName } from "./constraint_name.ts";
import type { Grammar } from "./grammar.ts";

/** The conventional name of an index over columns. */
export function indexName(
  grammar: Grammar,
  table: string,
  columns: readonly string[],
  unique: boolean,
): string {
  return constraintName(grammar, table, ...columns, unique ? "key" : "idx");
}
