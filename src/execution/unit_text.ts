import type { Dialect } from "../dialects/dialect.ts";
import type { Row } from "../drivers/connection.ts";
import type { Act, Part } from "./act.ts";
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
): Generator<Act> {
  for (const run of runsOf(body, unit.items, dialect)) {
    const [first] = run;
    const data = first?.statement.copyData;
    if (first && data) {
      yield {
        kind: "copy",
        part: { work, unit, text: first.statement.text, results: 1, items: run, onItem },
        data: body.script.text.slice(data.start, data.end),
      };
    } else yield itemsText(work, run, dialect, { unit, onItem }, body.script.text);
    yield* warningsOf(work, unit, run, dialect, onWarnings);
  }
}

/** One statement of the file by itself: a setting that is said again. */
export function itemText(work: Work, item: Item, dialect: Dialect): Act {
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
  return dialect.warnings === null && after.number === before.number + 1 &&
    !separate(before) && !separate(after) &&
    !body.gaps.some((gap) => gap.start >= before.statement.end && gap.end <= after.statement.start);
}

function itemsText(
  work: Work,
  run: readonly Item[],
  dialect: Dialect,
  more: Partial<Part>,
  text?: string,
): Act {
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
): Generator<Act> {
  const item = run.at(-1);
  if (dialect.warnings === null || !item) return;
  const next = unit.items[unit.items.indexOf(item) + 1];
  if (next && READS_DIAGNOSTICS.test(next.statement.text)) return;
  const onRows = (rows: readonly Row[]) => rows.length > 0 && onWarnings(work, item, rows);
  yield { kind: "sql", part: { work, text: dialect.warnings, results: 1, onRows } };
}
