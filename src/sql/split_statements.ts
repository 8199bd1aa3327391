import { type BodyTracker, type OpenBody, trackBody } from "./body_tracker.ts";
import {
  backslashCommand,
  type ClientCommand,
  dashesCommand,
  dotCommand,
  wordCommand,
} from "./client_commands.ts";
import { readCopyData, readsCopyData } from "./copy_data.ts";
import { SettingsFollower } from "./follow_settings.ts";
import { findPositions, lineEnd, type PositionFinder } from "./position.ts";
import {
  type ProblemWords,
  SQL_PROBLEMS,
  type SqlProblem,
  type SqlProblemCode,
} from "./sql_problem.ts";
import type { LexicalRules, Span, Statement } from "./statement.ts";
import type { Token, TokenKind } from "./token.ts";
import { dollarTag } from "./token_ends.ts";
import { Tokenizer } from "./tokenize.ts";

/** A script taken apart. */
export interface SplitScript {
  /** In file order; without those that are empty or only comments. */
  readonly statements: readonly Statement[];
  /** Everything that stands in the way of sending them, in file order; empty if nothing does. */
  readonly problems: readonly SqlProblem[];
  /** Lines for a command-line client that were understood and are not sent: DELIMITER, `\restrict`. */
  readonly skipped: readonly Span[];
}

/**
 * Splits a script into the statements a driver sends one by one. A semicolon,
 * or what a DELIMITER line asks for, ends a statement unless it stands inside
 * a string, a quoted name, a comment, a dollar-quoted body, or a body that the
 * server reads to its END. Settings the script makes (`SET sql_mode`) are
 * followed. It never throws: whatever is wrong is told, all of it at once.
 */
export function splitStatements(script: string, rules: LexicalRules): SplitScript {
  return new Splitter(script, rules).split();
}

/** The statement being read. */
interface Current {
  readonly start: number;
  end: number;
  /** Whether it holds more than the brackets of an executable comment. */
  substance: boolean;
  readonly body: BodyTracker;
}

const UNCLOSED: Partial<Record<TokenKind, SqlProblemCode>> = {
  comment: "unclosed-comment",
  string: "unclosed-string",
  name: "unclosed-name",
};

class Splitter {
  readonly #script: string;
  readonly #tokenizer: Tokenizer;
  readonly #positions: PositionFinder;
  readonly #settings: SettingsFollower;
  readonly #initial: LexicalRules;
  #rules: LexicalRules;
  #current: Current | null = null;
  #executableAt = 0;
  readonly #statements: Statement[] = [];
  readonly #problems: SqlProblem[] = [];
  readonly #skipped: Span[] = [];

  constructor(script: string, rules: LexicalRules) {
    this.#script = script;
    this.#rules = rules;
    this.#initial = rules;
    this.#tokenizer = new Tokenizer(script, rules);
    this.#positions = findPositions(script);
    this.#settings = new SettingsFollower(rules);
  }

  split(): SplitScript {
    for (let token = this.#tokenizer.next(); token !== null; token = this.#tokenizer.next()) {
      this.#take(token);
    }
    this.#reachEnd();
    this.#problems.sort((a, b) => a.offset - b.offset);
    return { statements: this.#statements, problems: this.#problems, skipped: this.#skipped };
  }

  #take(token: Token): void {
    if (token.unclosed) this.#unclosed(token);
    if (token.kind === "comment") return;
    if (token.kind === "semicolon") return this.#semicolon(token);
    if (token.kind === "delimiter") return this.#delimiter(token);
    const command = this.#clientCommand(token);
    if (command !== null) return this.#obey(command, token);
    this.#add(token);
  }

