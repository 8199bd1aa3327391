import type { LexicalRules } from "../../sql/statement.ts";
import type { Token } from "../../sql/token.ts";
import { tokenize } from "../../sql/tokenize.ts";

/** A name as it is written, part by part, quotes included: `shop."Orders"` → `shop`, `"Orders"`. */
export type WrittenName = readonly string[];

/** Reads a statement from left to right, without its comments. */
export class PostgresReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** Stands before the first token. */
  constructor(text: string, rules: LexicalRules) {
    this.#text = text;
    this.#tokens = tokenize(text, rules).filter(({ kind }) => kind !== "semicolon");
  }

  /** Nothing is left. */
  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** What is left, as written. */
  get rest(): string {
    const token = this.#tokens[this.#at];
    return token === undefined ? "" : this.#text.slice(token.start, this.#tokens.at(-1)?.end);
  }

  /** Goes behind these words or symbols if they come next, in this order; words in upper case. */
  take(...words: readonly string[]): boolean {
    const all = words.every((word, ahead) => this.#word(ahead) === word);
    if (all) this.#at += words.length;
    return all;
  }

  /** Goes behind whatever comes next. Its word or symbol in upper case; empty for names and strings. */
  skip(): string {
    const word = this.#word(0);
    this.#at++;
    return word;
  }

  /** A name without a schema; null, and nothing is read, where none comes that can be read. */
  name(): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined) return null;
    const text = this.#text.slice(token.start, token.end);
    if (token.kind === "name" ? text === '""' : token.kind !== "word") return null;
    // U&"…" holds escapes
    if (token.kind === "word" && this.#word(1) === "&") return null;
    this.#at++;
    return text;
  }

  /** A name, mostly with its schema; null where none comes that can be read. */
  path(): WrittenName | null {
    const parts: string[] = [];
    do {
      const part = this.name();
      if (part === null) return null;
      parts.push(part);
    } while (this.take("."));
    // a third part would be the database, and pg_temp is another schema in every session
    return parts.length > 2 || parts[0]?.toLowerCase() === "pg_temp" ? null : parts;
  }

  /** A string in plain quotes, quotes included; null where something else comes. */
  string(): string | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "string") return null;
    const text = this.#text.slice(token.start, token.end);
    if (!text.startsWith("'") || text.includes("\\")) return null;
    this.#at++;
    return text;
  }

  /** The elements of a list in parentheses; null where none comes. */
  list(): readonly ListElement[] | null {
    if (!this.take("(")) return null;
    const elements: ListElement[] = [];
    for (let column = this.#plainColumn(); !this.atEnd; column = this.#plainColumn()) {
      const end = this.#skipElement();
      elements.push({ column });
      if (end === ")") return elements;
    }
    return null;
  }

  /** The name an element consists of; what stands behind it can only be words and options. */
  #plainColumn(): string | null {
    const behind = this.#tokens[this.#at + 1];
    const word = this.#word(1);
    const plain = behind?.kind === "word" || behind?.kind === "name" || word === "," ||
      word === ")";
    if (!plain) return null;
    const before = this.#at;
    const name = this.name();
    this.#at = before;
    return name;
  }

  /** Goes behind the `,` or `)` that ends an element, and tells which. */
  #skipElement(): string {
    for (let depth = 0; !this.atEnd;) {
      const word = this.skip();
      if (depth === 0 && (word === "," || word === ")")) return word;
      if (word === "(" || word === "[") depth++;
      if (word === ")" || word === "]") depth--;
    }
    return "";
  }

  #word(ahead: number): string {
    const token = this.#tokens[this.#at + ahead];
    if (token === undefined || (token.kind !== "word" && token.kind !== "symbol")) return "";
    return this.#text.slice(token.start, token.end).toUpperCase();
  }
}

/** An element of a list. */
export interface ListElement {
  /** The column it is, as written; null where it is an expression. */
  readonly column: string | null;
}
