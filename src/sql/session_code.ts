import type { LexicalRules } from "./statement.ts";
import { tokenize } from "./tokenize.ts";

/**
 * What the code of a routine or a trigger of MySQL or MariaDB does with the
 * session that runs it. In doubt it does too much: nothing is run by this.
 */
export interface SessionCode {
  /** User variables it names, in lower case, without `@` and quotes. */
  readonly names: ReadonlySet<string>;
  /** Those of them whose value it may take from what was before it. */
  readonly asks: ReadonlySet<string>;
  /** It may set something that is neither its own nor a user variable: `time_zone`, `sql_mode`. */
  readonly settings: boolean;
  /** Procedures it calls, in lower case, without schema and quotes. */
  readonly calls: readonly string[];
}

const NAME = "(?:`[^`]+`|[\\w$]+)";
const USER = /(?<!@)@(?:`([^`]+)`|'([^']+)'|"([^"]+)"|([\w$.]+))/g;
const STATEMENT_END = /;|\b(?:BEGIN|THEN|ELSE|DO|LOOP|REPEAT|ATOMIC)\b/i;
/** Statements and words of which `SET` is a part. */
const OTHER_SET =
  /\b(?:UPDATE|INSERT|REPLACE|LOAD|ALTER|CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMPORARY\s+)?TABLE)\b/i;
const QUOTED = /'[^']*'|"[^"]*"|`[^`]*`/g;
const BRANCH = /\b(?:IF|CASE|WHILE|LOOP|REPEAT|FOR|HANDLER)\b/i;
const BRANCH_ENDS = /\b(?:END|ELSE|ELSEIF|WHEN)\b/i;
const DECLARED = new RegExp(`\\bDECLARE\\s+(${NAME}(?:\\s*,\\s*${NAME})*)`, "gi");
/** A string that may become a statement which does not name what it leaves. */
const SAYS_MORE = /['"]\s*(?:(?:SET|USE|CALL|BEGIN|EXECUTE)\b|DO\s+(?!\d|NULL\b|SLEEP\b)\w)/i;

/** Whether a string in it may be a statement that leaves in the session what is not named. */
export function saysMore(text: string): boolean {
  return SAYS_MORE.test(text);
}

/**
 * @param text The body, or a whole `CREATE PROCEDURE | FUNCTION | TRIGGER`
 * @param parameters Names of its own that the text does not declare
 */
export function sessionCode(
  text: string,
  rules: LexicalRules,
  parameters: readonly string[] = [],
): SessionCode {
  const code = withoutHeader(withoutComments(text, rules))
    .replaceAll(/(?<!\bSET\s+)\bCHAR(?:ACTER)?\s+SET\b/gi, "CHARSET");
  const own = new Set([...parameters, ...parametersOf(code), ...declared(code)].map(bare));
  const names = new Set([...code.matchAll(USER)].map(nameOf));
  const prepares = /\bPREPARE\b|\bEXECUTE\s+IMMEDIATE\b/i.test(code);
  return {
    names,
    asks: new Set([...names].filter((name) => isAsked(code, name))),
    settings: (prepares && saysMore(code)) || setsSettings(code, own),
    calls: [...code.matchAll(new RegExp(`\\bCALL\\s+(?:${NAME}\\s*\\.\\s*)?(${NAME})`, "gi"))]
      .map(([, name = ""]) => bare(name)),
  };
}

/** The text with a space for each comment, and what executable ones say. */
export function withoutComments(text: string, rules: LexicalRules): string {
  const tokens = [...tokenize(text, rules)];
  let [code, end] = ["", 0];
  for (const token of tokens) {
    const said = token.kind !== "comment" && !token.kind.startsWith("executable");
    code += text.slice(end, token.start) + (said ? text.slice(token.start, token.end) : " ");
    end = token.end;
  }
  return code + text.slice(end);
}

// its event is no statement, nor is OR REPLACE
function withoutHeader(code: string): string {
  if (!/^\s*CREATE\b/i.test(code)) return code;
  const body = /\bFOR\s+EACH\s+ROW\b([\s\S]*)$/i.exec(code)?.[1];
  if (body !== undefined && /^[^;]*?\bTRIGGER\b/i.test(code)) return body;
  return code.replace(/^\s*CREATE\s+OR\s+REPLACE\b/i, "CREATE")
    .replace(/\bDEFINER\s*=\s*\S+/i, "");
}

function parametersOf(code: string): string[] {
  const begin = /^\s*CREATE\b[^(;]*\(/i.exec(code)?.[0].length;
  if (begin === undefined) return [];
  let [depth, end] = [1, begin];
  for (; end < code.length && depth > 0; end++) {
    depth += code[end] === "(" ? 1 : code[end] === ")" ? -1 : 0;
  }
  const named = new RegExp(`(?:^|,)\\s*(?:(?:IN|OUT|INOUT)\\s+)?(${NAME})`, "gi");
  return [...code.slice(begin, end - 1).matchAll(named)].map(([, name = ""]) => name);
}

function declared(code: string): string[] {
  return [...code.matchAll(DECLARED)].flatMap(([, names = ""]) => names.split(","));
}

function setsSettings(code: string, own: ReadonlySet<string>): boolean {
  return code.split(STATEMENT_END).some((statement) => {
    const at = statement.search(/\bSET\b/i);
    if (at < 0 || OTHER_SET.test(statement.slice(0, at).replaceAll(QUOTED, ""))) return false;
    return topLevelParts(statement.slice(at + 3)).some((part, index) => {
      const target = /^\s*(@@|@|`[^`]+`|[\w$]+)\s*(\.|:?=)?/.exec(part);
      if (target === null) return index === 0;
      const [, name = "", next] = target;
      if (name === "@" || /^(?:new|old)$/i.test(name)) return false;
      // behind the first, what is no assignment is a part of a value
      return (next !== undefined || index === 0 || name === "@@") && !own.has(bare(name));
    });
  });
}

function topLevelParts(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** Whether a mention of it may stand behind no `SET` of it that has been run. */
function isAsked(code: string, name: string): boolean {
  const sets: number[] = [];
  for (const found of code.matchAll(USER)) {
    if (nameOf(found) !== name) continue;
    const { index } = found;
    const isSet = /\bSET\s+$/i.test(code.slice(0, index)) &&
      /^\s*:?=/.test(code.slice(index + found[0].length));
    if (isSet) sets.push(index);
    else if (!sets.some((set) => reaches(code, set, index))) return true;
  }
  return false;
}

function reaches(code: string, set: number, mention: number): boolean {
  const between = code.slice(set, mention);
  if (!between.includes(";")) return false;
  return !BRANCH_ENDS.test(between) || !BRANCH.test(code.slice(0, set));
}

function nameOf([, ...groups]: RegExpMatchArray): string {
  return (groups.find((group) => group !== undefined) ?? "").toLowerCase();
}

function bare(name: string): string {
  return name.replaceAll("`", "").trim().toLowerCase();
}
