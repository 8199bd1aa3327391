import { type DirectiveRule, DIRECTIVES } from "./directive_values.ts";
import type { FileProblem } from "./file_problem.ts";
import { type CommentStyle, type Head, type HeadLine, readHead } from "./head_lines.ts";
import type { Directives } from "./migration.ts";
import { nearestWord } from "../nearest_word.ts";

/** The directives of a file and everything that is wrong with them. */
export interface DirectivesReading {
  readonly directives: Directives;
  readonly problems: readonly FileProblem[];
  /** Where the head ends: directives behind it have no effect, which `check_sql.ts` says. */
  readonly head: Head;
}

/**
 * What may have been meant as a directive, wherever it stands in a line: any
 * comment sign, any letter case, with or without spaces.
 */
export const DIRECTIVE_LIKE: RegExp = /(?:--+|#+|\/\/+|\/\*+)[ \t]*@?dunlin[ \t]*:/i;

/**
 * Reads the directives at the head of a file: lines of their own,
 * `-- dunlin: no-transaction` in SQL and `// dunlin: …` in TypeScript, before
 * the first statement. A directive that is unknown, malformed, given twice, in
 * a block comment or written almost right (`--dunlin:`, `-- Dunlin:`) is a
 * problem, never a default.
 */
export function readDirectives(text: string, style: CommentStyle): DirectivesReading {
  const head = readHead(text, style);
  const found = new Map<string, number>();
  const problems: FileProblem[] = [];
  let directives: Directives = {};
  head.lines.forEach((line, index) => {
    const place = placeIn(line, index + 1);
    const body = bodyOf(line, style);
    if (body === null) {
      const message = almost(line, style);
      if (message !== null) problems.push({ ...place, ...message });
      return;
    }
    const reading = readBody(body);
    if (reading.kind === "problem") {
      problems.push({ ...place, message: reading.message, next: reading.next });
      return;
    }
    const twice = keysOf(reading.value).find((key) => found.has(key));
    if (twice !== undefined) {
      problems.push({
        ...place,
        message: `the directive ${reading.name} stands on line ${found.get(twice)} already`,
        next: "keep one of the two lines",
      });
      return;
    }
    for (const key of keysOf(reading.value)) found.set(key, index + 1);
    directives = join(directives, reading.value);
  });
  return { directives, problems, head };
}

function placeIn(line: HeadLine, number: number): { line: number; column: number; length: number } {
  const column = line.text.length - line.text.trimStart().length + 1;
  return { line: number, column, length: line.text.trim().length };
}

/** What stands behind `dunlin:`; null if the line is no well-written directive. */
function bodyOf(line: HeadLine, style: CommentStyle): string | null {
  if (line.block) return null;
  const pattern = style === "sql"
    ? /^[ \t]*--[ \t]+dunlin:(.*)$/s
    : /^[ \t]*\/\/[ \t]+dunlin:(.*)$/s;
  return pattern.exec(line.text)?.[1]?.trim() ?? null;
}

function almost(line: HeadLine, style: CommentStyle): Pick<FileProblem, "message" | "next"> | null {
  const sign = style === "sql" ? "--" : "//";
  const next = `write it on a line of its own as \`${sign} dunlin: …\`, or remove it`;
  if (line.block) {
    const named = /\bdunlin[ \t]*:?[ \t]*(\S+)/i.exec(line.text)?.[1];
    return named !== undefined && Object.hasOwn(DIRECTIVES, named)
      ? { message: "a directive in a block comment has no effect", next }
      : null;
  }
  if (DIRECTIVE_LIKE.test(line.text)) {
    return { message: "this is not how a directive is written", next };
  }
  const named = /^[ \t]*(?:--+|#+|\/\/+)[ \t]*@?dunlin[ \t]+(\S+)/i.exec(line.text)?.[1];
  return named !== undefined && Object.hasOwn(DIRECTIVES, named)
    ? { message: 'a directive needs a colon after "dunlin"', next }
    : null;
}

type BodyReading =
  | { readonly kind: "directive"; readonly name: string; readonly value: Directives }
  | { readonly kind: "problem"; readonly message: string; readonly next: string };

function readBody(body: string): BodyReading {
  const [, name = "", value = ""] = /^(\S*)\s*(.*)$/s.exec(body) ?? [];
  const rule: DirectiveRule | undefined = Object.hasOwn(DIRECTIVES, name)
    ? DIRECTIVES[name]
    : undefined;
  if (rule === undefined) return { kind: "problem", ...unknown(name) };
  const reading = rule.read(value);
  if (reading.kind === "value") return { kind: "directive", name, value: reading.value };
  return {
    kind: "problem",
    message: reading.message,
    next: `write for example \`${rule.example}\``,
  };
}

function unknown(name: string): { message: string; next: string } {
  const known = Object.keys(DIRECTIVES);
  if (name === "") {
    return { message: "the directive says nothing", next: `known are ${known.join(", ")}` };
  }
  const near = nearestWord(name, known) ?? known.find((word) => squeeze(word) === squeeze(name));
  return {
    message: `there is no directive ${JSON.stringify(name)}`,
    next: near === undefined ? `known are ${known.join(", ")}` : `did you mean ${near}?`,
  };
}

function squeeze(word: string): string {
  return word.toLowerCase().replace(/[^a-z]/g, "");
}

/** What may be said once: the field, or for `allow` each rule. */
function keysOf(value: Directives): string[] {
  return [
    ...Object.keys(value).filter((key) => key !== "allow"),
    ...(value.allow ?? []).map(({ rule }) => `allow ${rule}`),
  ];
}

function join(directives: Directives, more: Directives): Directives {
  const joined = { ...directives, ...more };
  const allow = [...(directives.allow ?? []), ...(more.allow ?? [])];
  return allow.length === 0 ? joined : { ...joined, allow };
}
