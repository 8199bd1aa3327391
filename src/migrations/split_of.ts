import { type SplitScript, splitStatements } from "../sql/split_statements.ts";
import type { LexicalRules } from "../sql/statement.ts";
import type { Script } from "./migration.ts";

/** A text taken apart, and by which rules. */
interface KnownSplit {
  readonly text: string;
  readonly rules: LexicalRules;
  readonly split: SplitScript;
}

/** Beside the scripts: one made of another has another text, and none of this. */
const known = new WeakMap<Script, KnownSplit>();

/** Keeps what a script's text was taken apart into when it was checked. */
export function keepSplit(script: Script, own: KnownSplit): void {
  known.set(script, own);
}

/** `splitStatements` of a script's text, which is not read again where it was read by the same rules. */
export function splitOf(
  script: Script & { readonly text: string },
  rules: LexicalRules,
): SplitScript {
  const { text } = script;
  const own = known.get(script);
  if (own !== undefined && own.text === text && readsAlike(own, rules)) return own.split;
  return splitStatements(text, rules);
}

function readsAlike({ text, rules: own, split }: KnownSplit, rules: LexicalRules): boolean {
  const same = own.flavor === rules.flavor &&
    (own.ansiQuotes ?? false) === (rules.ansiQuotes ?? false) &&
    (own.noBackslashEscapes ?? false) === (rules.noBackslashEscapes ?? false) &&
    (own.standardConformingStrings ?? true) === (rules.standardConformingStrings ?? true);
  if (!same || own.serverVersion === rules.serverVersion) return same;
  // a version decides about executable comments alone; statements behind a SET carry it on
  return !/\/\*M?!/i.test(text) && split.statements.every((one) => one.rules === undefined);
}
