import type { LexicalRules } from "./statement.ts";
import type { Token } from "./token.ts";
import { tokenize } from "./tokenize.ts";

/** One `target = value` of a SET statement of MySQL or MariaDB. */
export interface Assignment {
  /** What is set, as written, in upper case: `SESSION SQL_MODE`, `@@GLOBAL.X`, `@A`, `NAMES UTF8`. */
  readonly target: string;
  /** In upper case, words one space apart; empty for `NAMES utf8`. */
  readonly value: string;
  /** The value with a space between all tokens, strings as `''` and quoted names as `""`. */
  readonly expression: string;
}

/** A system variable that is set. */
export interface Setting extends Assignment {
  /** Its name in upper case, without quotes. */
  readonly name: string;
  /** Of this session, or only of the server and of sessions to come. */
  readonly scope: "session" | "global";
}

/**
 * The assignments of a SET statement, in order; empty for every other one.
 * Those of MariaDB's `SET STATEMENT … FOR` end with the statement and are none.
 */
export function setAssignments(text: string, rules: LexicalRules): Assignment[] {
  const tokens = tokenize(text, rules).filter((token) => !token.kind.startsWith("executable"));
  const inner = behindStatementSettings(text, tokens);
  const own = inner === null ? tokens : tokens.filter(({ start }) => start >= inner);
  if (wordAt(text, own[0]) !== "SET") return [];
  return read(text, own.slice(1));
}

/**
 * Where the statement behind `SET STATEMENT … FOR` begins; null where a
 * statement is none of these.
 *
 * @param tokens Of the statement, without comments and their brackets.
 */
export function behindStatementSettings(text: string, tokens: readonly Token[]): number | null {
  if (wordAt(text, tokens[0]) !== "SET" || wordAt(text, tokens[1]) !== "STATEMENT") return null;
  let parens = 0;
  for (const [index, token] of tokens.entries()) {
    const word = wordAt(text, token);
    if (word === "(") parens++;
    else if (word === ")") parens--;
    else if (word === "FOR" && parens === 0) return tokens[index + 1]?.start ?? null;
  }
  return null;
}

function wordAt(text: string, token: Token | undefined): string {
  return token === undefined ? "" : text.slice(token.start, token.end).toUpperCase();
}

/**
 * The system variables among assignments. GLOBAL, PERSIST and SESSION hold for
 * the bare names behind them too, but not for `@@name`. Source: MySQL manual
 * 15.7.6.1.
 */
export function settingsOf(assignments: readonly Assignment[]): Setting[] {
  const settings: Setting[] = [];
  let inherited: Setting["scope"] = "session";
  for (const assignment of assignments) {
    const target = assignment.target.replaceAll(/[`"]/g, "");
    const named = /^(@@)?(?:(SESSION|LOCAL|GLOBAL|PERSIST|PERSIST_ONLY)[ .])?([\w$.]+)$/.exec(
      target,
    );
    if (named === null) continue;
    const [, at, written, name = ""] = named;
    const own = written === undefined ? null : scopeOf(written);
    const scope: Setting["scope"] = own ?? (at === undefined ? inherited : "session");
    if (at === undefined) inherited = scope;
    settings.push({ ...assignment, name, scope });
  }
  return settings;
}

function scopeOf(word: string): Setting["scope"] {
  return word === "SESSION" || word === "LOCAL" ? "session" : "global";
}

function read(text: string, tokens: readonly Token[]): Assignment[] {
  const found: Assignment[] = [];
  const empty = { target: "", value: "", expression: [] as string[] };
  let current = { ...empty, expression: [] as string[] };
  let parens = 0;
  let behindEquals = false;
  const finish = (): void => {
    found.push({ ...current, expression: current.expression.join(" ") });
    current = { ...empty, expression: [] };
    behindEquals = false;
  };
  for (const token of tokens) {
    const piece = text.slice(token.start, token.end).toUpperCase();
    if (piece === "(") parens++;
    if (piece === ")") parens--;
    if (piece === "," && parens === 0) finish();
    else if (!behindEquals && (piece === "=" || piece === ":=")) behindEquals = true;
    else if (behindEquals) {
      current.value = glue(current.value, piece);
      current.expression.push(bare(piece, token.kind));
    } else current.target = glue(current.target, piece);
  }
  finish();
  return found;
}

function bare(piece: string, kind: Token["kind"]): string {
  if (kind === "string") return "''";
  return kind === "name" ? '""' : piece;
}

function glue(before: string, piece: string): string {
  return /\w$/.test(before) && /^\w/.test(piece) ? `${before} ${piece}` : before + piece;
}
