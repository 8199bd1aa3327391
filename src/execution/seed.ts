import type { DunlinError } from "../errors.ts";
import type { Migration, Script } from "../migrations/migration.ts";
import { invalidMigrations } from "../migrations/sound_migrations.ts";
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
export async function readSeeds(
  seeds: readonly SeedFile[],
  session: Session,
  variables: Variables,
): Promise<readonly Work[]> {
  const problems: DunlinError[] = [];
  const scripts = seeds.map((seed) => {
    const { script, found } = scriptOf(seed, session);
    problems.push(...found);
    return script;
  });
  if (problems.length > 0) throw invalidMigrations(problems);
  return await readScripts(scripts, session, variables);
}

/** Files of any kind that are run and not recorded, read. @throws {DunlinError} As {@linkcode readSeeds} */
export async function readScripts(
  scripts: readonly Script[],
  session: Session,
  variables: Variables,
): Promise<readonly Work[]> {
  const steps = scripts.map((script) =>
    ({ kind: "apply", migration: asMigration(script) }) as const
  );
  const { works } = await prepareWorks(steps, {
    dialect: session.dialect,
    rules: session.rules,
    table: session.tables.name,
    evidenceOf: () => ({ kind: "none", because: "a seed is not resumed" }),
    apart: () => false,
    untransactional: () => null,
    limits: session.limits,
    messageBytes: session.facts.messageBytes,
    variables,
    afterEach: null,
    stored: new Map(),
  });
  return works;
}

function scriptOf(
  seed: SeedFile,
  session: Session,
): { script: Script; found: readonly DunlinError[] } {
  const { name, path, content, load } = seed;
  const parts = {
    kind: "repeatable",
    version: "",
    name,
    content: load === undefined ? "up" : "code",
  } as const;
  const source = { name, path, content };
  const code = load === undefined ? {} : { load: async () => ({ up: await load() }) };
  const { file, problems } = readMigrationFile({ ...source, ...code }, parts, session.rules);
  return { script: file.script, found: problems };
}

// a repeatable whose name is its path; it is never planned or recorded
function asMigration(script: Script): Migration {
  const { file } = script;
  return { id: file, kind: "repeatable", namespace: "", version: "", name: file, up: script };
}
