import type { Item } from "./units.ts";

/** A user variable of MySQL; an address in a string (`a@b`) has a letter before it. */
const VARIABLE = /(?<![@\w])@[`'"]?[\w$.]+/g;
const TEMPORARY =
  /\bTEMP(?:ORARY)?\s+(?:TABLE|VIEW|SEQUENCE)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[`"\w$]+\s*\.\s*)?[`"]?([\w$]+)/i;
const PREPARED = /^(?:PREPARE|EXECUTE)\s+[`"]?([\w$]+)/i;

/** What the last statement of a session left for the next: another session answers 0. */
const LAST_KEY =
  /\b(LAST_INSERT_ID|LAST_INSERT_ROWID|LASTVAL|CURRVAL)\s*\(|@@\s*(SESSION\s*\.\s*)?(IDENTITY|LAST_INSERT_ID)\b/i;
const LAST_COUNT = /\b(ROW_COUNT|FOUND_ROWS|CHANGES|TOTAL_CHANGES)\s*\(|\bGET\s+DIAGNOSTICS\b/i;
const INSERTS = /^(INSERT|REPLACE|WITH)\b/;

/**
 * What ended with an earlier session and is needed by what is left to run: a
 * variable, a temporary table, a prepared statement. Where a statement does not
 * say what it leaves, everything it might is taken to be needed.
 *
 * @returns The first statement that made such a thing
 */
export function lostWithSession(
  finished: readonly Item[],
  rest: readonly Item[],
): Item | undefined {
  if (rest.length === 0) return undefined;
  const last = lastAnswers(finished, rest);
  if (last) return last;
  const text = rest.map(({ statement }) => statement.text).join("\n");
  const computed = finished.find((item) =>
    item.traits.session === "computed" && isNeeded(item, text)
  );
  return computed ?? setUnseen(finished, text);
}

// A function of the database may set variables without the text saying so; what
// constants set is said again.
function setUnseen(finished: readonly Item[], rest: string): Item | undefined {
  const caller = finished.find(({ traits }) => traits.mayLeaveSession === true);
  if (caller === undefined) return undefined;
  const said = finished.filter(({ traits }) => traits.session === "constant")
    .flatMap(({ statement }) => statement.text.match(VARIABLE) ?? []).map(bare);
  const asked = (rest.match(VARIABLE) ?? []).map(bare);
  return asked.some((name) => !said.includes(name)) ? caller : undefined;
}

/** The statement whose key or count is asked for behind a boundary, before a new one gives another. */
export function lastAnswers(finished: readonly Item[], rest: readonly Item[]): Item | undefined {
  if (finished.length > 0 && LAST_COUNT.test(rest[0]?.statement.text ?? "")) return finished.at(-1);
  for (const { statement, traits } of rest) {
    if (LAST_KEY.test(statement.text)) {
      return finished.findLast(({ traits }) => INSERTS.test(traits.verb));
    }
    if (INSERTS.test(traits.verb)) return undefined;
  }
  return undefined;
}

function isNeeded({ statement, traits }: Item, rest: string): boolean {
  const temporary = TEMPORARY.exec(statement.text)?.[1];
  if (temporary !== undefined) return mentions(rest, temporary);
  const prepared = PREPARED.exec(statement.text)?.[1];
  if (traits.verb === "PREPARE" && prepared !== undefined) return mentions(rest, prepared);
  // what they call may have set any variable
  if (/^(CALL|EXECUTE)\b/.test(traits.verb)) return rest.match(VARIABLE) !== null;
  const made: readonly string[] = statement.text.match(VARIABLE) ?? [];
  if (made.length === 0) return true;
  const asked = (rest.match(VARIABLE) ?? []).map(bare);
  return made.some((name) => asked.includes(bare(name)));
}

function bare(variable: string): string {
  return variable.replaceAll(/[@`'"]/g, "").toLowerCase();
}

function mentions(text: string, name: string): boolean {
  const word = name.replaceAll(/[$]/g, "\\$");
  return new RegExp(`(?<![\\w$])${word}(?![\\w$])`, "i").test(text);
}

/** What the last statement left is asked for, or a variable. */
const LEANS = new RegExp(`${LAST_KEY.source}|${LAST_COUNT.source}|${VARIABLE.source}`, "i");

/** A statement asks for the last key or the last count. */
export const LAST_ANSWER: RegExp = new RegExp(`${LAST_KEY.source}|${LAST_COUNT.source}`, "i");

const MOST_NAMES = 1000;

/**
 * What the statements of a large file need of the session they run in, for
 * {@linkcode lostWithSession}: found while they pass, not kept.
 */
export class SessionNeeds {
  readonly #made: string[] = [];
  readonly #said = new Set<string>();

  /** Whether a statement asks for what those before it left in the session. */
  leans(text: string): boolean {
    return LEANS.test(text) || this.#made.some((name) => mentions(text, name));
  }

  /** What it asks for, as a text that asks for the same. */
  asked(text: string): string {
    const names = [
      ...text.match(VARIABLE) ?? [],
      ...this.#made.filter((name) => mentions(text, name)),
      ...LAST_KEY.test(text) ? ["LAST_INSERT_ID()"] : [],
      ...LAST_COUNT.test(text) ? ["ROW_COUNT()"] : [],
    ];
    return [...new Set(names)].join(" ");
  }

  /** Whether nothing before it asked for just the same. */
  isNew(text: string): boolean {
    const asked = this.asked(text);
    if (this.#said.has(asked) || this.#said.size >= MOST_NAMES) return false;
    this.#said.add(asked);
    return true;
  }

  /** A stretch ends: the next one asks anew. */
  anew(): void {
    this.#said.clear();
  }

  /** Follows the temporary tables that are made. */
  made({ statement, traits }: Item): void {
    if (traits.session !== "computed") return;
    const temporary = TEMPORARY.exec(statement.text)?.[1];
    if (temporary !== undefined && this.#made.length < MOST_NAMES) this.#made.push(temporary);
  }
}
