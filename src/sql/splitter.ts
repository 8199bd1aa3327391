import { type BodyTracker, type OpenBody, trackBody } from "./body_tracker.ts";
import {
  backslashCommand,
  type ClientCommand,
  dashesCommand,
  dotCommand,
  wordCommand,
} from "./client_commands.ts";
import { CopyReader, readsCopyData } from "./copy_data.ts";
import { SettingsFollower } from "./follow_settings.ts";
import { LineCursor } from "./line_cursor.ts";
import { mayGoOn } from "./may_go_on.ts";
import { lineEnd, type Position } from "./position.ts";
import {
  type ProblemWords,
  SQL_PROBLEMS,
  type SqlProblem,
  type SqlProblemCode,
} from "./sql_problem.ts";
import type { LexicalRules, Span, Statement } from "./statement.ts";
import type { Token, TokenKind } from "./token.ts";
import { dollarTag } from "./token_ends.ts";
import { SET_CONFIG, Tokenizer } from "./tokenize.ts";

/** Who is told what a script holds, in the order it is found. All offsets are those of the whole script. */
export interface SplitTarget {
  /** A statement; where it is a `COPY … FROM stdin`, `copies`, and its data follow. */
  statement(statement: Statement, copies: boolean): void;
  /** Where the data of that COPY begin. */
  dataBegin(start: number, place: Position): void;
  /** A piece of COPY data: `length` characters of the window from `at` on. */
  data(window: string, at: number, length: number): void;
  /** The data of a COPY are over; where all of them stand. */
  dataEnd(data: Span): void;
  /** Something that stands in the way of sending the script. */
  problem(problem: SqlProblem): void;
  /** A line for a command-line client that was understood and is not sent. */
  skipped(line: Span): void;
}

/** The statement being read; offsets are the window's, `start` may stand before it. */
interface Current {
  start: number;
  /** What has been taken out of the window, in pieces: a long statement is copied once. */
  readonly taken: string[];
  end: number;
  readonly place: Position;
  /** Its first word in upper case; null while it holds nothing but the brackets of an executable comment. */
  first: string | null;
  /** Whether it calls what may change the settings, wherever in it. */
  configures: boolean;
  readonly body: BodyTracker;
}

/** A place in the whole script. */
interface Place extends Position {
  readonly offset: number;
}

const UNCLOSED: Partial<Record<TokenKind, SqlProblemCode>> = {
  comment: "unclosed-comment",
  string: "unclosed-string",
  name: "unclosed-name",
};

/** How far behind a token what follows may change it, beside what `may_go_on.ts` knows. */
const LOOKAHEAD = 16;

/**
 * Takes a script apart that comes in one piece or in many. It looks at a window
 * of the script: what is not done with, and what came last.
 */
export class Splitter {
  readonly #target: SplitTarget;
  readonly #tokenizer: Tokenizer;
  readonly #lines = new LineCursor();
  readonly #settings: SettingsFollower;
  readonly #initial: LexicalRules;
  readonly #longest: number;
  #rules: LexicalRules;
  #window = "";
  /** Where in the script the window begins. */
  #base = 0;
  #ended = false;
  /** Tokens that end by here are as they seem. */
  #sure = 0;
  #stale = false;
  #stopped = false;
  #torn = false;
  #current: Current | null = null;
  #copy: CopyReader | null = null;
  #executableAt: Place = { offset: 0, line: 1, column: 1 };

  /** @param longest What a statement may hold, in UTF-16 units up to its terminator. */
  constructor(rules: LexicalRules, target: SplitTarget, longest: number = Infinity) {
    this.#rules = rules;
    this.#initial = rules;
    this.#target = target;
    this.#longest = longest;
    this.#tokenizer = new Tokenizer("", rules);
    this.#settings = new SettingsFollower(rules);
  }

  /** How much of the script has to be looked at again when more comes. */
  get held(): number {
    const from = this.#current === null || this.#current.body.settled
      ? this.#tokenizer.offset
      : this.#current.start;
    return this.#window.length - from;
  }