  #add(token: Token): void {
    this.#current ??= {
      start: token.start,
      end: token.end,
      substance: false,
      body: trackBody(this.#rules.flavor),
    };
    this.#current.end = token.end;
    if (token.kind === "executable-open") this.#executableAt = token.start;
    if (token.kind === "executable-open" || token.kind === "executable-close") return;
    this.#current.substance = true;
    this.#current.body.read(token, this.#word(token));
  }

  #semicolon(token: Token): void {
    const current = this.#current;
    if (current === null) return;
    const cuts = current.body.open === null && this.#tokenizer.executableDepth > 0;
    if (cuts) this.#problem("cut-comment", token.start);
    if (cuts || current.body.open !== null) current.body.read(token, ";");
    else this.#finish();
  }

  #delimiter(token: Token): void {
    if (this.#tokenizer.executableDepth > 0) this.#problem("cut-comment", token.start);
    this.#finish();
  }

  /** Ends the current statement, if there is one. */
  #finish(): void {
    const current = this.#current;
    this.#current = null;
    this.#tokenizer.leaveExecutable();
    if (current === null || !current.substance) return;
    const text = this.#script.slice(current.start, current.end);
    const copyData = this.#copyData(text);
    this.#statements.push({
      text,
      start: current.start,
      end: current.end,
      ...this.#positions.at(current.start),
      ...(copyData === null ? {} : { copyData }),
      ...(this.#rules === this.#initial ? {} : { rules: this.#rules }),
    });
    this.#follow(text);
  }

  #follow(text: string): void {
    const rules = this.#settings.after(text);
    if (rules === this.#rules) return;
    this.#rules = rules;
    this.#tokenizer.follow(rules);
  }

  #copyData(text: string): Span | null {
    if (!readsCopyData(text, this.#rules)) return null;
    const read = readCopyData(this.#script, this.#tokenizer.offset);
    if (read.stray !== null) this.#problem("copy-line", read.stray);
    if (!read.closed) this.#problem("copy-unclosed", read.data.start);
    this.#tokenizer.offset = read.behind;
    return read.data;
  }

  #clientCommand(token: Token): ClientCommand | null {
    const { flavor } = this.#rules;
    const begins = this.#current === null;
    if (token.kind === "backslash") {
      return backslashCommand(flavor, this.#rest(token.start), begins);
    }
    if (!begins) return null;
    if (token.kind === "word") {
      return wordCommand(flavor, this.#word(token), this.#rest(token.end));
    }
    if (
      flavor !== "postgres" && flavor !== "sqlite" && this.#script.startsWith("--", token.start)
    ) {
      return dashesCommand();
    }
    const isDot = flavor === "sqlite" && token.kind === "symbol" && this.#word(token) === ".";
    return isDot ? dotCommand(this.#rest(token.start)) : null;
  }

  #obey(command: ClientCommand, token: Token): void {
    this.#finish();
    const end = lineEnd(this.#script, token.end);
    this.#tokenizer.offset = end;
    if (command.kind === "problem") {
      const { code, message, next } = command;
      return this.#problem(code, token.start, { message, next });
    }
    this.#skipped.push({ start: token.start, end });
    if (command.kind === "delimiter") {
      this.#tokenizer.delimiter = command.delimiter === ";" ? null : command.delimiter;
    }
  }

  #reachEnd(): void {
    const open = this.#current?.body.open ?? null;
    const whole = this.#problems.every((problem) => !problem.code.startsWith("unclosed"));
    if (open !== null && whole && !(open.needsDelimiter && this.#tokenizer.delimiter !== null)) {
      this.#problem("unclosed-body", open.offset, wordsFor(open));
    }
    if (this.#tokenizer.executableDepth > 0 && whole) {
      this.#problem("unclosed-comment", this.#executableAt);
    }
    this.#finish();
  }

  #unclosed({ kind, start }: Token): void {
    const tag = this.#script[start] === "$" ? dollarTag(this.#script, start) : null;
    const said = tag === null ? {} : { next: `close it with ${tag}` };
    this.#problem(UNCLOSED[kind] ?? "unclosed-string", start, said);
  }

  #word(token: Token): string {
    if (token.kind !== "word" && token.kind !== "symbol") return "";
    return this.#script.slice(token.start, token.end).toUpperCase();
  }

  #rest(offset: number): string {
    // A line may be 160 kB long; no command of a client is.
    const near = this.#script.slice(offset, offset + 1000);
    return near.slice(0, lineEnd(near, 0));
  }

  #problem(code: SqlProblemCode, offset: number, said: Partial<ProblemWords> = {}): void {
    const words = { ...SQL_PROBLEMS[code], ...said };
    this.#problems.push({ code, ...words, offset, ...this.#positions.at(offset) });
  }
}

function wordsFor(open: OpenBody): Partial<ProblemWords> {
  if (open.needsDelimiter) {
    return {
      message: "only a DELIMITER line can say where this body ends",
      next: "put DELIMITER // before the statement and // behind it",
    };
  }
  if (open.what === "(") return { message: "the ( is never closed", next: "close it with )" };
  const next = `close it with END${/^BEGIN/.test(open.what) ? "" : " " + open.what};`;
  return { message: `the ${open.what} is never closed`, next };
}
