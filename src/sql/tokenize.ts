import { type LexicalTable, lexicalTable } from "./lexical_rules.ts";
import { isBlankFrom } from "./may_go_on.ts";
import { PLAIN, plainTokens } from "./plain_tokens.ts";
import type { LexicalRules } from "./statement.ts";
import type { Token, TokenKind } from "./token.ts";
import {
  continuationOfString,
  dollarTag,
  endOfBlockComment,
  endOfDollarQuoted,
  endOfLineComment,
  endOfNumber,
  endOfQuoted,
  endOfVariable,
  endOfWord,
  isDigit,
  isSpace,
  isWordPart,
} from "./token_ends.ts";

/** Reads a text token by token; its rules may change on the way, as a server's do. */
export class Tokenizer {
  #text: string;
  /** Where the next token is looked for; may be moved forward. */
  offset: number;
  /** What a DELIMITER line asked for; null where only `;` ends statements. */
  delimiter: string | null = null;
  #table: LexicalTable;
  #plain: Uint8Array;
  /** The last word, number or symbol decides what `'` and `$` behind it are. */
  #last: Token | null = null;
  #executable = 0;
  #offsetBefore = 0;
  #lastBefore: Token | null = null;
  #executableBefore = 0;

  /** Starts reading at `offset`, outside of everything. */
  constructor(text: string, rules: LexicalRules, offset = 0) {
    this.#text = text;
    this.offset = offset;
    this.#table = lexicalTable(rules);
    this.#plain = plainTokens(this.#table);
  }

  /** Reads on under other rules. */
  follow(rules: LexicalRules): void {
    this.#table = lexicalTable(rules);
    this.#plain = plainTokens(this.#table);
  }

  /** How many executable comments are open. */
  get executableDepth(): number {
    return this.#executable;
  }

  /** What is read. */
  get text(): string {
    return this.#text;
  }

  /** Takes the text anew, with more behind what was there. */
  extend(text: string): void {
    this.#text = text;
  }

  /** From where on the text is needed: what the next token may hang on comes before it. */
  get needed(): number {
    const last = this.#last;
    return last?.kind === "word" || last?.kind === "symbol" ? last.start : this.offset;
  }

  /** Forgets the text before `needed`, or less of it, and takes what is left. */
  drop(count: number, text: string): void {
    const last = this.needed < this.offset ? this.#last : null;
    this.#last = last && { ...last, start: last.start - count, end: last.end - count };
    this.#text = text;
    this.offset -= count;
  }

  /** Puts the last token back: {@linkcode next} reads it again. */
  unread(): void {
    this.offset = this.#offsetBefore;
    this.#last = this.#lastBefore;
    this.#executable = this.#executableBefore;
  }

  /** Leaves any open executable comment, as the server does behind a statement. */
  leaveExecutable(): void {
    this.#executable = 0;
  }

  /** The next token, comments included; null at the end of the text. */
  next(): Token | null {
    const text = this.#text;
    let start = this.offset;
    while (start < text.length && this.#isSpace(text.charCodeAt(start))) start++;
    this.offset = start;
    if (start >= text.length) return null;
    this.#offsetBefore = start;
    this.#lastBefore = this.#last;
    this.#executableBefore = this.#executable;
    const token = this.#read(start);
    this.offset = token.end;
    if (token.kind !== "comment") this.#last = token;
    return token;
  }

  /**
   * Passes over tokens that can neither end a statement nor change how the rest
   * of it is read. None is made of them, which is what the time goes into.
   *
   * @param sure Tokens that end behind it are left.
   * @returns Behind the last of them; -1 where none was passed.
   */
  skip(sure: number): number {
    const text = this.#text;
    const plain = this.#plain;
    let at = this.offset;
    let end = -1;
    let start = -1;
    let isWord = false;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? plain[code] : code === 0xfeff ? PLAIN.stop : PLAIN.word;
      let next = at + 1;
      if (kind === PLAIN.space) {
        at = next;
        continue;
      }
      if (kind === PLAIN.word) {
        next = endOfWord(text, at);
        if (next - at === SET_CONFIG.length) break;
      } else if (kind === PLAIN.quote) {
        if (end === at) this.#last = { kind: isWord ? "word" : "symbol", start, end };
        else if (end !== -1) this.#last = null;
        next = this.#endOfString(at);
        if (next === -1 || (this.#table.escapeStrings && isBlankFrom(text, next))) break;
      } else if (kind === PLAIN.digit) next = endOfNumber(text, at);
      else if (kind === PLAIN.stop) break;
      else if (kind === PLAIN.dash && text.charCodeAt(next) === 45) break;
      else if (kind === PLAIN.slash && text.charCodeAt(next) === 42) break;
      if (next > sure) break;
      isWord = kind === PLAIN.word;
      start = at;
      at = end = next;
    }
    if (end !== -1) this.#last = { kind: isWord ? "word" : "symbol", start, end };
    this.offset = at;
    return end;
  }

  #isSpace(code: number): boolean {
    return isSpace(code) || (code === 0xfeff && this.#table.byteOrderMarkIsSpace);
  }

  #read(start: number): Token {
    const text = this.#text;
    const { delimiter } = this;
    if (delimiter !== null && text.startsWith(delimiter, start)) {
      return { kind: "delimiter", start, end: start + delimiter.length };
    }
    const code = text.charCodeAt(start);
    if (isDigit(code)) return this.#number(start);
    if (isWordPart(code) && code !== 36) return this.#word(start);
    return this.#comment(start, code) ?? this.#variable(start, code) ??
      this.#quoted(start, code) ?? this.#symbol(start, code);
  }

  #word(start: number): Token {
    return this.#cut("word", start, endOfWord(this.#text, start));
  }

