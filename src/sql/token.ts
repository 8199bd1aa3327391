import type { Span } from "./statement.ts";

/** What a token is. Strings carry no prefix: in `E'a'` and `_utf8'a'` a word stands before the string. */
export type TokenKind =
  | "word" // keywords and plain names; `$` and letters beyond ASCII belong to it
  | "name" // quoted in the flavour's way
  | "string" // also dollar-quoted ones
  | "number"
  | "parameter" // $1, ?; SQLite's $a::b(c), @a, :a, #a
  | "symbol" // one character; `:=` and `::` are one token
  | "semicolon"
  | "delimiter" // what a DELIMITER line asked for
  | "comment"
  | "executable-open" // `/*!40101`: SQL follows
  | "executable-close"
  | "backslash"; // a command of the command-line client, as far as this is known here

/** A piece of a script with its UTF-16 offsets. White space is between tokens. */
export interface Token extends Span {
  /** What it is. */
  readonly kind: TokenKind;
  /** The text ended inside it. */
  readonly unclosed?: true;
}
