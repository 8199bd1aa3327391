import { Splitter } from "./splitter.ts";
import type { SqlProblem } from "./sql_problem.ts";
import type { LexicalRules, Statement } from "./statement.ts";

/** What a script that comes in pieces turns out to hold, in file order. */
export type Streamed =
  | {
    readonly kind: "statement";
    /** Its offsets, line and column are those of the whole script; it has no `copyData`. */
    readonly statement: Statement;
    /** It is a `COPY … FROM stdin`: its data follow, then their end. */
    readonly copies: boolean;
    /** A line for a command-line client (DELIMITER) stands between it and the statement before. */
    readonly gap: boolean;
  }
  /** Where the data of a COPY begin: offset and line are those of the whole script. */
  | { readonly kind: "data-begin"; readonly start: number; readonly line: number }
  /** Lines of COPY data, whole ones but where a line is longer than a million characters. */
  | { readonly kind: "data"; readonly text: string }
  | { readonly kind: "data-end" }
  /** As `splitStatements` tells it; also `statement-too-long`, behind which nothing more is read. */
  | { readonly kind: "problem"; readonly problem: SqlProblem };

/** Settings of a {@linkcode StatementStream}. */
export interface StatementStreamOptions {
  /** What a statement may hold, in UTF-16 units from its first character to its terminator; 64 Mi if left out. */
  readonly longest?: number;
}

const LONGEST = 64 * 1024 * 1024;

/**
 * `splitStatements` for a script that comes in pieces and is never held whole:
 * wherever it is cut, it gives the same. What is held is the statement that has
 * not ended, and the text that came last; COPY data are never kept. Problems
 * come as they are found, which is not always file order.
 */
export class StatementStream {
  readonly #splitter: Splitter;
  #found: Streamed[] = [];
  #gap = false;
  #pending: string[] = [];
  #waiting = 0;

  /** @param rules Of the connection; settings the script makes are followed. */
  constructor(rules: LexicalRules, { longest = LONGEST }: StatementStreamOptions = {}) {
    this.#splitter = new Splitter(rules, {
      statement: (statement, copies) => {
        this.#found.push({ kind: "statement", statement, copies, gap: this.#gap });
        this.#gap = false;
      },
      dataBegin: (start, { line }) => this.#found.push({ kind: "data-begin", start, line }),
      data: (window, at, length) => {
        this.#found.push({ kind: "data", text: window.slice(at, at + length) });
      },
      dataEnd: () => this.#found.push({ kind: "data-end" }),
      problem: (problem) => this.#found.push({ kind: "problem", problem }),
      skipped: () => this.#gap = true,
    }, longest);
  }

  /** What has turned out to be complete with this piece. Any cutting will do. */
  push(text: string): Streamed[] {
    if (this.#splitter.stopped) return [];
    this.#pending.push(text);
    this.#waiting += text.length;
    // What has not ended is copied with each look: a quarter more at a time keeps that linear.
    if (this.#waiting * 4 < this.#splitter.held) return [];
    return this.#read(false);
  }

  /** What is left; the script ends here. */
  end(): Streamed[] {
    return this.#read(true);
  }

  #read(last: boolean): Streamed[] {
    const text = this.#pending.length === 1 ? this.#pending[0] as string : this.#pending.join("");
    this.#pending = [];
    this.#waiting = 0;
    this.#splitter.read(text, last);
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
