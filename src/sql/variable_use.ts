import type { LexicalRules, VariableUse } from "./statement.ts";
import type { Token } from "./token.ts";
import { tokenize } from "./tokenize.ts";

/** Words an expression may stand right behind; all others there are the user of an account. */
const BEFORE =
  "SELECT|SET|BY|AND|OR|XOR|NOT|IN|IS|FROM|INTO|LIKE|RLIKE|REGEXP|BETWEEN|DIV|MOD|WHERE|ON|" +
  "HAVING|CASE|WHEN|THEN|ELSE|IF|ELSEIF|WHILE|UNTIL|RETURN|RETURNING|DISTINCT|DISTINCTROW|ALL|" +
  "STRAIGHT_JOIN|HIGH_PRIORITY|SQL_\\w+|BINARY|INTERVAL|USING|LIMIT|OFFSET|ESCAPE|OF|LEADING|TRAILING|" +
  "BOTH|DO|KILL|IMMEDIATE";
/** Nearly no statement has one; an address in a string (`a@b`) has a letter before it. */
const MAY_USE = new RegExp(`(?:^|[^@\\w])@[\`'"\\w$.]|\\b(?:${BEFORE})@`, "i");
const KEYWORD = new RegExp(`^(?:${BEFORE})$`, "i");

/**
 * What a statement of MySQL or MariaDB does with user variables (`@a`); null
 * where it names none. What stands in strings and comments names none, and the
 * host of an account (`'a'@'localhost'`) is none.
 */
export function variableUse(text: string, rules: LexicalRules): VariableUse | null {
  if (!text.includes("@") || !MAY_USE.test(text)) return null;
  const tokens = tokenize(text, rules).filter(({ kind }) =>
    kind !== "comment" && !kind.startsWith("executable")
  );
  const [asks, sets] = [new Set<string>(), new Set<string>()];
  const isSet = /^SET$/i.test(textOf(text, tokens[0]));
  let [depth, settings] = [0, isSet && !isUser(text, tokens, 1)];
  for (let at = 0; at < tokens.length; at++) {
    const word = textOf(text, tokens[at]);
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (isSet && depth === 0 && word === ",") settings ||= !isUser(text, tokens, at + 1);
    if (!isUser(text, tokens, at)) continue;
    const name = bare(textOf(text, tokens[at + 1]));
    const before = textOf(text, tokens[at - 1]);
    const begins = isSet && depth === 0 && (at === 1 || before === ",");
    const target = begins && /^:?=$/.test(textOf(text, tokens[at + 2]));
    (target ? sets : asks).add(name);
    at++;
  }
  if (asks.size + sets.size === 0) return null;
  return { asks: [...asks], sets: [...sets], settings };
}

/** Whether `@name` begins with a token. */
function isUser(text: string, tokens: readonly Token[], at: number): boolean {
  const [before, token, name] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (!isAt(text, token) || isAt(text, name) || name?.start !== token?.end) return false;
  if (name === undefined || !/^(word|name|string|number)$/.test(name.kind)) return false;
  if (before === undefined || before.end !== token?.start) return true;
  if (isAt(text, before)) return false;
  const host = before.kind === "name" || before.kind === "string" || before.kind === "word";
  return !host || (before.kind === "word" && KEYWORD.test(textOf(text, before)));
}

function isAt(text: string, token: Token | undefined): boolean {
  return token?.kind === "symbol" && textOf(text, token) === "@";
}

function textOf(text: string, token: Token | undefined): string {
  return token === undefined ? "" : text.slice(token.start, token.end);
}

// names are compared without a look at their case
function bare(name: string): string {
  return name.replaceAll(/[`'"]/g, "").toLowerCase();
}
