import { DunlinError, type Place } from "../errors.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { dialectFlavor, type FileDialect } from "./file_dialect.ts";
import { type FileNameParts, type Hook, readFileName } from "./file_name.ts";
import { fileProblem } from "./file_problem.ts";
import { badName } from "./bad_name.ts";
import type { Directives, Migration, SqlScript } from "./migration.ts";
import { largeHook } from "./read_large_file.ts";
import { type MigrationFile, readMigrationFile } from "./read_migration_file.ts";
import { type AbsentMigration, migrationId, resolveMigration } from "./resolve_migration.ts";
import { sizeWords } from "./size_words.ts";
import type { SourceFile } from "./source_file.ts";
import { compareText, compareVersions, type VersionOrder } from "./version.ts";

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

/** All that the files of all sources say. */
export interface Collection {
  /** Versioned ones in version order, those of several namespaces interleaved; then repeatables by id. */
  readonly migrations: readonly Migration[];
  /** SQL that runs around migrations, by when it does. */
  readonly hooks: Hooks;
  /** Of the code `invalid-migrations`, by file and line; while there is one, nothing may be run. */
  readonly problems: readonly DunlinError[];
  /** What is let through, but should be known. */
  readonly warnings: readonly CollectWarning[];
  /** Migrations that have files for other databases only: nothing to do here, and said. */
  readonly absent: readonly AbsentMigration[];
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
  const { dialect, order = "number" } = options;
  const rules: LexicalRules = { ...options.rules, flavor: flavorOf(dialect) };
  const problems: DunlinError[] = [];
  const groups = new Map<string, MigrationFile[]>();
  const hooks = readHooks(files, rules, problems);
  for (const { file, parts } of readNames(files, problems)) {
    const reading = readMigrationFile(file, parts, rules);
    problems.push(...reading.problems);
    const id = migrationId(parts, file.namespace ?? "");
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [reading.file]);
    else group.push(reading.file);
  }
  const resolutions = [...groups.values()].map((group) => resolveMigration(group, dialect));
  problems.push(...resolutions.flatMap((resolution) => resolution.problems));
  const migrations = resolutions.flatMap(({ migration }) => migration ?? [])
    .sort((a, b) => compareMigrations(a, b, order));
  return {
    migrations,
    hooks,
    problems: problems.sort(compareProblems),
    warnings: [
      ...(options.order === undefined ? mixedWidths(migrations) : []),
      ...migrations.flatMap(largeDown),
    ],
    absent: resolutions.flatMap(({ absent }) => absent ?? []),
  };
}

/**
 * The migrations of a collection, for those who want nothing else.
 *
 * @throws {DunlinError} `invalid-migrations`, with all problems.
 */
export function soundMigrations(collection: Collection): readonly Migration[] {
  const { problems, migrations } = collection;
  const [first] = problems;
  if (first === undefined) return migrations;
  throw invalidMigrations(problems);
}

/** All problems as one error; a single problem stands for itself. */
export function invalidMigrations(problems: readonly DunlinError[]): DunlinError {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  return new DunlinError(
    "invalid-migrations",
    `the migration files have ${problems.length} problems`,
    { problems, next: "put them right, then run `dunlin migrate:validate`" },
  );
}

