import type { Position } from "./position.ts";

/** What is said of a problem. */
export interface ProblemWords {
  /** One sentence without a final period. */
  readonly message: string;
  /** What to do about it. */
  readonly next: string;
}

/** Every way a script can be unfit to be sent, in words that fit where nothing more is known. */
export const SQL_PROBLEMS = {
  "unclosed-string": {
    message: "a string opens here and is never closed",
    next: "close it; a quote inside is written twice",
  },
  "unclosed-name": {
    message: "a quoted name opens here and is never closed",
    next: "close it; a quote inside is written twice",
  },
  "unclosed-comment": {
    message: "a comment opens here and is never closed",
    next: "close it with */",
  },
  "unclosed-body": {
    message: "a body opens here and is never closed",
    next: "close it with END;",
  },
  "cut-comment": {
    message: "the end of a statement cuts an executable comment in two",
    next: "put it behind the */",
  },
  "empty-delimiter": {
    message: "DELIMITER is followed by nothing",
    next: "name a delimiter: DELIMITER //",
  },
  "client-command": {
    message: "this is a command of a command-line client, not SQL",
    next: "remove the line",
  },
  "no-comment": {
    message: "this is no comment",
    next: "put a space behind the --",
  },
  "copy-unclosed": {
    message: "the data of this COPY … FROM stdin never ends",
    next: "put a line with \\. behind the data",
  },
  "copy-line": {
    message:
      "the data of a COPY … FROM stdin begins on the next line, and something stands before it",
    next: "end the line behind the semicolon",
  },
  "copy-end": {
    message: "this ends the data of a COPY … FROM stdin, and there is none before it",
    next: "write the COPY … FROM stdin; above its data, or remove the line",
  },
  "statement-too-long": {
    message: "what begins here is longer than one statement may be",
    next: "split it into several",
  },
} as const satisfies Record<string, ProblemWords>;

/** A stable, machine-readable name of what is wrong. */
export type SqlProblemCode = keyof typeof SQL_PROBLEMS;

/** Why a script cannot be sent as it is, and where. Line and column count from 1. */
export interface SqlProblem extends Position, ProblemWords {
  /** Stable; the words may change. */
  readonly code: SqlProblemCode;
  /** UTF-16 offset into the script; of what is unclosed, where it opens. */
  readonly offset: number;
}
