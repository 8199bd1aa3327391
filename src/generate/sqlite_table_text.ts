import { Tokenizer } from "../sql/tokenize.ts";
import type { Token } from "../sql/token.ts";

/** One line between the brackets of CREATE TABLE. */
export interface TableItem {
  readonly kind: "column" | "constraint";
  /** The column's name, unquoted; null for a constraint. */
  readonly name: string | null;
  /** As written, with the white space and comments before it. */
  readonly text: string;
  /** Every name in it, unquoted, in lower case. */
  readonly names: ReadonlySet<string>;
}

/** CREATE TABLE of SQLite, taken apart so that it can be put together again to the letter. */
export interface TableText {
  readonly items: readonly TableItem[];
  /** What stands between the table's name and the first item: `(`. */
  readonly open: string;
  /** From the closing bracket on: `) STRICT`. */
  readonly close: string;
}

const CONSTRAINTS = /^(CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)$/i;

/** Takes the text SQLite keeps of a table apart; null for what has no columns in brackets. */
export function readTableText(sql: string): TableText | null {
  const tokens = tokensOf(sql);
  const first = tokens.findIndex((token) => textOf(sql, token) === "(");
  const nameToken = tokens[first - 1];
  if (first < 0 || !nameToken) return null;
  const items: TableItem[] = [];
  let depth = 0;
  let start = tokens[first]!.end;
  let inside: Token[] = [];
  for (const token of tokens.slice(first + 1)) {
    const sign = textOf(sql, token);
    if (depth === 0 && (sign === "," || sign === ")")) {
      items.push(itemOf(sql, sql.slice(start, token.start), inside));
      start = token.end;
      inside = [];
      if (sign === ")") {
        const open = sql.slice(nameToken.end, tokens[first]!.end);
        return { items, open, close: sql.slice(token.start) };
      }
      continue;
    }
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    inside.push(token);
  }
  return null;
}

function tokensOf(sql: string): readonly Token[] {
  const reader = new Tokenizer(sql, { flavor: "sqlite" });
  const tokens: Token[] = [];
  for (let token = reader.next(); token !== null; token = reader.next()) {
    if (token.kind !== "comment") tokens.push(token);
  }
  return tokens;
}

function textOf(sql: string, { start, end }: Token): string {
  return sql.slice(start, end);
}

function itemOf(sql: string, text: string, tokens: readonly Token[]): TableItem {
  const head = tokens[0];
  const word = head ? textOf(sql, head) : "";
  const constraint = head?.kind === "word" && CONSTRAINTS.test(word);
  const named = tokens.filter(({ kind }) =>
    kind === "word" || kind === "name" || kind === "string"
  );
  return {
    kind: constraint ? "constraint" : "column",
    name: constraint ? null : bareName(word),
    text,
    names: new Set(named.map((token) => bareName(textOf(sql, token)).toLowerCase())),
  };
}

/** A name without its quotes. */
export function bareName(text: string): string {
  const found = /^(?:"(.*)"|`(.*)`|\[(.*)\]|'(.*)')$/s.exec(text);
  const inside = found?.[1] ?? found?.[2] ?? found?.[3] ?? found?.[4];
  if (inside === undefined) return text;
  return inside.replaceAll('""', '"').replaceAll("``", "`");
}
