import { nearestWord } from "../nearest_word.ts";
import { splitStatements } from "../sql/split_statements.ts";
import type { LexicalRules } from "../sql/statement.ts";
import type { Token } from "../sql/token.ts";
import { Tokenizer } from "../sql/tokenize.ts";

/** What a value becomes: a quoted string, a quoted name, or digits. */
export type PlaceholderKind = "literal" | "identifier" | "number";

/** One `${NAME}` of a file that asks for variables. */
export interface Placeholder {
  readonly name: string;
  readonly kind: PlaceholderKind;
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** What its value must not hold, or it would end one of the dollar-quoted bodies it stands in: their tags, the outermost first. */
  readonly bodies: readonly string[];
}

/** A place where a variable cannot stand, or that cannot be read. */
export interface PlaceholderProblem {
  readonly offset: number;
  readonly message: string;
  readonly next: string;
}

/** All that a text says of variables. */
export interface Placeholders {
  readonly found: readonly Placeholder[];
  readonly problems: readonly PlaceholderProblem[];
}

const KINDS: readonly PlaceholderKind[] = ["literal", "identifier", "number"];
const MARK = /\$\{[^{}\r\n]*\}?/g;
const TOUCHES = /[\p{L}\p{N}_'"`$\\]/u;

/**
 * Finds `${NAME}`, `${NAME:literal}`, `${NAME:identifier}` and `${NAME:number}`
 * where the server would read SQL. In comments and in the data of a COPY they
 * are text. In strings and quoted names they are problems, because a value in
 * there could not be quoted; bodies quoted by dollars are read as SQL.
 *
 * @param allowed The only names there may be; empty for any
 */
export function findPlaceholders(
  text: string,
  rules: LexicalRules,
  allowed: readonly string[],
): Placeholders {
  if (!text.includes("${")) return { found: [], problems: [] };
  const found: Placeholder[] = [];
  const problems: PlaceholderProblem[] = [];
  const data = splitStatements(text, rules).statements.flatMap(({ copyData }) => copyData ?? []);
  for (const match of text.matchAll(MARK)) {
    const offset = match.index;
    if (data.some(({ start, end }) => offset >= start && offset < end)) continue;
    const place = placeOf(text, offset, rules);
    if (place.kind === "comment") continue;
    const problem = place.kind === "quoted"
      ? { message: "a variable cannot stand inside a string or a quoted name", next: OUTSIDE }
      : touching(text, offset, offset + match[0].length);
    const read = readMark(match[0], allowed);
    if (problem !== null || read.kind === "problem") {
      problems.push({ offset, ...(problem ?? (read as Omit<PlaceholderProblem, "offset">)) });
      continue;
    }
    const end = offset + match[0].length;
    const bodies = place.kind === "sql" ? place.bodies : [];
    found.push({ ...read.placeholder, start: offset, end, bodies });
  }
  return { found, problems };
}

const OUTSIDE = "write it by itself, dunlin quotes it: `${NAME}`, or `'before ' || ${NAME}`";

type Reading =
  | { readonly kind: "good"; readonly placeholder: Pick<Placeholder, "name" | "kind"> }
  | { readonly kind: "problem"; readonly message: string; readonly next: string };

function readMark(mark: string, allowed: readonly string[]): Reading {
  const [, name = "", kind = "literal"] =
    /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\}$/.exec(mark) ?? [];
  if (name === "") {
    return problem(`${mark} is no variable`, "write ${NAME}, ${NAME:identifier} or ${NAME:number}");
  }
  if (!KINDS.some((known) => known === kind)) {
    const guess = nearestWord(kind, KINDS);
    return problem(
      `${JSON.stringify(kind)} is no kind of variable`,
      guess === null ? `it is ${KINDS.join(", ")}` : `did you mean \${${name}:${guess}}?`,
    );
  }
  if (allowed.length > 0 && !allowed.includes(name)) {
    const guess = nearestWord(name, allowed);
    return problem(
      `${name} is not among the variables the file's head names: ${allowed.join(", ")}`,
      guess === null ? "add it to the line `-- dunlin: vars …`" : `did you mean ${guess}?`,
    );
  }
  return { kind: "good", placeholder: { name, kind: kind as PlaceholderKind } };
}

function problem(message: string, next: string): Reading {
  return { kind: "problem", message, next };
}

// what stands right beside it would become a part of the value, or change how it is read
function touching(
  text: string,
  start: number,
  end: number,
): { message: string; next: string } | null {
  const before = start > 0 && TOUCHES.test(text[start - 1] as string);
  const behind = end < text.length && TOUCHES.test(text[end] as string);
  if (!before && !behind) return null;
  return {
    message: "a variable cannot be glued to other text",
    next: "put a space between them; a name made of parts is one variable",
  };
}

type Where =
  | { readonly kind: "sql"; readonly bodies: readonly string[] }
  | { readonly kind: "comment" | "quoted" };

function placeOf(text: string, offset: number, rules: LexicalRules): Where {
  const token = tokenAt(text, offset, rules);
  if (token?.kind === "comment") return { kind: "comment" };
  if (token?.kind === "name") return { kind: "quoted" };
  if (token?.kind !== "string") return { kind: "sql", bodies: [] };
  const tag = /^\$(?:[^$\s{}]*)\$/.exec(text.slice(token.start, token.end))?.[0];
  if (tag === undefined) return { kind: "quoted" };
  const start = token.start + tag.length;
  const inside = placeOf(text.slice(start, token.end - tag.length), offset - start, rules);
  return inside.kind === "sql" ? { kind: "sql", bodies: [tag, ...inside.bodies] } : inside;
}

/** The token that has begun before an offset and not ended by then. */
function tokenAt(text: string, offset: number, rules: LexicalRules): Token | null {
  const tokenizer = new Tokenizer(text, rules);
  for (let token = tokenizer.next(); token !== null; token = tokenizer.next()) {
    if (token.start >= offset) return null;
    if (token.end > offset) return token;
  }
  return null;
}
