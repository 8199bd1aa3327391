import type { Grammar } from "./grammar.ts";
import type { Generated } from "./request.ts";

/**
 * A rebuild of a SQLite table nobody could look at: it says what to fill in,
 * and fails, changing nothing, until that is done.
 */
export function rebuildTemplate(
  name: string,
  table: string,
  changes: readonly string[],
  { quote }: Grammar,
): Generated {
  const fresh = quote(`${table}_rebuilt`);
  const lines = [
    "-- SQLite cannot ALTER this: a table of the new shape takes the place of the old one.",
    `-- It was generated without a database to look at. Fill in ${table} as it should be,`,
    "-- with these changes, and take the dots away:",
    ...changes.map((change) => `--   ${change}`),
    `CREATE TABLE ${fresh} (`,
    "  …",
    ");",
    "",
    `INSERT INTO ${fresh} (…) SELECT … FROM ${quote(table)};`,
    "",
    `DROP TABLE ${quote(table)};`,
    "",
    `ALTER TABLE ${fresh} RENAME TO ${quote(table)};`,
    "",
    "-- then its indexes and triggers again",
  ];
  const down = [
    `-- dunlin: irreversible because nobody knows yet what ${table} was (replace this line)`,
    `-- The same with ${table} as it was before.`,
  ];
  return {
    files: [{ name, up: lines.join("\n") + "\n", down: down.join("\n") + "\n" }],
    notes: [
      `fill in both sides: SQLite has to rebuild ${table}, and there was no database to look at`,
    ],
  };
}