  #number(start: number): Token {
    // MySQL's names may start with a digit; whether it is one changes no boundary.
    return this.#cut("number", start, endOfNumber(this.#text, start));
  }

  /** The client looks for its delimiter also inside words: `END$$`. */
  #cut(kind: TokenKind, start: number, end: number): Token {
    if (this.delimiter === null) return { kind, start, end };
    const reach = this.#text.slice(start + 1, end + this.delimiter.length - 1);
    const at = reach.indexOf(this.delimiter);
    return { kind, start, end: at === -1 ? end : Math.min(end, start + 1 + at) };
  }

  #comment(start: number, code: number): Token | null {
    const text = this.#text;
    const table = this.#table;
    const next = text.charCodeAt(start + 1);
    const line = (code === 35 && table.hashComments) ||
      (code === 45 && next === 45 &&
        (!table.dashesNeedSpace || isSpaceOrControl(text, start + 2)));
    if (line) {
      const end = endOfLineComment(text, start, table.carriageReturnEndsComment);
      return { kind: "comment", start, end };
    }
    if (code === 42 && next === 47 && this.#executable > 0) {
      this.#executable--;
      return { kind: "executable-close", start, end: start + 2 };
    }
    if (code !== 47 || next !== 42) return null;
    return this.#executableOpen(start) ?? this.#blockComment(start);
  }

  #blockComment(start: number): Token | null {
    const text = this.#text;
    const table = this.#table;
    if (table.endClosesComment && start + 2 === text.length) return null; // two operators to SQLite
    // An executable comment that is skipped may hold an ordinary one.
    const skipped = table.executableComments !== "none" &&
      OPENS[table.executableComments].test(text.slice(start, start + 4));
    const levels = table.nestedComments ? Infinity : Number(skipped);
    const end = endOfBlockComment(text, start, levels);
    if (end === -1 && table.endClosesComment) return { kind: "comment", start, end: text.length };
    return closed("comment", start, end, text);
  }

  #executableOpen(start: number): Token | null {
    const { executableComments: mode, serverVersion } = this.#table;
    if (mode === "none") return null;
    const open = EXECUTABLE[mode].exec(this.#text.slice(start, start + 12));
    if (open === null) return null;
    if (!isExecuted(mode, open[1] ?? "", open[2] ?? "", serverVersion)) return null;
    this.#executable++;
    return { kind: "executable-open", start, end: start + open[0].length };
  }

  #variable(start: number, code: number): Token | null {
    const begins = code === 35 || code === 36 || code === 58 || code === 64;
    if (!begins || !this.#table.tclVariables) return null;
    const end = endOfVariable(this.#text, start);
    return end === -1 ? null : { kind: "parameter", start, end };
  }

  #quoted(start: number, code: number): Token | null {
    const text = this.#text;
    const table = this.#table;
    if (code === 39) return this.#string(start);
    if (code === 34) {
      const string = table.doubleQuotes === "string";
      const end = endOfQuoted(text, start, '"', string && table.backslashEscapes);
      return closed(string ? "string" : "name", start, end, text);
    }
    if (code === 96 && table.backticks) {
      return closed("name", start, endOfQuoted(text, start, "`", false), text);
    }
    if (code === 91 && table.brackets) {
      const end = text.indexOf("]", start);
      return closed("name", start, end === -1 ? -1 : end + 1, text);
    }
    return code === 36 ? this.#dollar(start) : null;
  }

  #string(start: number): Token {
    return closed("string", start, this.#endOfString(start), this.#text);
  }

  #endOfString(start: number): number {
    const text = this.#text;
    const table = this.#table;
    const escape = table.escapeStrings && this.#touches(start, /^e$/i);
    // N'…', B'…' and X'…' read like the plain string; in U&'…' backslashes escape no quote.
    const backslash = escape || (table.backslashEscapes && !this.#touches(start, /^[bx&]$/i));
    let end = endOfQuoted(text, start, "'", backslash);
    while (end !== -1 && backslash && table.escapeStrings) {
      const more = continuationOfString(text, end);
      if (more === -1) break;
      end = endOfQuoted(text, more, "'", true);
    }
    return end;
  }

  #touches(start: number, what: RegExp): boolean {
    const last = this.#last;
    return last !== null && last.end === start && what.test(this.#text.slice(last.start, last.end));
  }

  #dollar(start: number): Token {
    const text = this.#text;
    const { dollarQuotes, dollarParameters } = this.#table;
    const tag = dollarQuotes === "anywhere" || (dollarQuotes === "after-as" && this.#isBehindAs())
      ? dollarTag(text, start)
      : null;
    if (tag !== null) return closed("string", start, endOfDollarQuoted(text, start, tag), text);
    if (!dollarParameters) return this.#word(start);
    const digits = /^\$\d+/.exec(text.slice(start, start + 20));
    if (digits !== null) return { kind: "parameter", start, end: start + digits[0].length };
    return { kind: "symbol", start, end: start + 1 };
  }

  #isBehindAs(): boolean {
    const last = this.#last;
    return last !== null && last.kind === "word" &&
      this.#text.slice(last.start, last.end).toUpperCase() === "AS";
  }

  #symbol(start: number, code: number): Token {
    if (code === 59) return { kind: "semicolon", start, end: start + 1 };
    if (code === 63) return { kind: "parameter", start, end: start + 1 };
    if (code === 92) {
      const { backslashCommands } = this.#table;
      const isNull = backslashCommands === "all-but-N" && this.#text[start + 1] === "N";
      if (isNull) return { kind: "word", start, end: start + 2 };
      if (backslashCommands !== "none") return { kind: "backslash", start, end: start + 1 };
    }
    const next = this.#text.charCodeAt(start + 1);
    const two = code === 58 && (next === 61 || next === 58);
    return { kind: "symbol", start, end: start + (two ? 2 : 1) };
  }
}

