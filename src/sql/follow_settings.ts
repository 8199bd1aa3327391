import { setAssignments } from "./set_assignments.ts";
import type { LexicalRules } from "./statement.ts";
import { tokenize } from "./tokenize.ts";
import type { Token } from "./token.ts";

interface Modes {
  readonly ansiQuotes: boolean;
  readonly noBackslashEscapes: boolean;
}

/** Modes that bring ANSI_QUOTES with them. Sources: MySQL manual 7.1.11, MariaDB "SQL_MODE". */
const ANSI = /\b(ANSI_QUOTES|ANSI|DB2|MAXDB|MSSQL|ORACLE|POSTGRESQL)\b/;
const NO_ESCAPES = /\bNO_BACKSLASH_ESCAPES\b/;

/**
 * Follows the settings that change how later text is read, as far as the text
 * itself says them: `SET standard_conforming_strings`, `SET sql_mode`, also
 * saved to and restored from a variable as dump programs do.
 */
export class SettingsFollower {
  readonly #initial: LexicalRules;
  #rules: LexicalRules;
  #saved = new Map<string, Modes>();

  /** Starts from the rules of the connection. */
  constructor(rules: LexicalRules) {
    this.#initial = rules;
    this.#rules = rules;
  }

  /** The rules for what follows a statement; the same object where nothing changed. */
  after(text: string): LexicalRules {
    if (!/sql_mode|standard_conforming_strings|^\s*RESET/i.test(text)) return this.#rules;
    if (this.#rules.flavor === "postgres") this.#postgres(text, tokenize(text, this.#rules));
    else if (this.#rules.flavor !== "sqlite") {
      for (const assignment of setAssignments(text, this.#rules)) this.#assign(assignment);
    }
    return this.#rules;
  }

  #postgres(text: string, tokens: readonly Token[]): void {
    const words = tokens.map((token) => text.slice(token.start, token.end).toLowerCase());
    const flat = words.join(" ");
    const set = /^set (?:session |local )?"?standard_conforming_strings"? (?:=|to) '?(\w+)'?$/
      .exec(flat) ??
      /\bset_config \( '\s*standard_conforming_strings\s*' , '?(\w+)'?/.exec(flat);
    if (set !== null) {
      const value = set[1] ?? "";
      const initial = this.#initial.standardConformingStrings ?? true;
      const on = value === "default" ? initial : /^(on|t|tr|tru|true|y|ye|yes|1)$/.test(value);
      this.#rules = { ...this.#rules, standardConformingStrings: on };
    } else if (/^reset (all|standard_conforming_strings)$/.test(flat)) this.#rules = this.#initial;
  }

  #assign({ target, value }: { target: string; value: string }): void {
    const modes = this.#evaluate(value);
    if (/^(SESSION |LOCAL |@@SESSION\.|@@LOCAL\.|@@)?`?SQL_MODE`?$/.test(target)) {
      if (modes !== null) this.#rules = { ...this.#rules, ...modes };
    } else if (/^@[^@]/.test(target)) {
      if (modes !== null) this.#saved.set(target, modes);
    }
  }

  /** What a value says of the modes; null where only the server knows. */
  #evaluate(value: string): Modes | null {
    if (value === "DEFAULT") return modesOf(this.#initial);
    const saved = this.#saved.get(value);
    if (saved !== undefined) return saved;
    const current = modesOf(this.#rules);
    if (/^@@(SESSION\.|LOCAL\.)?SQL_MODE$/.test(value)) return current;
    const named = { ansiQuotes: ANSI.test(value), noBackslashEscapes: NO_ESCAPES.test(value) };
    if (/^['"\w]/.test(value) && !value.includes("(")) return named;
    if (!value.includes("@@")) return null;
    if (value.startsWith("CONCAT")) return combine(current, named, (now, said) => now || said);
    if (value.includes("REPLACE")) return combine(current, named, (now, said) => now && !said);
    return null;
  }
}

function combine(a: Modes, b: Modes, how: (a: boolean, b: boolean) => boolean): Modes {
  return {
    ansiQuotes: how(a.ansiQuotes, b.ansiQuotes),
    noBackslashEscapes: how(a.noBackslashEscapes, b.noBackslashEscapes),
  };
}

function modesOf(rules: LexicalRules): Modes {
  return {
    ansiQuotes: rules.ansiQuotes === true,
    noBackslashEscapes: rules.noBackslashEscapes === true,
  };
}
