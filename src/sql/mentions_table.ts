import type { LexicalRules, Statement } from "./statement.ts";
import { tokenize } from "./tokenize.ts";

/** Statements that only read, whatever they name. */
const READS = new Set("SELECT VALUES SHOW EXPLAIN DESCRIBE DESC TABLE HELP".split(" "));

/**
 * Whether a statement that changes something names one of the tables, outside
 * of strings and comments; with or without a schema, quoted or not, in any
 * case of letters. It may name it without changing it: this errs on that side.
 */
export function mentionsTable(
  statement: Statement,
  rules: LexicalRules,
  names: readonly string[],
): boolean {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  let isFirst = true;
  for (const token of tokenize(statement.text, statement.rules ?? rules)) {
    const text = statement.text.slice(token.start, token.end);
    if (isFirst && token.kind === "word") {
      if (READS.has(text.toUpperCase())) return false;
      isFirst = false;
    }
    if (token.kind === "word" && wanted.has(text.toLowerCase())) return true;
    if (token.kind === "name" && wanted.has(unquoted(text).toLowerCase())) return true;
  }
  return false;
}

function unquoted(name: string): string {
  const quote = name[0] ?? "";
  return name.slice(1, -1).replaceAll(quote + quote, quote);
}
