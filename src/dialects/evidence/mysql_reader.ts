import type { LexicalRules } from "../../sql/statement.ts";
import type { TokenKind } from "../../sql/token.ts";
import { tokenize, Tokenizer } from "../../sql/tokenize.ts";

/** One token of a statement. */
export interface Piece {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** In upper case for words and symbols; empty for what is quoted. */
  readonly word: string;
  /** It stands right behind the piece before it. */
  readonly touches: boolean;
}

/** A table, view, routine: what a name with or without its database names. */
export interface Named {
  /** null: the database the session has chosen at that moment. */
  readonly schema: string | null;
  readonly name: string;
}

/** Reads a statement of MySQL or MariaDB, or a part of one, piece by piece. */
export class Reader {
  readonly #pieces: readonly Piece[];
  #at = 0;

  /** Reads these, from the first. */
  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** A whole statement, without comments and the brackets of executable ones. */
  static of(text: string, rules: LexicalRules): Reader {
    const tokens = tokenize(text, rules).filter(({ kind }) => !kind.startsWith("executable"));
    return new Reader(tokens.map(({ kind, start, end }, index) => ({
      kind,
      text: text.slice(start, end),
      word: kind === "name" || kind === "string" ? "" : text.slice(start, end).toUpperCase(),
      touches: tokens[index - 1]?.end === start,
    })));
  }

  /** Items as they were before they were cut at their commas. */
  static joined(items: readonly Reader[]): Reader {
    const comma: Piece = { kind: "symbol", text: ",", word: ",", touches: false };
    return new Reader(
      items.flatMap((item, index) => [...(index === 0 ? [] : [comma]), ...item.#pieces]),
    );
  }

  /** Nothing is left. */
  get ended(): boolean {
    return this.#at >= this.#pieces.length;
  }

  /** What is left, in a reader of its own. */
  rest(): Reader {
    return new Reader(this.#pieces.slice(this.#at));
  }

  /** The next piece; undefined at the end. */
  peek(ahead = 0): Piece | undefined {
    return this.#pieces[this.#at + ahead];
  }

  /** Moves over a piece, and gives it. */
  next(): Piece | undefined {
    return this.#pieces[this.#at++];
  }

  /** Whether these unquoted words and symbols come next: `is("IF NOT EXISTS")`. */
  is(words: string): boolean {
    return words.split(" ").every((word, index) => this.peek(index)?.word === word);
  }

  /** Moves over them if they come next. */
  take(words: string): boolean {
    const there = this.is(words);
    if (there) this.#at += words.split(" ").length;
    return there;
  }

  /** Moves over the first of them that comes next, and gives it. */
  takeOne(choices: readonly string[]): string | null {
    return choices.find((words) => this.take(words)) ?? null;
  }

  /** Moves over a plain or quoted name, and gives it without its quotes. */
  name(): string | null {
    const piece = this.peek();
    const name = piece === undefined ? null : nameOf(piece, this.peek(1));
    if (name !== null) this.#at++;
    return name;
  }

  /** Moves over `name` or `database.name`. */
  named(): Named | null {
    const first = this.name();
    if (first === null) return null;
    if (this.is(". *") || !this.take(".")) return { schema: null, name: first };
    const second = this.name();
    return second === null ? null : { schema: first, name: second };
  }

  /** Moves over a string, and gives what stands between its quotes, as written. */
  string(): string | null {
    if (this.peek()?.kind !== "string") return null;
    return this.next()?.text.slice(1, -1) ?? null;
  }

  /** Moves over `(…)`, and reads what is inside. */
  parens(): Reader | null {
    if (!this.is("(")) return null;
    let depth = 0;
    const start = this.#at + 1;
    for (let piece = this.next(); piece !== undefined; piece = this.next()) {
      if (piece.word === "(") depth++;
      if (piece.word === ")" && --depth === 0) {
        return new Reader(this.#pieces.slice(start, this.#at - 1));
      }
    }
    return null;
  }

  /** What is left, cut at the commas that stand in no parentheses. */
  items(): Reader[] {
    const items: Piece[][] = [[]];
    let depth = 0;
    for (const piece of this.#pieces.slice(this.#at)) {
      if (piece.word === "(") depth++;
      if (piece.word === ")") depth--;
      if (piece.word === "," && depth === 0) items.push([]);
      else items.at(-1)?.push(piece);
    }
    return items.map((pieces) => new Reader(pieces));
  }

  /** The words left that stand in no parentheses, one space between and around. */
  outerWords(): string {
    const words: string[] = [];
    let depth = 0;
    for (const { word } of this.#pieces.slice(this.#at)) {
      if (word === ")") depth--;
      if (depth === 0) words.push(word);
      if (word === "(") depth++;
    }
    return ` ${words.join(" ")} `;
  }

  /** What is left in one piece: no blanks, brackets, backslashes and quotes of names. */
  bareText(): string {
    return this.#pieces.slice(this.#at)
      .map((piece) => piece.kind === "name" ? nameOf(piece, undefined) : piece.text)
      .join("").replaceAll(/[`()\\ ]|_utf8mb4/gi, "");
  }

  /** Whether anything stands in parentheses: a call, a query. */
  hasParens(): boolean {
    return this.#pieces.slice(this.#at).some(({ word }) => word === "(");
  }

  /** Something was opened and never closed, so that nothing read here can be trusted. */
  static broken(text: string, rules: LexicalRules): boolean {
    const tokenizer = new Tokenizer(text, rules);
    for (let token = tokenizer.next(); token !== null; token = tokenizer.next()) {
      if (token.unclosed === true) return true;
    }
    return tokenizer.executableDepth > 0;
  }
}

function nameOf(piece: Piece, behind: Piece | undefined): string | null {
  if (piece.kind === "name") {
    const quote = piece.text[0] ?? "";
    return piece.text.slice(1, -1).replaceAll(quote + quote, quote);
  }
  // names may start with a digit, and such a token ends where the tokenizer says so: at `$`
  const startsWithDigit = piece.kind === "number" && !piece.text.includes(".") &&
    !(behind?.touches === true && behind.kind !== "symbol");
  return piece.kind === "word" || startsWithDigit ? piece.text : null;
}
