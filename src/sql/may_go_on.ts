import type { LexicalRules } from "./statement.ts";
import type { Token } from "./token.ts";
import { endOfLineComment, isSpace, isWordPart } from "./token_ends.ts";

/**
 * Whether text behind the end of what is there could make another token of this
 * one, however far away it ends: an open string, a tag that is not written out,
 * a string that may have another part behind white space.
 */
export function mayGoOn(text: string, token: Token, rules: LexicalRules): boolean {
  if (token.unclosed) return true;
  switch (token.kind) {
    case "string":
      return rules.flavor === "postgres" && isBlankFrom(text, token.end);
    case "word":
    case "symbol":
      return runsToEnd(text, token.start, rules);
    default:
      return false;
  }
}

/** Whether nothing but white space and comments stands from here to the end. */
export function isBlankFrom(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (offset < text.length && !isSpace(code) && code !== 45) return false;
  let i = offset;
  while (i < text.length) {
    const at = text.charCodeAt(i);
    if (at === 45 && text.charCodeAt(i + 1) === 45) i = endOfLineComment(text, i, true);
    else if (isSpace(at) || (at === 45 && i + 1 === text.length)) i++;
    else return false;
  }
  return true;
}

/** `$tag` before its second `$`, and SQLite's `::` before the name. */
function runsToEnd(text: string, start: number, { flavor }: LexicalRules): boolean {
  const first = text.charCodeAt(start);
  const colons = flavor === "sqlite" && (first === 35 || first === 58 || first === 64);
  if (first !== 36 && !colons) return false;
  let i = start + 1;
  while (
    i < text.length &&
    (isWordPart(text.charCodeAt(i)) || (flavor === "sqlite" && text.charCodeAt(i) === 58))
  ) i++;
  return i === text.length;
}
