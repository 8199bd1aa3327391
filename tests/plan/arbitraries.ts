import type * as FastCheck from "fast-check";
import type { Migration } from "../../src/migrations/migration.ts";
import type { History, HistoryEntry, JournalEntry } from "../../src/plan/history.ts";
import { entry, file, journal } from "./fixtures.ts";

/** Files and a history that may have parted ways. */
export interface World {
  readonly migrations: readonly Migration[];
  readonly history: History;
}

/** One migration, and what has become of it on either side. */
interface Fate {
  readonly stem: string;
  readonly namespace: string;
  readonly inFiles: boolean;
  readonly inHistory: boolean;
  readonly edited: boolean;
  readonly down: boolean;
  readonly storedDown: boolean;
  readonly only: boolean;
  readonly journal: "none" | "up" | "down";
  readonly rank: number;
}

/** Worlds in which anything may have happened to a migration. */
export function worlds(fc: typeof FastCheck): FastCheck.Arbitrary<World> {
  return fc.uniqueArray(fates(fc), { selector: key, maxLength: 12 }).map(worldOf);
}

/** Worlds nothing has happened to but applying some of the files, all of them reversible. */
export function tidyWorlds(fc: typeof FastCheck): FastCheck.Arbitrary<World> {
  return fc.uniqueArray(fates(fc), { selector: key, maxLength: 12 }).map((all) =>
    worldOf(all.map((fate) => ({
      ...fate,
      inFiles: true,
      edited: false,
      down: true,
      only: false,
      journal: "none",
    })))
  );
}

function fates(fc: typeof FastCheck): FastCheck.Arbitrary<Fate> {
  const version = fc.oneof(
    fc.integer({ min: 0, max: 9 }).map(String),
    fc.constantFrom("01", "10", "100"),
  );
  return fc.record({
    stem: fc.oneof(
      { weight: 5, arbitrary: version.map((digits) => `${digits}_m`) },
      { weight: 1, arbitrary: fc.constantFrom("R__v", "R__w") },
    ),
    namespace: fc.constantFrom("", "", "auth"),
    inFiles: often(fc),
    inHistory: fc.boolean(),
    edited: seldom(fc),
    down: often(fc),
    storedDown: fc.boolean(),
    only: seldom(fc),
    journal: fc.constantFrom("none", "none", "none", "none", "up", "down"),
    rank: fc.nat(),
  });
}

function often(fc: typeof FastCheck): FastCheck.Arbitrary<boolean> {
  return fc.constantFrom(true, true, true, true, false);
}

function seldom(fc: typeof FastCheck): FastCheck.Arbitrary<boolean> {
  return fc.constantFrom(false, false, false, false, false, true);
}

function migrationOf({ stem, namespace, edited, down, only }: Fate): Migration {
  return file(stem, {
    namespace,
    down,
    ...(edited ? { checksum: "edited" } : {}),
    ...(only ? { directives: { only: ["staging"] } } : {}),
  });
}

function key(fate: Fate): string {
  return migrationOf(fate).id;
}

function worldOf(fates: readonly Fate[]): World {
  const entries: HistoryEntry[] = fates
    .filter(({ inHistory }) => inHistory)
    .toSorted((a, b) => a.rank - b.rank)
    .map((fate, index) =>
      entry(migrationOf(fate), index + 1, {
        checksum: `sum of ${fate.stem}`,
        hasStoredDown: fate.storedDown,
      })
    );
  const rows: JournalEntry[] = fates.flatMap((fate) =>
    fate.journal === "none" ? [] : journal(key(fate), fate.journal, 1, 3)
  );
  const migrations = fates.filter(({ inFiles }) => inFiles).map(migrationOf);
  return { migrations, history: { entries, journal: rows } };
}
