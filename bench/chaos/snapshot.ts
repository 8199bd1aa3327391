import type { RawRow } from "../../tests/contract/databases.ts";

/** All that can be told of a database, in a form that two of them can be compared by. */
export interface Snapshot {
  /** How often each mark stands there. */
  readonly marks: ReadonlyMap<string, number>;
  /** What the counter says. */
  readonly counter: number;
  /** A line for each part of the schema, sorted; and for each table how many rows of what sum. */
  readonly schema: readonly string[];
  /** dunlin's history in its order: id and checksum; null where there is none. */
  readonly history: readonly string[] | null;
  /** How many rows its journal has. */
  readonly journal: number;
}

/** The start of the names of dunlin's own tables. */
export const OWN = "dunlin_migrations";

/** The first column of every row, as text. */
export function firstColumn(rows: readonly RawRow[]): string[] {
  return rows.map((row) => String(Object.values(row)[0]));
}

/** How often each of them stands there. */
export function tally(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How a database differs from the one it should be like. */
export interface Difference {
  readonly kind: "lost" | "doubled";
  readonly what: string;
}

/**
 * What stands more often (doubled) or less often (lost) than it should.
 *
 * @param parts Whether history and journal are compared, too
 */
export function compareSnapshots(
  is: Snapshot,
  should: Snapshot,
  parts: "all" | "contents" = "all",
): readonly Difference[] {
  const found = [...differencesOf(is.marks, should.marks, "mark ")];
  if (is.counter !== should.counter) {
    found.push({
      kind: is.counter < should.counter ? "lost" : "doubled",
      what: `counter ${is.counter} instead of ${should.counter}`,
    });
  }
  found.push(...differencesOf(tally(is.schema), tally(should.schema), ""));
  if (parts === "contents") return found;
  found.push(...differencesOf(tally(is.history ?? []), tally(should.history ?? []), "history "));
  if (found.length === 0 && is.history?.join() !== should.history?.join()) {
    found.push({ kind: "lost", what: `order of the history: ${is.history?.join(", ")}` });
  }
  if (is.journal > 0) found.push({ kind: "doubled", what: `${is.journal} rows in the journal` });
  return found;
}

function differencesOf(
  is: ReadonlyMap<string, number>,
  should: ReadonlyMap<string, number>,
  name: string,
): Difference[] {
  const found: Difference[] = [];
  for (const key of new Set([...is.keys(), ...should.keys()])) {
    const [has, needs] = [is.get(key) ?? 0, should.get(key) ?? 0];
    if (has === needs) continue;
    found.push({
      kind: has < needs ? "lost" : "doubled",
      what: `${name}${key}: ${has} instead of ${needs}`,
    });
  }
  return found;
}
