import type { LexicalTable } from "./lexical_rules.ts";

/**
 * What the characters of a token say about it where only the end of the
 * statement is looked for. "Stop" is whatever needs the whole tokenizer.
 */
export const PLAIN = {
  stop: 0,
  space: 1,
  word: 2,
  digit: 3,
  quote: 4,
  dash: 5,
  slash: 6,
  symbol: 7,
} as const;

/** By character code, of those below 128. */
export function plainTokens({ tclVariables, brackets }: LexicalTable): Uint8Array {
  return tclVariables || brackets ? WITH_VARIABLES : COMMON;
}

const COMMON = classes('$"`;*#\\');
const WITH_VARIABLES = classes('$"`;*#\\:@[');

function classes(stops: string): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => {
    const character = String.fromCharCode(code);
    if (stops.includes(character)) return PLAIN.stop;
    if (/[ \t\n\v\f\r]/.test(character)) return PLAIN.space;
    if (/[A-Za-z_]/.test(character)) return PLAIN.word;
    if (/\d/.test(character)) return PLAIN.digit;
    if (character === "'") return PLAIN.quote;
    if (character === "-") return PLAIN.dash;
    return character === "/" ? PLAIN.slash : PLAIN.symbol;
  });
}