  /** Whether nothing more is read, because a statement was too long. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /**
   * Reads on.
   *
   * @param last Whether the script ends with this text; it may be empty.
   */
  read(text: string, last: boolean): void {
    if (this.#stopped) return;
    this.#window = this.#window === "" ? text : this.#window + text;
    this.#ended = last;
    this.#stale = !last && (this.#current?.start ?? 0) > 0;
    this.#tokenizer.extend(this.#window);
    this.#lines.extend(this.#window);
    this.#findSure();
    while (this.#step()) {
      if (this.#stale && this.#current === null && this.#copy === null) this.#forget();
    }
    if (this.#stopped) this.#window = "";
    else if (last) this.#reachEnd();
    else if (this.#current === null) this.#forget();
    else if (this.#current.body.settled) this.#takeOut(this.#current);
  }

  #findSure(): void {
    this.#sure = this.#ended ? Infinity : this.#window.length - this.#lookahead();
  }

  #lookahead(): number {
    return LOOKAHEAD + (this.#tokenizer.delimiter?.length ?? 0);
  }

  /** Drops what is done with. */
  #forget(): void {
    this.#stale = false;
    this.#drop(this.#wholeLineEnd(this.#tokenizer.offset));
  }

  /** Keeps the text of a statement apart from the window, which is copied with every piece. */
  #takeOut(current: Current): void {
    const count = this.#wholeLineEnd(this.#tokenizer.needed);
    current.taken.push(this.#window.slice(Math.max(current.start, 0), count));
    current.start -= count;
    current.end -= count;
    this.#drop(count);
  }

  /** Before a CR at the end of the window: a line feed that comes next belongs to the same line end. */
  #wholeLineEnd(offset: number): number {
    const parts = offset === this.#window.length && this.#window.endsWith("\r");
    return parts ? offset - 1 : offset;
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#window = this.#window.slice(count);
    this.#base += count;
    this.#tokenizer.drop(count, this.#window);
    this.#lines.drop(count, this.#window);
    this.#findSure();
  }

  /** Answers whether there may be more to read in the window. */
  #step(): boolean {
    if (this.#copy !== null) return this.#readData(this.#copy);
    const current = this.#current;
    if (current !== null && !this.#skip(current)) return false;
    const token = this.#tokenizer.next();
    if (token === null) {
      if (this.#current !== null) this.#limit(this.#current.start, this.#window.length);
      return false;
    }
    if (!this.#ended && (token.end > this.#sure || mayGoOn(this.#window, token, this.#rules))) {
      return this.#wait(token);
    }
    const isEnd = token.kind === "semicolon" || token.kind === "delimiter";
    const reach = isEnd ? token.start : token.end;
    if (this.#limit(this.#current?.start ?? token.start, reach)) return false;
    return this.#take(token);
  }

  /** Passes over what cannot end a statement; false where it has become too long. */
  #skip(current: Current): boolean {
    const passes = current.body.settled && current.first !== null &&
      this.#tokenizer.delimiter === null;
    const end = passes ? this.#tokenizer.skip(this.#sure) : -1;
    if (end === -1) return true;
    current.end = end;
    return !this.#limit(current.start, end);
  }

  /** More text is needed to tell what a token is, or what it asks for. */
  #wait(token: Token): false {
    this.#tokenizer.unread();
    const length = this.#window.length;
    const touches = token.end > this.#sure + this.#lookahead() - 1 || token.unclosed === true ||
      mayGoOn(this.#window, token, this.#rules);
    const reach = touches ? length - this.#lookahead() : token.start;
    this.#limit(this.#current?.start ?? token.start, reach);
    return false;
  }

  #limit(from: number, reach: number): boolean {
    if (reach - from <= this.#longest) return false;
    const place = this.#current?.start === from ? this.#current.place : this.#lines.at(from);
    const words = tooLong(this.#longest, this.#rules.flavor);
    this.#problemAt("statement-too-long", this.#base + from, place, words);
    this.#stopped = true;
    return true;
  }

  #take(token: Token): boolean {
    if (token.unclosed) this.#unclosed(token);
    if (token.kind === "comment") return true;
    if (token.kind === "semicolon") return this.#semicolon(token);
    if (token.kind === "delimiter") return this.#delimiter(token);
    const command = this.#clientCommand(token);
    if (command !== null) return this.#obey(command, token);
    this.#add(token);
    return true;
  }

  #add(token: Token): void {
    this.#current ??= {
      start: token.start,
      taken: [],
      end: token.end,
      place: this.#lines.at(token.start),
      first: null,
      configures: false,
      body: trackBody(this.#rules.flavor),
    };
    const current = this.#current;
    current.end = token.end;
    if (token.kind === "executable-open") {
      this.#executableAt = { offset: this.#base + token.start, ...this.#lines.at(token.start) };
    }
    if (token.kind === "executable-open" || token.kind === "executable-close") return;
    if (current.first === null || !current.body.settled) {
      const word = this.#word(token);
      current.first ??= word;
      current.body.read(token, word);
    }
    current.configures ||= token.end - token.start === SET_CONFIG.length &&
      token.kind === "word" && this.#word(token) === SET_CONFIG;
  }

  #semicolon(token: Token): true {
    const current = this.#current;
    if (current === null) return true;
    const cuts = current.body.open === null && this.#tokenizer.executableDepth > 0;
    if (cuts) this.#problem("cut-comment", token.start);
    if (cuts || current.body.open !== null) current.body.read(token, ";");
    else this.#finish();
    return true;
  }

  #delimiter(token: Token): true {
    if (this.#tokenizer.executableDepth > 0) this.#problem("cut-comment", token.start);
    this.#finish();
    return true;
  }

  /** Ends the current statement, if there is one. */
  #finish(): void {
    const current = this.#current;
    this.#current = null;
    this.#tokenizer.leaveExecutable();
    if (current === null || current.first === null) return;
    const text = this.#textOf(current);
    const copies = current.first === "COPY" && readsCopyData(text, this.#rules);
    const { line, column } = current.place;
    this.#target.statement({
      text,
      start: this.#base + current.start,
      end: this.#base + current.end,
      line,
      column,
      ...(this.#rules === this.#initial ? {} : { rules: this.#rules }),
    }, copies);
    if (copies) this.#copy = new CopyReader();
    if (current.configures || current.first === "SET" || current.first === "RESET") {
      this.#follow(text);
    }
  }

  #textOf({ taken, start, end }: Current): string {
    if (taken.length === 0) return this.#window.slice(start, end);
    const text = taken.join("");
    // where it ends may have been taken out already, with white space behind it
    return end > 0 ? text + this.#window.slice(0, end) : text.slice(0, end - start);
  }

