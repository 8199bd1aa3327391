import type { LexicalRules, Statement } from "./statement.ts";
import { tokenize } from "./tokenize.ts";

/** A name with an opening parenthesis behind it: mostly a call. */
export interface Call {
  /** In upper case, without quotes. */
  readonly name: string;
  /** Whether it was quoted. */
  readonly quoted: boolean;
  /** Whether a schema and a dot stand before it. */
  readonly qualified: boolean;
  /** The word or symbol before it and its schema, in upper case; empty where there is none. */
  readonly before: string;
}

/** A statement reduced to what its meaning shows in. */
export interface StatementWords {
  /**
   * Words in upper case and symbols, one space between; a quoted name is `"…"`
   * in lower case without its quotes inside, a string `'…'` in upper case, cut
   * at 100 characters. Leading parentheses are left away.
   */
  readonly flat: string;
  /** The same without what stands in parentheses, which are left as `()`. */
  readonly outer: string;
  /** `INSERT`, `CREATE INDEX`, … */
  readonly verb: string;
  /** Every different one, wherever it stands. */
  readonly calls: readonly Call[];
}

/** Statements may be megabytes of VALUES; their meaning shows early. */
const ENOUGH = 4000;

/** Reads the words of a statement, without its comments and the brackets of executable ones. */
export function statementWords(statement: Statement, rules: LexicalRules): StatementWords {
  const flat: string[] = [];
  const outer: string[] = [];
  const calls = new Map<string, Call>();
  const recent: Piece[] = [];
  let depth = 0;
  for (const token of tokenize(statement.text, statement.rules ?? rules)) {
    if (token.kind.startsWith("executable")) continue;
    const piece = wordOf(statement.text.slice(token.start, token.end), token.kind);
    if (piece === "(" && token.kind === "symbol") noteCall(calls, recent);
    recent.push({ word: piece, kind: token.kind });
    if (recent.length > 4) recent.shift();
    if (piece === "(" && flat.length === 0) continue;
    if (flat.length < ENOUGH) flat.push(piece);
    if (piece === ")" && depth > 0) depth--;
    if (depth === 0 && outer.length < ENOUGH) outer.push(piece);
    if (piece === "(") depth++;
  }
  const outside = outer.join(" ").replaceAll("( )", "()");
  return {
    flat: flat.join(" "),
    outer: outside,
    verb: verbOf(outside),
    calls: [...calls.values()],
  };
}

interface Piece {
  readonly word: string;
  readonly kind: string;
}

/** `recent` ends before the parenthesis. */
function noteCall(calls: Map<string, Call>, recent: readonly Piece[]): void {
  const name = recent.at(-1);
  if (name === undefined || (name.kind !== "word" && name.kind !== "name")) return;
  const qualified = recent.at(-2)?.word === ".";
  const before = recent.at(qualified ? -4 : -2)?.word ?? "";
  const key = `${before} ${qualified} ${name.word}`;
  if (calls.has(key)) return;
  const quoted = name.kind === "name";
  const plain = quoted ? name.word.slice(1, -1).toUpperCase() : name.word;
  calls.set(key, { name: plain, quoted, qualified, before });
}

function wordOf(text: string, kind: string): string {
  if (kind === "name") return `"${text.slice(1, -1).toLowerCase()}"`;
  if (kind === "string") return `'${text.slice(1, -1).slice(0, 100).toUpperCase()}'`;
  return text.toUpperCase();
}

const MODIFIERS = new Set(
  ("OR REPLACE TEMP TEMPORARY GLOBAL LOCAL UNLOGGED UNIQUE FULLTEXT SPATIAL RECURSIVE VIRTUAL " +
    "TRUSTED PROCEDURAL DEFAULT CONSTRAINT ONLINE OFFLINE IGNORE")
    .split(" "),
);
const TWO_WORDS = new RegExp(
  "^(MATERIALIZED VIEW|ACCESS METHOD|EVENT TRIGGER|TEXT SEARCH|OPERATOR (CLASS|FAMILY)|" +
    "USER MAPPING|RESOURCE GROUP|PACKAGE BODY|FOREIGN (TABLE|DATA))\\b",
);
/** What MySQL writes between CREATE and a routine or view. */
const ATTRIBUTES = / (?:ALGORITHM = |DEFINER = |SQL SECURITY )\S+(?: @ \S+| \(\))?/g;
const MAIN_VERB = /(?:^| )(SELECT|INSERT|UPDATE|DELETE|MERGE|REPLACE|VALUES|TABLE)\b/;

/** The leading keywords, for people. */
function verbOf(outer: string): string {
  const words = outer.split(" ");
  const first = words[0] ?? "";
  if (first === "WITH") return MAIN_VERB.exec(outer)?.[1] ?? "WITH";
  if (first === "START" || first === "SET" || first === "LOCK" || first === "UNLOCK") {
    return wordsOnly(words.slice(0, 2));
  }
  if (!["CREATE", "ALTER", "DROP", "RENAME"].includes(first)) return first;
  const rest = outer.replace(ATTRIBUTES, "").replace(" AGGREGATE FUNCTION", " FUNCTION")
    .split(" ").slice(1).filter((word) => !MODIFIERS.has(word));
  const count = TWO_WORDS.test(rest.slice(0, 2).join(" ")) ? 2 : 1;
  return wordsOnly([first, ...rest.slice(0, count)]);
}

function wordsOnly(words: readonly string[]): string {
  return words.filter((word) => /^[A-Z_]+$/.test(word)).join(" ");
}
