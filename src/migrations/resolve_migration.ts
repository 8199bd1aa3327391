import type { DunlinError } from "../errors.ts";
import { dialectChain, type FileDialect } from "./file_dialect.ts";
import { formatFileName } from "./file_name.ts";
import { fileProblem, listed } from "./file_problem.ts";
import type { LateMigration } from "./load_texts.ts";
import type { Migration } from "./migration.ts";
import type { MigrationFile } from "./read_migration_file.ts";
import { canonicalVersion } from "./version.ts";

/** A migration whose files are all for other databases than the one asked for. */
export interface AbsentMigration {
  /** See `Migration.id`. */
  readonly id: string;
  /** Version and name, as its files have them. */
  readonly name: string;
  /** As the user knows them. */
  readonly files: readonly string[];
}

/** What the files of one version (or of one repeatable) amount to. */
export interface Resolution {
  readonly migration: Migration | null;
  readonly absent: AbsentMigration | null;
  /** Its texts are still to come. */
  readonly late?: LateMigration;
  readonly problems: readonly DunlinError[];
}

/** The identity of a migration in the history; see `Migration.id`. */
export function migrationId(
  parts: { readonly kind: Migration["kind"]; readonly version: string; readonly name: string },
  namespace: string,
): string {
  const prefix = namespace === "" ? "" : `${namespace}/`;
  return prefix +
    (parts.kind === "repeatable" ? `R__${parts.name}` : canonicalVersion(parts.version));
}

/**
 * Makes one migration of all files that share a version (or a repeatable's
 * name) in one namespace. The file for the dialect wins over the file for the
 * one it falls back to, and that over the plain one, for each direction by
 * itself; a TypeScript file brings both directions, so it never pairs with SQL.
 *
 * @param files At least one, sorted by name.
 */
export function resolveMigration(
  files: readonly MigrationFile[],
  dialect: FileDialect,
): Resolution {
  const [first] = files;
  if (first === undefined) throw new RangeError("a migration has at least one file");
  const id = migrationId(first.parts, first.file.namespace ?? "");
  const pair = plainPair(files) ?? chosenPair(id, files, dialect);
  if (pair.up === undefined) {
    const absent = pair.problems.length > 0 ? null : absentOf(id, files);
    return { migration: null, absent, problems: pair.problems };
  }
  const { up, down } = pair;
  const { kind, version, name } = up.parts;
  const base = { id, kind, namespace: up.file.namespace ?? "", version, name, up: up.script };
  const migration = down === undefined ? base : { ...base, down: down.script };
  if (up.bring === undefined && down?.bring === undefined) {
    return { migration, absent: null, problems: irreversibleWithDown(up, down) };
  }
  return { migration, absent: null, late: lateMigration(id, up, down), problems: [] };
}

/** What is run for each direction; without an up, why there is none, or nothing if it is for other databases. */
interface Pair {
  readonly up?: MigrationFile;
  readonly down?: MigrationFile | undefined;
  readonly problems: readonly DunlinError[];
}

/** What nearly all migrations are, of which nothing else can be wrong: an up, with its down or without, for every database. */
function plainPair(files: readonly MigrationFile[]): Pair | null {
  const [first, second, third] = files;
  if (first === undefined || third !== undefined || first.parts.dialect !== undefined) return null;
  const { content, name, version } = first.parts;
  if (second === undefined) {
    if (content === "down") return null;
    return { up: first, down: content === "code" ? first : undefined, problems: [] };
  }
  const other = second.parts;
  const plain = content === "down" && other.content === "up" && other.dialect === undefined &&
    other.name === name && other.version === version;
  return plain ? { up: second, down: first, problems: [] } : null;
}

function chosenPair(id: string, files: readonly MigrationFile[], dialect: FileDialect): Pair {
  const problems = [
    ...differingNames(id, files),
    ...rivals(id, files),
    ...downsWithoutUp(files),
  ];
  if (problems.length > 0) return { problems };
  const up = choose(files.filter(({ parts }) => parts.content !== "down"), dialect);
  if (up === undefined) return { problems };
  const down = up.parts.content === "code"
    ? up
    : choose(files.filter(({ parts }) => parts.content === "down"), dialect);
  return { up, down, problems };
}

