import type { DunlinError, Place } from "../errors.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { collectWith } from "./collect_with.ts";
import type { FileDialect } from "./file_dialect.ts";
import type { Hook } from "./file_name.ts";
import type { LateMigration } from "./load_texts.ts";
import type { Migration, SqlScript } from "./migration.ts";
import type { FileOutline, MigrationOutline } from "./migration_outline.ts";
import { readMigrationFile } from "./read_migration_file.ts";
import type { AbsentMigration } from "./resolve_migration.ts";
import type { SourceFile } from "./source_file.ts";
import type { VersionOrder } from "./version.ts";

/** What {@linkcode collectMigrations} has to know beside the files. */
export interface CollectOptions {
  /** The database the migrations are for; it chooses between variants. */
  readonly dialect: FileDialect;
  /** Left out: as numbers, with a warning where text order would differ. */
  readonly order?: VersionOrder;
  /** Settings of the server that change how its SQL is read. */
  readonly rules?: Omit<LexicalRules, "flavor">;
}

/** Something worth knowing that stops nothing. */
export interface CollectWarning {
  /** Stable; the message may change. */
  readonly code: "mixed-widths" | "large-down";
  /** One sentence without a final period. */
  readonly message: string;
  /** Where it shows. */
  readonly where?: Place;
  /** What to do about it. */
  readonly next?: string;
}

/** The project's hooks: `before_all.sql`, `after_each.sql`, `after_all.sql`. */
export type Hooks = { readonly [When in Hook]?: SqlScript };

/** The project's hooks as results tell them. */
export type HookOutlines = { readonly [When in Hook]?: FileOutline };

/** All that the files of all sources say, as results tell it. */
export interface CollectionOutline {
  /** Versioned ones in version order, those of several namespaces interleaved; then repeatables by id. */
  readonly migrations: readonly MigrationOutline[];
  /** SQL that runs around migrations, by when it does. */
  readonly hooks: HookOutlines;
  /** Of the code `invalid-migrations`, by file and line; while there is one, nothing may be run. */
  readonly problems: readonly DunlinError[];
  /** What is let through, but should be known. */
  readonly warnings: readonly CollectWarning[];
  /** Migrations that have files for other databases only: nothing to do here, and said. */
  readonly absent: readonly AbsentMigration[];
}

/** {@linkcode CollectionOutline} with what is run. */
export interface Collection extends CollectionOutline {
  readonly migrations: readonly Migration[];
  readonly hooks: Hooks;
  /** Brings the texts of migrations that are not there yet, by id; see {@linkcode loadTexts}. */
  readonly late: ReadonlyMap<string, LateMigration>;
}

/**
 * Makes migrations of the files of all sources and finds every problem of
 * every file. Nothing is skipped in silence: a file is a migration's, is known
 * to be none by its name (see `file_name.ts`), or is a problem.
 */
export function collectMigrations(
  files: readonly SourceFile[],
  options: CollectOptions,
): Collection {
  return collectWith(readMigrationFile, files, options);
}
