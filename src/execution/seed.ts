import type { DunlinError } from "../errors.ts";
import type { Migration } from "../migrations/migration.ts";
import { invalidMigrations } from "../migrations/collect.ts";
import { readMigrationFile } from "../migrations/read_migration_file.ts";
import type { SeedFile } from "../sources/seed_files.ts";
import { prepareWorks } from "./prepare_work.ts";
import type { Session } from "./session.ts";
import type { Variables } from "./substitute.ts";
import type { Work } from "./work.ts";

/**
 * Seeds, read as files of migrations are: statements, what is kept together,
 * directives, and every problem of every file before anything is sent.
 *
 * @throws {DunlinError} `invalid-migrations`, with all problems
 */
export function readSeeds(
  seeds: readonly SeedFile[],
  session: Session,
  variables: Variables,
): readonly Work[] {
  const problems: DunlinError[] = [];
  const steps = seeds.map((seed) => {
    const { migration, found } = asMigration(seed, session);
    problems.push(...found);
    return { kind: "apply", migration } as const;
  });
  if (problems.length > 0) throw invalidMigrations(problems);
  return prepareWorks(steps, {
    dialect: session.dialect,
    rules: session.rules,
    table: session.tables.name,
    evidenceOf: () => ({ kind: "none", because: "a seed is not resumed" }),
    apart: () => false,
    limits: session.limits,
    variables,
    stored: new Map(),
  }).works;
}

// a repeatable whose name is its path; it is never planned or recorded
function asMigration(
  seed: SeedFile,
  session: Session,
): { migration: Migration; found: readonly DunlinError[] } {
  const { name, path, content, load } = seed;
  const parts = {
    kind: "repeatable",
    version: "",
    name,
    content: load === undefined ? "up" : "code",
  } as const;
  const source = { name, path, content };
  const code = load === undefined ? {} : { load: async () => ({ up: await load() }) };
  const reading = readMigrationFile({ ...source, ...code }, parts, session.rules);
  const migration: Migration = {
    id: path,
    kind: "repeatable",
    namespace: "",
    version: "",
    name: path,
    up: reading.file.script,
  };
  return { migration, found: reading.problems };
}