function lateMigration(
  id: string,
  up: MigrationFile,
  down: MigrationFile | undefined,
): LateMigration {
  const bring = async () => {
    const found = await Promise.all([up.bring?.(), down?.bring?.()]);
    const problems = found.flatMap((one) => one ?? []);
    return problems.length > 0 ? problems : irreversibleWithDown(up, down);
  };
  const headIsKnown = up.bring === undefined || up.file.late?.directives !== undefined;
  return { id, headIsKnown, bring };
}

function choose(files: readonly MigrationFile[], dialect: FileDialect): MigrationFile | undefined {
  for (const wanted of dialectChain(dialect)) {
    const found = files.find(({ parts }) => (parts.dialect ?? null) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function absentOf(id: string, files: readonly MigrationFile[]): AbsentMigration {
  return { id, name: files[0]?.parts.name ?? "", files: files.map(({ file }) => file.path) };
}

function differingNames(id: string, files: readonly MigrationFile[]): DunlinError[] {
  const byName = firstOfEach(files, ({ parts }) => parts.name);
  if (byName.length > 1) {
    return [fileProblem(byName[1]?.file.path ?? "", {
      message: `version ${id} is taken by several migrations: ${namesOf(byName)}`,
      next: "give all but one another version: `dunlin migrate:rebase`",
    })];
  }
  const byVersion = firstOfEach(files, ({ parts }) => parts.version);
  if (byVersion.length < 2) return [];
  return [fileProblem(byVersion[1]?.file.path ?? "", {
    message: `version ${id} is written in several ways: ${namesOf(byVersion)}`,
    next: "write the same digits in all of its file names",
  })];
}

/** Files that would be the same direction for the same database. */
function rivals(id: string, files: readonly MigrationFile[]): DunlinError[] {
  const problems: DunlinError[] = [];
  const taken = new Map<string, MigrationFile>();
  for (const one of files) {
    const dialect = one.parts.dialect ?? "";
    const directions = one.parts.content === "code" ? ["up", "down"] : [one.parts.content];
    const slots = directions.map((direction) => `${direction} ${dialect}`);
    const rival = slots.map((slot) => taken.get(slot)).find((found) => found !== undefined);
    for (const slot of slots) taken.set(slot, one);
    if (rival === undefined || one.parts.dialect === "other") continue;
    if (rival.parts.name !== one.parts.name) continue;
    const kinds = (rival.parts.content === "code") !== (one.parts.content === "code")
      ? "migration in TypeScript and in SQL"
      : `${one.parts.content === "code" ? "migration" : one.parts.content}`;
    problems.push(fileProblem(one.file.path, {
      message: `${namesOf([rival, one])} are both the ${kinds} of ${id}${
        dialect === "" ? "" : ` for ${dialect}`
      }`,
      next: "keep one of them",
    }));
  }
  return problems;
}

function downsWithoutUp(files: readonly MigrationFile[]): DunlinError[] {
  const ups = files.filter(({ parts }) => parts.content === "up");
  const alone = files.filter(({ parts }) => {
    if (parts.content !== "down") return false;
    if (parts.dialect === undefined) return ups.length === 0;
    const chain = dialectChain(parts.dialect);
    return !ups.some((up) => chain.includes(up.parts.dialect ?? null));
  });
  return alone.map(({ file, parts }) =>
    fileProblem(file.path, {
      message: "this is a down without its up",
      next: parts.dialect === "other"
        ? "add its up, or remove this file"
        : `add ${formatFileName({ ...parts, content: "up" })}, or remove this file`,
    })
  );
}

function irreversibleWithDown(up: MigrationFile, down: MigrationFile | undefined): DunlinError[] {
  if (down === undefined || down === up) return [];
  const contradicts = up.script.directives.irreversible !== undefined &&
    down.script.directives.irreversible === undefined;
  return contradicts
    ? [fileProblem(up.file.path, {
      message: `the up is marked irreversible, yet there is ${down.file.name}`,
      next: "remove the directive line, or the down",
    })]
    : [];
}

function firstOfEach(
  files: readonly MigrationFile[],
  key: (file: MigrationFile) => string,
): MigrationFile[] {
  const firsts = new Map<string, MigrationFile>();
  for (const file of files) if (!firsts.has(key(file))) firsts.set(key(file), file);
  return [...firsts.values()];
}

function namesOf(files: readonly MigrationFile[]): string {
  return listed(files.map(({ file }) => file.name));
}
