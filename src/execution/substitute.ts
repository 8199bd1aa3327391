import type { Dialect } from "../dialects/dialect.ts";
import { DunlinError } from "../errors.ts";
import type { SqlScript } from "../migrations/migration.ts";
import { findPlaceholders, type Placeholder } from "../migrations/placeholders.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { placeIn } from "./place_in.ts";

/** The value of a variable; undefined where it is not set. */
export type Variables = (name: string) => string | undefined;

/** What putting variables into a file came to. */
export interface Substitution {
  /** With its text as it is sent. */
  readonly script: SqlScript;
  readonly problems: readonly DunlinError[];
}

interface Piece {
  readonly start: number;
  readonly end: number;
  /** Where the piece stands in what is sent. */
  readonly sentStart: number;
  readonly sentEnd: number;
}

/**
 * Puts values in the place of `${NAME}`, each quoted as its kind asks for, in
 * a file whose head says `-- dunlin: vars`. Every other file is as it was.
 *
 * @param variables null: nothing is known of values, and stand-ins are taken
 */
export function substitute(
  script: SqlScript,
  { dialect, rules, variables }: {
    readonly dialect: Dialect;
    readonly rules: LexicalRules;
    readonly variables: Variables | null;
  },
): Substitution {
  const { vars } = script.directives;
  if (vars === undefined) return { script, problems: [] };
  const { found, problems } = findPlaceholders(script.text, rules, vars);
  const errors = problems.map((problem) => errorAt(script, problem.offset, problem));
  const pieces: Piece[] = [];
  const secrets = new Set<string>();
  let text = "";
  let from = 0;
  for (const placeholder of found) {
    const value = variables === null ? STAND_INS[placeholder.kind] : variables(placeholder.name);
    const written = value === undefined ? UNSET : writtenAs(placeholder, value, dialect);
    if (typeof written !== "string") {
      errors.push(errorAt(script, placeholder.start, written(placeholder.name)));
      continue;
    }
    if (placeholder.kind === "literal" && value) {
      // servers quote what they were sent: escaped, or in hexadecimal
      secrets.add(written.slice(written.indexOf("'") + 1, -1)).add(value);
    }
    text += script.text.slice(from, placeholder.start);
    const sentStart = text.length;
    text += written;
    from = placeholder.end;
    const { start, end } = placeholder;
    pieces.push({ start, end, sentStart, sentEnd: text.length });
  }
  text += script.text.slice(from);
  const source = {
    text: script.text,
    offsetOf: (offset: number) => offsetInFile(pieces, offset),
    secrets: [...secrets],
  };
  return { script: { ...script, text, source }, problems: errors };
}

const STAND_INS = { literal: "", identifier: "variable", number: "0" } as const;

type Refusal = (name: string) => { readonly message: string; readonly next: string };

const UNSET: Refusal = (name) => ({
  message: `the variable ${name} is not set`,
  next: `give it: --var ${name}=VALUE, or DUNLIN_VAR_${name} in the environment`,
});

const NO_NUMBER: Refusal = (name) => ({
  message: `the value of ${name} is no number`,
  next: `give digits, or write \${${name}} for a string`,
});

const NO_NAME: Refusal = (name) => ({
  message: `the value of ${name} is no name`,
  next: "a name is not empty and holds no NUL",
});

const NO_TEXT: Refusal = (name) => ({
  message: `the value of ${name} holds a NUL`,
  next: "no database takes one in its SQL",
});

const ENDS_BODY: Refusal = (name) => ({
  message: `the value of ${name} holds the sign that ends the body it stands in`,
  next: "quote the body with another tag: $body$ … $body$",
});

function writtenAs(
  { kind, bodies }: Placeholder,
  value: string,
  dialect: Dialect,
): string | Refusal {
  if (kind === "number") {
    if (!/^[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?$/.test(value)) return NO_NUMBER;
    return /^\d|^\./.test(value) ? value : `(${value})`; // `- -1` is no comment, `--1` is
  }
  if (value.includes("\0")) return kind === "identifier" ? NO_NAME : NO_TEXT;
  if (kind === "identifier" && value === "") return NO_NAME;
  const written = kind === "identifier" ? dialect.quote(value) : literal(value, dialect);
  return bodies.some((tag) => written.includes(tag)) ? ENDS_BODY : written;
}

// MySQL takes hexadecimal in most places, and not where it wants a password:
// what reads the same under every sql_mode is written plainly
function literal(value: string, dialect: Dialect): string {
  if (!dialect.transactionalDdl && !value.includes("\\")) return `'${value.replaceAll("'", "''")}'`;
  return dialect.literal(value);
}

function offsetInFile(pieces: readonly Piece[], offset: number): number {
  const piece = pieces.findLast(({ sentStart }) => sentStart <= offset);
  if (piece === undefined) return offset;
  return offset < piece.sentEnd ? piece.start : offset - piece.sentEnd + piece.end;
}

function errorAt(
  script: SqlScript,
  offset: number,
  { message, next }: { readonly message: string; readonly next: string },
): DunlinError {
  return new DunlinError("invalid-migrations", message, {
    where: placeIn(script, offset),
    state: "nothing was changed",
    next,
  });
}
