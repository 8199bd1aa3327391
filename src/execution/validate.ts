import { dialectOf } from "../dialects/by_name.ts";
import { DEFAULT_TABLE, parseTableName } from "../dialects/own_tables.ts";
import { DunlinError, type Place } from "../errors.ts";
import { type Collection, collectMigrations } from "../migrations/collect.ts";
import { problemsOfTexts } from "../migrations/load_texts.ts";
import type { Migration } from "../migrations/migration.ts";
import type { MigrationOutline } from "../migrations/migration_outline.ts";
import type { VersionOrder } from "../migrations/version.ts";
import type { Step } from "../plan/step.ts";
import { type SourceInput, toSource } from "../sources/to_source.ts";
import type { SqlFlavor } from "../sql/statement.ts";
import { entryOf } from "./expected_history_of.ts";
import { migrationOutlines } from "./outlines.ts";
import { prepareWorks } from "./prepare_work.ts";

/** What is to be validated, and for which database. */
export interface ValidateOptions {
  /** A manifest, a folder's path or URL, a source, or several of them. */
  readonly migrations: SourceInput;
  /** It chooses between variants, and how SQL is read. */
  readonly dialect: SqlFlavor;
  /** How versions are ordered; default as numbers. */
  readonly order?: VersionOrder;
  /** The history table's name: no file may touch it. Default `dunlin_migrations`. */
  readonly table?: string;
}

/** All that is to be said of migration files. */
export interface Validation {
  /** Those that are sound, in version order, repeatables last. */
  readonly migrations: readonly MigrationOutline[];
  /** While there is one, nothing can be run. */
  readonly problems: readonly DunlinError[];
  /** What is let through, but should be known. */
  readonly warnings: readonly ValidationWarning[];
}

/** Something in the files that is let through, but should be known. */
export interface ValidationWarning {
  /** Stable; the message may change. */
  readonly code: string;
  /** One sentence without a final period. */
  readonly message: string;
  /** Where in a file it is. */
  readonly where?: Place;
  /** What to do about it. */
  readonly next?: string;
}

/**
 * Reads every file as a run would, up and down, without a database: names,
 * text, directives, statements, what could not be sent.
 *
 * @throws {DunlinError} `missing-folder`, `manifest-damaged`, `io`; problems of files are returned
 */
export async function validate(options: ValidateOptions): Promise<Validation> {
  const files = await toSource(options.migrations).list();
  const { order, dialect } = options;
  const collection = collectMigrations(files, {
    dialect,
    ...(order === undefined ? {} : { order }),
  });
  const late = await problemsOfTexts(collection);
  const found = [...collection.problems, ...late];
  const { migrations } = collection;
  const absent = collection.absent.map(({ name, files }) => ({
    code: "other-database",
    message: `${name} has files for other databases only: ${files.join(", ")}`,
  }));
  const read = found.length > 0 ? UNREAD : await readAll(collection, options);
  return {
    migrations: migrationOutlines(migrations),
    problems: found.length > 0 ? found : read.problems,
    warnings: [...collection.warnings, ...absent, ...read.warnings],
  };
}

// what a file holds beyond its problems is asked for once they are mended
const UNREAD = { problems: [], warnings: [] };

async function readAll(
  { migrations, hooks }: Collection,
  { dialect, table }: ValidateOptions,
): Promise<Pick<Validation, "problems" | "warnings">> {
  const steps = migrations.flatMap((migration): Step[] => [
    { kind: "apply", migration },
    ...(migration.down ? [revertOf(migration)] : []),
  ]);
  try {
    const { warnings } = await prepareWorks(steps, {
      dialect: dialectOf(dialect),
      rules: dialectOf(dialect).lexicalRules(null),
      table: parseTableName(table ?? DEFAULT_TABLE).name,
      apart: () => false, // which only a database tells
      untransactional: () => null,
      // nothing is resumed here
      evidenceOf: () => ({ kind: "none", because: "nothing is resumed" }),
      variables: null,
      afterEach: hooks.after_each ?? null,
      limits: { lockMs: 0, statementMs: 0 },
      messageBytes: null,
      stored: new Map(),
    });
    return { problems: [], warnings };
  } catch (error) {
    if (!(error instanceof DunlinError)) throw error;
    return { problems: error.problems.length > 0 ? error.problems : [error], warnings: [] };
  }
}

// a step as a plan would hold it; only its file is read
function revertOf(migration: Migration): Step {
  const { id, name } = migration;
  return { kind: "revert", id, name, entry: entryOf(migration), migration };
}
