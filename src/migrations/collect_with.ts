import type { DunlinError } from "../errors.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { badName } from "./bad_name.ts";
import type { Collection, CollectOptions, CollectWarning, Hooks } from "./collect.ts";
import { compareProblems } from "./compare_problems.ts";
import { dialectFlavor, type FileDialect } from "./file_dialect.ts";
import { type FileNameParts, type FileNameReading, type Hook, readFileName } from "./file_name.ts";
import { fileProblem } from "./file_problem.ts";
import { LARGE_FILE_BYTES, type LargeText } from "./large_text.ts";
import { lateMigrationFile } from "./late_migration_file.ts";
import type { Directives, Migration, SqlScript } from "./migration.ts";
import type { MigrationFile, readMigrationFile } from "./read_migration_file.ts";
import { migrationId, resolveMigration } from "./resolve_migration.ts";
import { sizeWords } from "../size_words.ts";
import type { SourceFile } from "./source_file.ts";
import { compareText, compareVersions, type VersionOrder } from "./version.ts";

/** What reads a file whose text is there. */
export type ReadFile = typeof readMigrationFile;

/**
 * {@linkcode collectMigrations} with what reads texts as an argument: where every
 * text is late, none of that is needed.
 *
 * @throws {TypeError} If a text is there, and nothing to read it
 */
export function collectWith(
  read: ReadFile | null,
  files: readonly SourceFile[],
  options: CollectOptions,
): Collection {
  const { dialect, order = "number" } = options;
  const rules: LexicalRules = { ...options.rules, flavor: flavorOf(dialect) };
  const problems: DunlinError[] = [];
  const groups = new Map<string, MigrationFile[]>();
  const reader = read ?? unread;
  const named = files.map((file) => ({ file, reading: readFileName(file.name) }));
  const hooks = readHooks(named, rules, problems, reader);
  for (const { file, parts } of readNames(named, problems)) {
    const reading = file.late === undefined
      ? reader(file, parts, rules)
      : lateMigrationFile(file, file.late, parts, rules);
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
    late: new Map(resolutions.flatMap(({ late }) => late ? [[late.id, late] as const] : [])),
  };
}

function unread(file: SourceFile): never {
  throw new TypeError(`Expected the text of ${file.path} to be late`);
}

/** Versioned ones before repeatables; by version, namespace, name. */
function compareMigrations(a: Migration, b: Migration, order: VersionOrder): number {
  if (a.kind !== b.kind) return a.kind === "versioned" ? -1 : 1;
  const byVersion = a.kind === "versioned" ? compareVersions(a.version, b.version, order) : 0;
  return byVersion || compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

/** A file, and what its name says. */
interface NamedFile {
  readonly file: SourceFile;
  readonly reading: FileNameReading;
}

function readHooks(
  files: readonly NamedFile[],
  rules: LexicalRules,
  problems: DunlinError[],
  read: ReadFile,
): Hooks {
  const hooks: { [When in Hook]?: SqlScript } = {};
  for (const { file, reading } of files) {
    if (reading.kind !== "hook") continue;
    const { hook } = reading;
    if (file.large !== undefined) {
      problems.push(largeHook(file.path, file.large));
      continue;
    }
    const parts = { kind: "repeatable", version: "", name: hook, content: "up" } as const;
    const { file: { script }, problems: found } = read(file, parts, rules);
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

/** Hooks run around every migration, and are held. */
function largeHook(path: string, { bytes }: LargeText): DunlinError {
  return fileProblem(path, {
    message: `a hook may have up to ${sizeWords(LARGE_FILE_BYTES)}, ` +
      `and this one has ${sizeWords(bytes)}`,
    next: "make what runs once a migration of its own",
  });
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
  files: readonly NamedFile[],
  problems: DunlinError[],
): readonly { readonly file: SourceFile; readonly parts: FileNameParts }[] {
  const keyOf = (namespace: string | undefined, name: string) => (namespace ?? "") + "/" + name;
  let here: Set<string> | null = null;
  const named: { file: SourceFile; parts: FileNameParts; key: string }[] = [];
  for (const { file, reading } of files) {
    if (reading.kind === "migration") {
      named.push({ file, parts: reading.parts, key: keyOf(file.namespace, file.name) });
    }
    if (reading.kind !== "malformed") continue;
    const { nearest } = reading;
    here ??= new Set(files.map((other) => keyOf(other.file.namespace, other.file.name)));
    const taken = nearest !== null && here.has(keyOf(file.namespace, nearest));
    problems.push(badName(file.path, reading, taken));
  }
  return named.sort((a, b) => compareText(a.key, b.key));
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