/** Versioned ones before repeatables; by version, namespace, name. */
export function compareMigrations(a: Migration, b: Migration, order: VersionOrder): number {
  if (a.kind !== b.kind) return a.kind === "versioned" ? -1 : 1;
  const byVersion = a.kind === "versioned" ? compareVersions(a.version, b.version, order) : 0;
  return byVersion || compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

function readHooks(
  files: readonly SourceFile[],
  rules: LexicalRules,
  problems: DunlinError[],
): Hooks {
  const hooks: { [When in Hook]?: SqlScript } = {};
  for (const file of files) {
    const reading = readFileName(file.name);
    if (reading.kind !== "hook") continue;
    const { hook } = reading;
    if (file.large !== undefined) {
      problems.push(largeHook(file.path, file.large));
      continue;
    }
    const parts = { kind: "repeatable", version: "", name: hook, content: "up" } as const;
    const { file: { script }, problems: found } = readMigrationFile(file, parts, rules);
    problems.push(...found);
    for (const name of unheeded(hook, script.directives)) {
      problems.push(fileProblem(file.path, {
        message: `the directive ${name} has no effect in ${hook}.sql`,
        next: hook === "after_each"
          ? "remove it, or write it into the migrations: the hook is a part of each"
          : "remove it",
      }));
    }
    if ((file.namespace ?? "") !== "") {
      problems.push(fileProblem(file.path, {
        message:
          "a library's migrations cannot bring hooks: they would run around the project's own",
        next: "remove it, or move what it does into the migrations",
      }));
    } else if (script.kind === "sql") hooks[hook] = script;
  }
  return hooks;
}

// A part of a migration is kept as that migration is, within its limits; and
// no hook is ever reverted.
function unheeded(hook: Hook, directives: Directives): readonly string[] {
  const names = {
    "irreversible": directives.irreversible,
    ...(hook !== "after_each" ? {} : {
      "no-transaction": directives.noTransaction,
      "lock-timeout": directives.lockTimeoutMs,
      "statement-timeout": directives.statementTimeoutMs,
      "foreign-keys": directives.foreignKeys,
    }),
  };
  return Object.entries(names).filter(([, value]) => value !== undefined).map(([name]) => name);
}

function flavorOf(dialect: FileDialect): LexicalRules["flavor"] {
  const flavor = dialectFlavor(dialect);
  if (flavor === null) throw new RangeError(`migrations are not run on the dialect "${dialect}"`);
  return flavor;
}

/** The files that are migrations by their names, sorted, so that the answer never hangs on the source's order. */
function readNames(
  files: readonly SourceFile[],
  problems: DunlinError[],
): { readonly file: SourceFile; readonly parts: FileNameParts }[] {
  const key = (file: SourceFile) => `${file.namespace ?? ""}/${file.name}`;
  const there = new Set(files.map(key));
  const named: { file: SourceFile; parts: FileNameParts }[] = [];
  for (const file of files) {
    const reading = readFileName(file.name);
    if (reading.kind === "migration") named.push({ file, parts: reading.parts });
    if (reading.kind !== "malformed") continue;
    const taken = there.has(`${file.namespace ?? ""}/${reading.nearest}`);
    problems.push(badName(file.path, reading, taken));
  }
  return named.sort((a, b) => compareText(key(a.file), key(b.file)));
}

function compareProblems(a: DunlinError, b: DunlinError): number {
  return compareText(a.where?.file ?? "", b.where?.file ?? "") ||
    (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
    (a.where?.column ?? 0) - (b.where?.column ?? 0);
}

/** A down is kept in the history with what it undoes, unless it is large. */
function largeDown({ down }: Migration): CollectWarning[] {
  if (down?.kind !== "sql" || down.large === undefined) return [];
  return [{
    code: "large-down",
    message: `the down has ${sizeWords(down.large.bytes)}: it is not kept in the history table, ` +
      "so that only a release with this file can revert the migration",
    where: { file: down.file },
    next: "write a shorter one, TRUNCATE or DROP in the place of single rows, if there is one",
  }];
}

function mixedWidths(migrations: readonly Migration[]): CollectWarning[] {
  const versioned = migrations.filter(({ kind }) => kind === "versioned");
  const at = versioned.findIndex((migration, index) =>
    index > 0 && compareText(versioned[index - 1]?.version ?? "", migration.version) > 0
  );
  const [before, after] = [versioned[at - 1], versioned[at]];
  if (before === undefined || after === undefined) return [];
  return [{
    code: "mixed-widths",
    message: `versions of different widths: as numbers ${before.version} comes before ` +
      `${after.version}, as text behind it; numbers count`,
    where: { file: after.up.file },
    next: 'say "order": "number" or "order": "text" in dunlin.json',
  }];
}
