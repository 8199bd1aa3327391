import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import pluralize from "pluralize";
import { connect } from "../../src/drivers/connect.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { generate } from "../../src/generate/generate.ts";
import { grammarOf } from "../../src/generate/grammar_of.ts";
import type { Generated, GenerateRequest } from "../../src/generate/request.ts";
import { readTable } from "../../src/schema/read_table.ts";
import { nameMigrations, writeMigrations } from "../../src/sources/create_migrations.ts";
import type { FreshDatabase, TestDatabase } from "../contract/databases.ts";
import {
  mysqlSchema,
  postgresSchema,
  type SchemaText,
  sqliteSchema,
} from "../examples/schema_text.ts";

/** One call of the generator on a database of its own. */
export interface Trial {
  /** The name of the migration and its fields. */
  readonly call: readonly string[];
  /** What is there before. */
  readonly before?: readonly string[];
  /** Without it the generator has no database to look at. */
  readonly live?: boolean;
  readonly options?: Partial<GenerateRequest>;
  /** Looks at the database when everything is up for the second time. */
  readonly check?: (fresh: FreshDatabase, generated: Generated) => Promise<void>;
}

const SCHEMA: Readonly<Record<TestDatabase["name"], SchemaText>> = {
  postgres: postgresSchema,
  mysql: mysqlSchema,
  mariadb: mysqlSchema,
  sqlite: sqliteSchema,
};

/** A request as the command line makes it. */
export function requestFor(
  flavor: TestDatabase["name"],
  call: readonly string[],
  options: Partial<GenerateRequest> = {},
): GenerateRequest {
  const [name = "", ...words] = call;
  return {
    name,
    words,
    grammar: grammarOf(flavor),
    nouns: { plural: pluralize.plural, singular: pluralize.singular },
    key: "bigint",
    timestamps: true,
    exactTables: false,
    comment: null,
    look: null,
    ...options,
  };
}

/**
 * Generates, and runs what came of it up, down, and up again: each down leaves
 * the schema its up has found, and the second up what the first has made.
 */
export async function tryGenerated(database: TestDatabase, trial: Trial): Promise<void> {
  const fresh = await database.fresh();
  const folder = await mkdtemp(join(tmpdir(), "dunlin-generate-"));
  try {
    for (const statement of trial.before ?? []) await fresh.raw.query(statement);
    const generated = await generatedFor(database, fresh, trial);
    const named = await nameMigrations(folder, generated.files, { now: new Date(0) });
    await writeMigrations(named);
    await upDownUp(database, fresh, folder, generated.files.length);
    await trial.check?.(fresh, generated);
  } finally {
    await fresh.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function generatedFor(
  database: TestDatabase,
  fresh: FreshDatabase,
  { call, live = false, options = {} }: Trial,
): Promise<Generated> {
  if (!live) return await generate(requestFor(database.name, call, options));
  const connection = await connect(fresh.url, { create: true });
  try {
    const look = (table: string) => readTable(connection, table);
    return await generate(requestFor(database.name, call, { look, ...options }));
  } finally {
    await connection.close();
  }
}

async function upDownUp(
  database: TestDatabase,
  fresh: FreshDatabase,
  folder: string,
  count: number,
): Promise<void> {
  const schema = () => SCHEMA[database.name]((text) => fresh.raw.query(text));
  const migrator = await Migrator.connect(fresh.url, { migrations: folder, retries: 0 });
  try {
    const seen = [await schema()];
    for (let step = 0; step < count; step++) {
      await migrator.up({ steps: 1 });
      seen.push(await schema());
    }
    for (let step = count; step > 0; step--) {
      await migrator.down();
      same(await schema(), seen[step - 1]!, `down of migration ${step}`);
    }
    await migrator.up();
    same(await schema(), seen.at(-1)!, "the second up");
  } finally {
    await migrator.close();
  }
  if (process.env["DUNLIN_SHOW"]) process.stdout.write(await schema() + "\n");
}

// keys come back behind those that stayed: their order says nothing. MySQL keeps the text of a
// trigger with the semicolon that was sent behind it.
function same(found: string, expected: string, what: string): void {
  const lines = (text: string) =>
    text.split("\n").map((line) => line.replace(/,$/, "")).filter((line) => line !== ";");
  assert.deepEqual(lines(found).sort(), lines(expected).sort(), what);
}
