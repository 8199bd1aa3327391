import type { Row } from "../drivers/connection.ts";
import { saysMore, type SessionCode, sessionCode, withoutComments } from "../sql/session_code.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { tokenize } from "../sql/tokenize.ts";
import type { Reached, Unseen } from "./lost_session.ts";
import type { Item } from "./units.ts";

/** A routine, a trigger by its table, or a view. */
interface Code {
  readonly kind: string;
  /** Null: of the file itself. */
  readonly schema: string | null;
  readonly name: string;
  readonly mentions: Mentions;
  /** Null where the server does not show it. */
  readonly does: SessionCode | null;
}

/** The names in a text, in lower case; those of tables and routines are among them. */
interface Mentions {
  readonly words: readonly string[];
  /** With a parenthesis behind it, or CALL before. */
  readonly calls: readonly string[];
}

/** Of the file itself. */
type Made = Code & { readonly trigger?: string };

const NAME = "(?:[\\w$`]+\\s*\\.\\s*)?(`[^`]+`|[\\w$]+)";
const CREATES = new RegExp(
  `^CREATE\\b[^(;]*?\\b(PROCEDURE|FUNCTION|TRIGGER)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${NAME}`,
  "i",
);
const DROPS = new RegExp(`^DROP\\s+(FUNCTION|TRIGGER)\\s+(?:IF\\s+EXISTS\\s+)?${NAME}`, "i");
const CALLS = new RegExp(`^CALL\\s+${NAME}`, "i");
const TRIGGER_TABLE = new RegExp(`\\bON\\s+${NAME}\\s+FOR\\s+EACH\\s+ROW\\b`, "i");
const NO_CODE: SessionCode = { names: new Set(), asks: new Set(), settings: false, calls: [] };

/**
 * What the routines and triggers that statements run may do with the session,
 * as far as names tell: one is taken to be run where its name, or its
 * trigger's table, is mentioned, by whatever else is run, too.
 */
export class UnseenCode implements Unseen {
  readonly #rules: LexicalRules;
  readonly #database: string;
  readonly #server: readonly Code[];
  #made: { readonly file: readonly Item[]; readonly codes: readonly Made[] } | null = null;