/** All tokens of a text that is read under one set of rules, without comments. */
export function tokenize(text: string, rules: LexicalRules): Token[] {
  const tokenizer = new Tokenizer(text, rules);
  const tokens: Token[] = [];
  for (let token = tokenizer.next(); token !== null; token = tokenizer.next()) {
    if (token.kind !== "comment") tokens.push(token);
  }
  return tokens;
}

/** `/*M!` is nothing but a comment to MySQL. */
const OPENS = { mysql: /^\/\*!/, mariadb: /^\/\*M?!/ };
/** MySQL reads six digits only where white space follows them. */
const EXECUTABLE = {
  mysql: /^\/\*()!(\d{6}(?=\s)|\d{5}|)/,
  mariadb: /^\/\*(M?)!(\d{6}|\d{5}|)/,
};

/**
 * Whether a server reads what such a comment holds: nothing newer than itself.
 * MariaDB leaves MySQL's newer versions (50700 to 99999) alone too. Where the
 * server's version is not known, MySQL is taken to be older than 99999, MariaDB
 * than 999999: what people write to mean never. Sources: MySQL manual 11.7,
 * MariaDB "Comment Syntax".
 */
function isExecuted(
  mode: "mysql" | "mariadb",
  m: string,
  digits: string,
  serverVersion: number | null,
): boolean {
  const version = Number(digits);
  if (version > (serverVersion ?? (mode === "mysql" ? 99_998 : 999_998))) return false;
  return mode === "mysql" || m === "M" || version < 50_700 || version > 99_999;
}

/** What changes settings from within any statement: passed over by nobody. */
export const SET_CONFIG = "SET_CONFIG";

function isSpaceOrControl(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return offset >= text.length || code <= 32 || code === 127;
}

function closed(kind: TokenKind, start: number, end: number, text: string): Token {
  return end === -1 ? { kind, start, end: text.length, unclosed: true } : { kind, start, end };
}
