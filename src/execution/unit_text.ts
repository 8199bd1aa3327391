import type { Dialect } from "../dialects/dialect.ts";
import type { Row } from "../drivers/connection.ts";
import type { Part, SingleAct } from "./act.ts";
import { placeIn } from "./place_in.ts";
import type { Item, Unit } from "./units.ts";
import type { SqlBody, Work } from "./work.ts";

/** Hears the warnings a statement left, where they have to be asked for. */
export type WarningListener = (work: Work, item: Item, rows: readonly Row[]) => void;

/** What is heard of a unit's statements while they run. */
export interface UnitListeners {
  readonly onWarnings: WarningListener;
  readonly onItem: NonNullable<Part["onItem"]>;
}

/** What the file itself says of one unit, as few parts as its statements allow. */
export function* unitText(
  work: Work,
  body: SqlBody,
  unit: Unit,
  dialect: Dialect,
  { onWarnings, onItem }: UnitListeners,
): Generator<SingleAct> {
  for (const run of runsOf(body, unit.items, dialect)) {
    const [first] = run;
    const data = first?.statement.copyData;
    if (first && data) {
      yield {
        kind: "copy",
        part: {
          work,
          unit,
          text: first.statement.text,
          results: 1,
          items: run,
          onItem,
          dataPlace: (line) => placeIn(body.script, lineOffset(body.script.text, data.start, line)),
        },
        data: pieces(body.script.text, data.start, data.end),
      };
    } else {yield itemsText(
        work,
        run,
        dialect,
        { unit, onItem },
        body.large ? undefined : body.script.text,
      );}
    yield* warningsOf(work, unit, run, dialect, onWarnings);
  }
}

const PIECE_UNITS = 1 << 16;

/** A part of a text in pieces that never part a surrogate pair. */
function* pieces(text: string, start: number, end: number): Generator<string> {
  for (let at = start; at < end;) {
    const next = Math.min(at + PIECE_UNITS, end);
    const parted = next < end && (text.charCodeAt(next) & 0xfc00) === 0xdc00;
    yield text.slice(at, parted ? next - 1 : next);
    at = parted ? next - 1 : next;
  }
}

/** Where the n-th line, from 1, of what begins at an offset stands. */
function lineOffset(text: string, start: number, line: number): number {
  let at = start;
  for (let left = line - 1; left > 0; left--) {
    const next = text.indexOf("\n", at);
    if (next < 0) return at;
    at = next + 1;
  }
  return at;
}

/** One statement of the file by itself: a setting that is said again. */
export function itemText(work: Work, item: Item, dialect: Dialect): SingleAct {
  return itemsText(work, [item], dialect, {});
}

// Statements that may be sent as written, one text from the first to the last.
function runsOf(body: SqlBody, items: readonly Item[], dialect: Dialect): Item[][] {
  const runs: Item[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (run && previous && joins(body, previous, item, dialect)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function joins(body: SqlBody, before: Item, after: Item, dialect: Dialect): boolean {
  const separate = ({ statement, traits }: Item) =>
    statement.copyData !== undefined || traits.manyResults || traits.changesLexing;
  return dialect.warnings === null && body.large === undefined &&
    after.number === before.number + 1 &&
    !separate(before) && !separate(after) &&
    !body.gaps.some((gap) => gap.start >= before.statement.end && gap.end <= after.statement.start);
}

function itemsText(
  work: Work,
  run: readonly Item[],
  dialect: Dialect,
  more: Partial<Part>,
  text?: string,
): SingleAct {
  const [first, last] = [run[0] as Item, run.at(-1) as Item];
  const raw = text?.slice(first.statement.start, last.statement.end) ?? first.statement.text;
  const alone = run.some(({ traits }) => traits.manyResults || traits.changesLexing) ||
    (more.unit?.kind === "solo" && !dialect.mixesStatements);
  return {
    kind: "sql",
    part: {
      work,
      text: raw,
      results: run.length,
      items: run,
      ...(alone ? { alone } : {}),
      ...more,
    },
  };
}

const READS_DIAGNOSTICS = /\b(ROW_COUNT|FOUND_ROWS|DIAGNOSTICS|SHOW\s+(COUNT|WARNINGS|ERRORS))\b/i;

// MySQL keeps the warnings of the last statement only
function* warningsOf(
  work: Work,
  unit: Unit,
  run: readonly Item[],
  dialect: Dialect,
  onWarnings: WarningListener,
): Generator<SingleAct> {
  const item = run.at(-1);
  if (dialect.warnings === null || !item) return;
  const next = unit.items[unit.items.indexOf(item) + 1];
  if (next && READS_DIAGNOSTICS.test(next.statement.text)) return;
  const onRows = (rows: readonly Row[]) => rows.length > 0 && onWarnings(work, item, rows);
  yield { kind: "sql", part: { work, text: dialect.warnings, results: 1, onRows } };
}