  #follow(text: string): void {
    const rules = this.#settings.after(text);
    if (rules === this.#rules) return;
    this.#rules = rules;
    this.#tokenizer.follow(rules);
  }

  #readData(copy: CopyReader): boolean {
    const from = this.#tokenizer.offset;
    if (!copy.begun) {
      const known = this.#ended ? this.#window.length : this.#window.length - 1;
      if (this.#limit(from, Math.min(lineEnd(this.#window, from), known))) return false;
    }
    const read = copy.read(this.#window, from, this.#ended);
    if (read.stray !== null) this.#problem("copy-line", read.stray);
    if (read.begins !== null) {
      copy.start = this.#base + read.begins;
      copy.place = this.#lines.at(read.begins);
      this.#target.dataBegin(copy.start, copy.place);
    }
    if (read.data !== null && read.data.end > read.data.start) {
      const { start, end } = read.data;
      this.#target.data(this.#window, start, end - start);
    }
    this.#tokenizer.offset = read.behind;
    if (read.state === "open") return false;
    this.#copy = null;
    const end = this.#base + (read.data?.end ?? read.behind);
    if (read.state === "torn") this.#problemAt("copy-unclosed", copy.start, copy.place);
    this.#target.dataEnd({ start: copy.start, end });
    return true;
  }

  #clientCommand(token: Token): ClientCommand | null {
    const { flavor } = this.#rules;
    const begins = this.#current === null;
    if (token.kind === "backslash") {
      return backslashCommand(flavor, this.#rest(token.start), begins);
    }
    if (!begins) return null;
    if (token.kind === "word") {
      return wordCommand(flavor, this.#word(token), () => this.#rest(token.end));
    }
    if (
      flavor !== "postgres" && flavor !== "sqlite" && this.#window.startsWith("--", token.start)
    ) {
      return dashesCommand();
    }
    const isDot = flavor === "sqlite" && token.kind === "symbol" && this.#word(token) === ".";
    return isDot ? dotCommand(this.#rest(token.start)) : null;
  }

  #obey(command: ClientCommand, token: Token): boolean {
    const end = lineEnd(this.#window, token.end);
    if (!this.#ended && end === this.#window.length) return this.#wait(token);
    if (this.#limit(token.start, end)) return false;
    this.#finish();
    this.#tokenizer.offset = end;
    if (command.kind === "problem") {
      const { code, message, next } = command;
      this.#problem(code, token.start, { message, next });
      return true;
    }
    this.#target.skipped({ start: this.#base + token.start, end: this.#base + end });
    if (command.kind === "delimiter") {
      this.#tokenizer.delimiter = command.delimiter === ";" ? null : command.delimiter;
      this.#findSure();
    }
    return true;
  }

  #reachEnd(): void {
    const open = this.#current?.body.open ?? null;
    const whole = !this.#torn;
    if (open !== null && whole && !(open.needsDelimiter && this.#tokenizer.delimiter !== null)) {
      this.#problem("unclosed-body", open.offset, wordsFor(open));
    }
    if (this.#tokenizer.executableDepth > 0 && whole) {
      this.#problemAt("unclosed-comment", this.#executableAt.offset, this.#executableAt);
    }
    this.#finish();
    // what a COPY without a terminator asked for does not come
    while (this.#copy !== null && this.#readData(this.#copy));
  }

  #unclosed({ kind, start }: Token): void {
    const tag = this.#window[start] === "$" ? dollarTag(this.#window, start) : null;
    const said = tag === null ? {} : { next: `close it with ${tag}` };
    this.#problem(UNCLOSED[kind] ?? "unclosed-string", start, said);
  }

  #word(token: Token): string {
    if (token.kind !== "word" && token.kind !== "symbol") return "";
    return this.#window.slice(token.start, token.end).toUpperCase();
  }

  #rest(offset: number): string {
    // A line may be 160 kB long; no command of a client is.
    const near = this.#window.slice(offset, offset + 1000);
    return near.slice(0, lineEnd(near, 0));
  }

  #problem(code: SqlProblemCode, offset: number, said: Partial<ProblemWords> = {}): void {
    this.#problemAt(code, this.#base + offset, this.#lines.at(offset), said);
  }

  #problemAt(
    code: SqlProblemCode,
    offset: number,
    place: Position,
    said: Partial<ProblemWords> = {},
  ): void {
    if (code.startsWith("unclosed")) this.#torn = true;
    const { line, column } = place;
    this.#target.problem({ code, ...SQL_PROBLEMS[code], ...said, offset, line, column });
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

function tooLong(longest: number, flavor: LexicalRules["flavor"]): ProblemWords {
  const stream = flavor === "postgres"
    ? ", or load the rows with COPY … FROM stdin; whose data may be of any length"
    : "";
  return {
    message:
      `what begins here is longer than ${longest} characters, the most one statement may have`,
    next: `split it, an INSERT into several of fewer rows${stream}`,
  };
}
