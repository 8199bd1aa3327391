import type { StatementClass } from "../sql/statement.ts";
import type { Item } from "./units.ts";

const TEMPORARY =
  /\bTEMP(?:ORARY)?\s+(?:TABLE|VIEW|SEQUENCE)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[`"\w$]+\s*\.\s*)?[`"]?([\w$]+)/i;
const PREPARED = /^(?:PREPARE|EXECUTE)\s+[`"]?([\w$]+)/i;

const PREPARES = /^(PREPARE|EXECUTE)\b/;
const ANY_NAME = /(?<![@\w])@`?[\w$.]+/g; // an address (`a@b`) has a letter before it

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
 * @param unsaid Variables that the rest asks for without its text saying so
 * @returns The first statement that made such a thing
 */
export function lostWithSession(
  finished: readonly Item[],
  rest: readonly Item[],
  unsaid: ReadonlySet<string> = new Set(),
): Item | undefined {
  if (rest.length === 0) return undefined;
  const last = lastAnswers(finished, rest);
  if (last) return last;
  const text = rest.map(({ statement }) => statement.text).join("\n");
  const asked = new Set([...askedOf(rest), ...unsaid]);
  const computed = finished.find((item) =>
    item.traits.session === "computed" && isNeeded(item, text, asked)
  );
  return computed ?? neededOfSettings(finished, asked) ?? changedOnServer(finished, asked);
}

/** What code of the database does with a session that statements run in. */
export interface Reached {
  /** User variables it names. */
  readonly names: ReadonlySet<string>;
  /** Those whose value it may take from what was before it. */
  readonly asks: ReadonlySet<string>;
  /** It may change settings. */
  readonly settings: boolean;
  /** Some of it cannot be looked at: it may do anything. */
  readonly hidden: boolean;
  /** Triggers that may have been run are no longer there. */
  readonly gone: boolean;
}

/** Knows the code of a database. */
export interface Unseen {
  /** @param file All items of the file, which may make such code, too */
  reached(items: readonly Item[], file: readonly Item[]): Reached;
}

/** Items of a file; `writes` are samples of what else of it writes tables. */
export interface Ran {
  readonly items: readonly Item[];
  readonly writes: readonly Item[];
}

/** Variables in which a dump keeps settings: no trigger has them. */
const OF_DUMPS = /^(old|saved?)_/;

/**
 * As {@linkcode lostWithSession}, of what no text says: procedures, functions
 * and triggers that were run may have set variables and settings, and those that
 * are to be run may ask for variables. In doubt they did, and do.
 */
export function lostUnseen(finished: Ran, rest: Ran, unseen: Unseen): Item | undefined {
  if (rest.items.length === 0) return undefined;
  const [before, behind] = [finished, rest].map(({ items, writes }) => [...items, ...writes]) as [
    Item[],
    Item[],
  ];
  const file = [...before, ...behind];
  const of = (items: readonly Item[]) => unseen.reached(items, file);
  const first = (is: (reached: Reached) => boolean) =>
    before.find((item) => is(of([item]))) ?? before[0];
  const did = of(before);
  if (did.settings || did.hidden) return first(({ settings, hidden }) => settings || hidden);
  const asked = askedUnseen(finished, rest, of);
  const replayed = finished.items.filter(({ traits }) => traits.session === "constant");
  const needed = new Set([
    ...asked,
    ...askedOf(rest.items),
    ...replayed.flatMap(({ traits }) => traits.variables?.asks ?? []),
  ]);
  const isNamed = ({ names }: Reached) => [...names].some((name) => needed.has(name));
  if (isNamed(did)) return first(isNamed);
  if (did.gone && [...needed].some((name) => !OF_DUMPS.test(name))) {
    return first(({ gone }) => gone);
  }
  return lostWithSession(finished.items, rest.items, asked);
}

/** What code that is to be run takes from statements before it. */
function askedUnseen(
  finished: Ran,
  rest: Ran,
  of: (items: readonly Item[]) => Reached,
): ReadonlySet<string> {
  const { asks, hidden } = of([...rest.items, ...rest.writes]);
  if (hidden) {
    const { names } = of([...finished.items, ...finished.writes]);
    return new Set([...names, ...finished.items.flatMap(namesOf)]);
  }
  const [asked, set] = [new Set<string>(), new Set<string>()];
  if (asks.size === 0) return asked;
  if (rest.writes.length > 0) return asks; // in what order is not known
  for (const item of rest.items) {
    for (const name of of([item]).asks) if (!set.has(name)) asked.add(name);
    for (const name of item.traits.variables?.sets ?? []) set.add(name);
  }
  return asked;
}

/** The variables whose value statements take from those before them. */
function askedOf(rest: readonly Item[]): ReadonlySet<string> {
  const [asked, set] = [new Set<string>(), new Set<string>()];
  // what is prepared from a string asks for what the string names
  const inStrings = rest.some(({ traits: { verb } }) => PREPARES.test(verb)) ? ANY_NAME : null;
  for (const { statement: { text }, traits: { variables } } of rest) {
    const said = inStrings === null ? [] : text.match(inStrings) ?? [];
    const named = said.map((name) => name.replaceAll(/[@`]/g, "").toLowerCase())
      .filter((name) => !variables?.sets.includes(name));
    for (const name of [...variables?.asks ?? [], ...named]) if (!set.has(name)) asked.add(name);
    for (const name of variables?.sets ?? []) set.add(name);
  }
  return asked;
}

/**
 * Settings with constant values are said again. That does not bring back what
 * took its value from a variable that is lost, nor a variable that a function
 * of the database may have set without the text saying so.
 */
function neededOfSettings(
  finished: readonly Item[],
  asked: ReadonlySet<string>,
): Item | undefined {
  const [lost, said] = [new Set<string>(), new Set<string>()];
  let caller: Item | undefined;
  for (const item of finished) {
    const { session, setsUnseen, variables } = item.traits;
    if (setsUnseen) {
      caller ??= item;
      said.clear(); // it may have set what was set before it, too
    }
    if (session === "computed") { for (const name of namesOf(item)) lost.add(name); }
    if (session !== "constant" || variables === undefined) continue;
    const { asks, sets, settings } = variables;
    if (asks.some((name) => lost.has(name) || (caller !== undefined && !said.has(name)))) {
      if (settings || sets.some((name) => asked.has(name))) return item;
      for (const name of sets) lost.add(name);
    } else for (const name of sets) said.add(name);
  }
  return [...asked].some((name) => !said.has(name)) ? caller : undefined;
}

/**
 * What took its value from a variable of the server that was changed behind it:
 * said again, it takes the new one.
 */
function changedOnServer(
  finished: readonly Item[],
  asked: ReadonlySet<string>,
): Item | undefined {
  const [changed, needed] = [new Set<string>(), new Set(asked)];
  for (const item of finished.toReversed()) {
    const { statement: { text }, traits: { session, setsServer, variables } } = item;
    if (session === "constant") {
      const settings = variables?.settings ?? true;
      if (!settings && !variables?.sets.some((name) => needed.has(name))) continue;
      if (serverNames(text, TAKES).some((name) => changed.has(name))) return item;
      for (const name of variables?.asks ?? []) needed.add(name);
    }
    if (setsServer) { for (const name of serverNames(text, SETS)) changed.add(name); }
  }
  return undefined;
}

const TAKES = /@@\s*(?:\w+\s*\.\s*)?[`"]?(\w+)(?![`"\w]*\s*:?=)/g;
const SETS = /(\w+)[`"]?\s*:?=/g;

function serverNames(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name.toLowerCase());
}

function namesOf({ traits: { variables } }: Item): readonly string[] {
  return variables === undefined ? [] : [...variables.asks, ...variables.sets];
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

function isNeeded(item: Item, rest: string, asked: ReadonlySet<string>): boolean {
  const { statement: { text }, traits } = item;
  const temporary = TEMPORARY.exec(text)?.[1];
  if (temporary !== undefined) return mentions(rest, temporary);
  const prepared = PREPARED.exec(text)?.[1];
  if (traits.verb === "PREPARE" && prepared !== undefined) return mentions(rest, prepared);
  // what they call may have set any variable
  if (/^(CALL|EXECUTE)\b/.test(traits.verb)) return asked.size > 0;
  const made = namesOf(item);
  return made.length === 0 || traits.variables?.settings === true ||
    made.some((name) => asked.has(name));
}

function mentions(text: string, name: string): boolean {
  const word = name.replaceAll(/[$]/g, "\\$");
  return new RegExp(`(?<![\\w$])${word}(?![\\w$])`, "i").test(text);
}

/** A statement asks for the last key or the last count. */
export const LAST_ANSWER: RegExp = new RegExp(`${LAST_KEY.source}|${LAST_COUNT.source}`, "i");

const MOST_NAMES = 1000;
const CALLED = /(?:[\w$`]+\s*\.\s*)?[\p{L}\p{N}_$`]+\s*\(/gu;

/** A statement as far as it asks for something. */
type Asking = { readonly text: string; readonly traits: StatementClass };

/**
 * What the statements of a large file need of the session they run in, for
 * {@linkcode lostWithSession}: found while they pass, not kept.
 */
export class SessionNeeds {
  readonly #made: string[] = [];
  readonly #said = new Set<string>();
  #unseen = false;

  /** Whether a statement asks for what those before it left in the session. */
  leans(asking: Asking): boolean {
    const { text, traits } = asking;
    return traits.variables !== undefined || LAST_ANSWER.test(text) ||
      this.#made.some((name) => mentions(text, name));
  }

  /** What it asks for, as a text that asks for the same. */
  asked({ text, traits: { variables, setsUnseen } }: Asking): string {
    const names = [
      ...[...variables?.asks ?? [], ...variables?.sets ?? []].map((name) => `@${name}`),
      ...this.#made.filter((name) => mentions(text, name)),
      ...setsUnseen ? text.match(CALLED)?.map((call) => `${call})`) ?? [] : [],
      ...LAST_KEY.test(text) ? ["LAST_INSERT_ID()"] : [],
      ...LAST_COUNT.test(text) ? ["ROW_COUNT()"] : [],
    ];
    return [...new Set(names)].join(" ");
  }

  /** Whether nothing before it asked for just the same. */
  isNew(asking: Asking): boolean {
    const asked = this.asked(asking);
    if (this.#said.has(asked) || this.#said.size >= MOST_NAMES) return false;
    this.#said.add(asked);
    return true;
  }

  /**
   * Whether it runs what none before it ran, or is the first, since variables were set, that may
   * set some without its text saying so.
   */
  isNewUnseen(asking: Asking): boolean {
    const { traits } = asking;
    // what is set between two of them is not sure behind the second
    if ((traits.variables?.sets.length ?? 0) > 0) this.#unseen = false;
    if (traits.setsUnseen !== true) return false;
    const [isNew, isFirst] = [this.isNew(asking), !this.#unseen];
    this.#unseen = true;
    return isNew || isFirst;
  }

  /** A stretch ends: the next one asks anew. */
  anew(): void {
    this.#said.clear();
    this.#unseen = false;
  }

  /** Follows the temporary tables that are made. */
  made({ statement, traits }: Item): void {
    if (traits.session !== "computed") return;
    const temporary = TEMPORARY.exec(statement.text)?.[1];
    if (temporary !== undefined && this.#made.length < MOST_NAMES) this.#made.push(temporary);
  }
}
