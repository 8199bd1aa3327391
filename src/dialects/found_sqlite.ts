import { sqlite } from "./sqlite.ts";

/** What a session of SQLite is like: its pragmas, attached databases and temporary objects. */
export interface FoundSqlite {
  readonly pragmas: ReadonlyMap<string, string>;
  readonly databases: ReadonlySet<string>;
  /** Kind by name: `table`, `view`, `trigger`. */
  readonly temporary: ReadonlyMap<string, string>;
}

/** Settings of a session that a file may change. Source: sqlite.org/pragma.html. */
export const SQLITE_PRAGMAS: readonly string[] = [
  "analysis_limit",
  "automatic_index",
  "busy_timeout",
  "cache_size",
  "cache_spill",
  "cell_size_check",
  "checkpoint_fullfsync",
  "foreign_keys",
  "fullfsync",
  "ignore_check_constraints",
  "journal_size_limit",
  "legacy_alter_table",
  "query_only",
  "read_uncommitted",
  "recursive_triggers",
  "reverse_unordered_selects",
  "secure_delete",
  "synchronous",
  "temp_store",
  "threads",
  "trusted_schema",
  "wal_autocheckpoint",
  "writable_schema",
];

/** One row with a column `name` for each database of the session. */
export const SQLITE_DATABASES = "SELECT name FROM pragma_database_list";

/** One row with `type` and `name` for each temporary object; indexes go with their tables. */
export const SQLITE_TEMPORARY =
  "SELECT type, name FROM sqlite_temp_master WHERE type <> 'index' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'";

/** Statements that make a session what it was, as far as it is not. */
export function restoreSqlite(before: FoundSqlite, now: FoundSqlite): readonly string[] {
  const added = [...now.temporary].filter(([name]) => !before.temporary.has(name));
  const order = ["trigger", "view", "table"];
  added.sort(([, a], [, b]) => order.indexOf(a) - order.indexOf(b));
  const attached = [...now.databases].filter((name) =>
    !before.databases.has(name) && name !== "temp"
  );
  return [
    // first: query_only would refuse the rest
    ...[...before.pragmas].filter(([name, value]) => now.pragmas.get(name) !== value)
      .map(([name, value]) => `PRAGMA ${name} = ${value}`),
    ...added.map(([name, type]) => `DROP ${type} IF EXISTS temp.${sqlite.quote(name)}`),
    ...attached.map((name) => `DETACH ${sqlite.quote(name)}`),
  ];
}