  /**
   * @param rows As `StatementProofs.sessionCode` answers
   * @param database Whose code is meant where no schema is named
   */
  constructor(rows: readonly Row[], database: string, rules: LexicalRules) {
    this.#rules = rules;
    this.#database = database.toLowerCase();
    const found = rows.map(({ kind, db, name, body }) => ({
      kind: String(kind),
      schema: String(db).toLowerCase(),
      name: String(name).toLowerCase(),
      body: body === null ? null : String(body),
    }));
    const parameters = Map.groupBy(
      found.filter(({ kind }) => kind === "parameter"),
      ({ schema, name }) => `${schema}.${name}`,
    );
    this.#server = found.filter(({ kind }) => kind !== "parameter").map((row) => {
      const own = parameters.get(`${row.schema}.${row.name}`)?.map(({ body }) => body ?? "") ?? [];
      return { ...row, ...this.#read(row.kind, row.body, own) };
    });
  }

  reached(items: readonly Item[], file: readonly Item[]): Reached {
    if (this.#made?.file !== file) this.#made = { file, codes: this.#madeBy(file) };
    const made = this.#made.codes;
    const codes = this.#reachedFrom(items, [...this.#server, ...made]);
    const blocks = items.filter(({ traits }) => isBlock(traits.verb, traits.manyResults))
      .map(({ statement }) => sessionCode(statement.text, this.#rules));
    const does = [...codes.map(({ does }) => does ?? NO_CODE), ...blocks];
    const calls = [
      ...does.flatMap(({ calls }) => calls),
      ...items.filter(({ traits }) => traits.verb === "CALL").map(calledBy),
    ];
    const routines = new Set(
      codes.filter(({ kind }) => kind === "routine").map(({ name }) => name),
    );
    const names = new Set(codes.map(({ name }) => name));
    const dropped = dropsOf(items).filter(({ name }) => !names.has(name));
    const runs = items.some(({ traits }) => traits.setsUnseen);
    return {
      names: new Set(does.flatMap(({ names }) => [...names])),
      asks: new Set(does.flatMap(({ asks }) => [...asks])),
      settings: does.some(({ settings }) => settings) || preparesMore(items),
      hidden: calls.some((name) => !routines.has(name)) ||
        codes.some(({ does }) => does === null) ||
        (runs && dropped.some(({ kind }) => kind === "function")),
      gone: dropped.some(({ kind, name }) =>
        kind === "trigger" && !made.some(({ trigger }) => trigger === name)
      ),
    };
  }

  #read(
    kind: string,
    body: string | null,
    own: readonly string[],
  ): Pick<Code, "mentions" | "does"> {
    const mentions = mentionsIn(body ?? "", this.#rules, true);
    if (body === null) return { mentions, does: kind === "view" ? NO_CODE : null };
    return { mentions, does: kind === "view" ? NO_CODE : sessionCode(body, this.#rules, own) };
  }

  // what a file makes is no longer, or not yet, on the server
  #madeBy(file: readonly Item[]): Made[] {
    return file.flatMap(({ statement, traits }) => {
      if (!/^CREATE\b/.test(traits.verb) || traits.verb === "CREATE TABLE") return [];
      const text = withoutComments(statement.text, statement.rules ?? this.#rules).trim();
      const [, kind = "", name = ""] = CREATES.exec(text) ?? [];
      if (name === "") return [];
      const read = this.#read(kind, text, []);
      if (kind.toUpperCase() !== "TRIGGER") {
        return [{ kind: "routine", schema: null, name: bare(name), ...read }];
      }
      const table = bare(TRIGGER_TABLE.exec(text)?.[1] ?? "");
      return [{ kind: "trigger", schema: null, name: table, trigger: bare(name), ...read }];
    });
  }

  #reachedFrom(items: readonly Item[], all: readonly Code[]): Code[] {
    if (all.length === 0) return [];
    const [said, called] = [new Set<string>(), new Set<string>()];
    const hear = ({ words, calls }: Mentions) => {
      for (const word of words) said.add(word);
      for (const call of calls) called.add(call);
    };
    const inStrings = items.some(({ traits }) => /^(PREPARE|EXECUTE)\b/.test(traits.verb));
    for (const { statement } of items.filter(runs)) {
      hear(mentionsIn(statement.text, statement.rules ?? this.#rules, inStrings));
    }
    const isSaid = (name: string) => wordsOf(name).every((word) => said.has(word));
    const isRun = ({ kind, name }: Code) =>
      isSaid(name) && (kind !== "routine" || called.has(wordsOf(name).at(-1) ?? ""));
    const reached = new Set<Code>();
    for (let before = -1; before < reached.size;) {
      before = reached.size;
      for (const code of all) {
        if (reached.has(code) || !isRun(code)) continue;
        if (code.schema !== null && code.schema !== this.#database && !isSaid(code.schema)) {
          continue;
        }
        reached.add(code);
        hear(code.mentions);
      }
    }
    return [...reached];
  }
}

// what stands in strings is data, unless strings are run
function mentionsIn(text: string, rules: LexicalRules, inStrings: boolean): Mentions {
  const [words, calls]: [string[], string[]] = [[], []];
  let [last, isCalled]: [readonly string[], boolean] = [[], false];
  for (const { kind, start, end } of tokenize(text, rules)) {
    const name = kind === "word" || kind === "name";
    const piece = text.slice(start, end);
    if (piece === "(" && last.length > 0) calls.push(last.at(-1) as string);
    if (kind === "comment" || kind.startsWith("executable")) continue;
    last = name ? wordsOf(piece) : [];
    words.push(...last);
    if (isCalled && last.length > 0) calls.push(last.at(-1) as string);
    // CALL schema.name
    isCalled = (kind === "word" && /^CALL$/i.test(piece)) || (isCalled && piece !== ";");
    if (kind !== "string" || !inStrings) continue;
    const said = wordsOf(piece);
    for (const word of said) words.push(word);
    for (const word of said) calls.push(word);
  }
  return { words, calls };
}

// what a body says is done when it is called
function runs({ traits: { verb } }: Item): boolean {
  return !/^(CREATE|ALTER|DROP)\b/.test(verb) || verb === "CREATE TABLE";
}

function isBlock(verb: string, manyResults: boolean): boolean {
  return manyResults && !/^(CALL|EXECUTE)\b/.test(verb);
}

function calledBy({ statement: { text } }: Item): string {
  return bare(CALLS.exec(text)?.[1] ?? "");
}

function dropsOf(items: readonly Item[]): { readonly kind: string; readonly name: string }[] {
  return items.filter(({ traits }) => /^DROP\b/.test(traits.verb)).flatMap(({ statement }) => {
    const [, kind = "", name = ""] = DROPS.exec(statement.text) ?? [];
    return name === "" ? [] : [{ kind: kind.toLowerCase(), name: bare(name) }];
  });
}

function preparesMore(items: readonly Item[]): boolean {
  return items.some(({ traits }) => /^EXECUTE\b/.test(traits.verb)) &&
    items.some(({ statement, traits }) =>
      /^(PREPARE|EXECUTE|SET|SELECT)\b/.test(traits.verb) && saysMore(statement.text)
    );
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [];
}

function bare(name: string): string {
  return name.replaceAll("`", "").toLowerCase();
}
