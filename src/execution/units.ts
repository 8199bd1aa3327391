import { createHash, type Hash } from "node:crypto";
import type { Dialect } from "../dialects/dialect.ts";
import type { Statement, StatementClass } from "../sql/statement.ts";
import type { Stretch } from "./large/slice.ts";

/** One statement of a file that is sent. */
export interface Item {
  /** Its number in the file, from 1, for people. */
  readonly number: number;
  readonly statement: Statement;
  readonly traits: StatementClass;
}

/**
 * What is kept or lost together: statements of one transaction, or one
 * statement that commits by itself or cannot be in a transaction.
 */
export interface Unit {
  /** Its place in the file, from 1: the journal's position. */
  readonly position: number;
  readonly kind: "transaction" | "solo";
  readonly items: readonly Item[];
  /** SHA-256 in hex of its statements, line ends evened out. */
  readonly hash: string;
  /** Of a step of a TypeScript migration: how its code calls it. */
  readonly name?: string;
  /** Of a large file: what is sent, while `items` holds only what has to be known of it. */
  readonly stretch?: Stretch;
}

/** The number of a unit's first statement; 0 where it has none. */
export function firstNumber({ stretch, items }: Unit): number {
  return stretch?.first ?? items[0]?.number ?? 0;
}

/** The number of a unit's last statement; 0 where it has none. */
export function lastNumber({ stretch, items }: Unit): number {
  return stretch?.last ?? items.at(-1)?.number ?? 0;
}

/** How many statements a unit sends. */
export function countOf({ stretch, items }: Unit): number {
  return stretch?.count ?? items.length;
}

/** How a unit is called: a step's name, or the leading keywords of its first statement. */
export function verbOf({ name, stretch, items }: Unit): string {
  return name ?? stretch?.verb ?? items[0]?.traits.verb ?? "";
}

/** How a file asks to be cut. */
export interface Cutting {
  /** `no-transaction`, or transaction commands in the middle: every statement for itself. */
  readonly each: boolean;
  /** Item numbers that begin and end a transaction of the file's own (from the first to the last inside). */
  readonly transactions: readonly { readonly first: number; readonly last: number }[];
  /** Whether a statement must be kept by itself because no ROLLBACK brings back what it writes. */
  readonly apart: (item: Item) => boolean;
  /** Hashes of the units an earlier run has begun, in order: units are cut so that they match. */
  readonly begun: readonly string[];
}

/**
 * The hash of a unit, which is all the journal knows of its text.
 *
 * @param script The text of the file, where the data of its COPYs stand
 */
export function unitHash(items: readonly Item[], script = ""): string {
  const hash = createHash("sha256");
  for (const item of items) hashItem(hash, item, script);
  return hash.digest("hex");
}

function hashItem(hash: Hash, { statement: { text, copyData } }: Item, script: string): void {
  hashStatement(hash, text);
  if (copyData !== undefined) hashData(hash, script.slice(copyData.start, copyData.end));
}

/** A statement's text as it counts in a unit's hash: line ends evened out. */
export function hashStatement(hash: Hash, text: string): void {
  // in two steps: a text of megabytes is not to be copied for its end
  hashData(hash, text);
  hash.update("\n;\n");
}

/** Lines of a COPY's data, as they count in a unit's hash behind its statement. */
export function hashData(hash: Hash, text: string): void {
  hash.update(text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text);
}

/**
 * Statements → units, in file order. One transaction unit for all is the whole file at once.
 *
 * @param script See {@linkcode unitHash}
 */
export function cutUnits(
  items: readonly Item[],
  dialect: Dialect,
  cutting: Cutting,
  script = "",
): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < items.length;) {
    const length = unitLength(items, at, units.length, dialect, cutting, script);
    const taken = items.slice(at, at + length);
    units.push({
      position: units.length + 1,
      kind: taken.length === 1 && isSolo(taken[0] as Item, dialect, cutting)
        ? "solo"
        : "transaction",
      items: taken,
      hash: unitHash(taken, script),
    });
    at += length;
  }
  return units;
}

function unitLength(
  items: readonly Item[],
  at: number,
  index: number,
  dialect: Dialect,
  cutting: Cutting,
  script: string,
): number {
  const first = items[at] as Item;
  const own = cutting.transactions.find((range) => range.first === first.number);
  if (own) {
    return items.filter((item) => item.number >= own.first && item.number <= own.last).length;
  }
  if (cutting.each || isSolo(first, dialect, cutting)) return 1;
  const solo = (item: Item | undefined) => item === undefined || isSolo(item, dialect, cutting);
  let length = 1;
  while (!solo(items[at + length])) length++;
  return lengthOfBegun(items.slice(at, at + length), cutting.begun[index], script) ?? length;
}

// An edit below what is done may have made a run of statements longer; what was
// begun keeps the cut it was begun with.
function lengthOfBegun(
  run: readonly Item[],
  hash: string | undefined,
  script: string,
): number | null {
  if (hash === undefined) return null;
  const growing = createHash("sha256");
  for (const [index, item] of run.entries()) {
    hashItem(growing, item, script);
    if (growing.copy().digest("hex") === hash) return index + 1;
  }
  return null;
}

/** Whether a statement is kept by itself. */
export function isSolo(item: Item, dialect: Dialect, cutting: Omit<Cutting, "begun">): boolean {
  const { traits, number, statement } = item;
  if (traits.outsideTransaction || traits.setsServer || cutting.apart(item)) return true;
  const inside = cutting.transactions.some(({ first, last }) => first <= number && number <= last);
  if (cutting.each && !inside && dialect.standsAlone(statement.text, traits)) return true;
  return !dialect.transactionalDdl && (traits.commitsImplicitly || traits.manyResults);
}
