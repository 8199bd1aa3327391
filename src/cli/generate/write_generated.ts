import { DunlinError } from "../../errors.ts";
import type { FieldProblem } from "../../generate/field.ts";
import { generate } from "../../generate/generate.ts";
import type { Grammar, KeyKind } from "../../generate/grammar.ts";
import { grammarOf } from "../../generate/grammar_of.ts";
import { type Generated, GenerateRefusal } from "../../generate/request.ts";
import type { Nouns } from "../../generate/table_name.ts";
import { slug } from "../../migrations/file_name.ts";
import { readDialect } from "../../migrations/file_dialect.ts";
import { plural } from "../../reporters/plural.ts";
import {
  createMigrations,
  type NamedFile,
  nameMigrations,
} from "../../sources/create_migrations.ts";
import { writeManifest } from "../../sources/write_manifest.ts";
import type { SqlFlavor } from "../../sql/statement.ts";
import type { CommandContext } from "../command.ts";
import { liveTables, type Looking } from "./live_tables.ts";
import { say } from "../report.ts";
import { typeTable } from "./type_table.ts";
import { usageError } from "../usage_error.ts";

const FLAVORS: readonly SqlFlavor[] = ["postgres", "mysql", "mariadb", "sqlite"];
// file systems allow 255 bytes; version, what is put behind and the ending take some of them
const MOST_BYTES = 160;

/**
 * Writes what a name and fields say; the database is looked at, if there is one.
 *
 * @returns The exit code.
 */
export async function writeGenerated(context: CommandContext): Promise<number> {
  const looking = await liveTables(context);
  try {
    return await carryOut(context, looking);
  } finally {
    if (looking.kind === "live") await looking.tables.close();
  }
}

async function carryOut(context: CommandContext, looking: Looking): Promise<number> {
  const { options } = context;
  const grammar = grammarOf(flavorOf(context, looking));
  if (options["types"]) {
    say(context, typeTable(grammar), {
      type: "types",
      dialect: grammar.flavor,
      types: grammar.types.map(({ name, aliases = [], sql }) => ({ name, aliases, sql })),
    });
    return 0;
  }
  const generated = await told(context, grammar, looking);
  const order = context.settings.file["order"];
  const folder = context.settings.dir.value;
  const make = options["dry-run"] ? nameMigrations : createMigrations;
  const files = await make(folder, generated.files, {
    now: context.now(),
    ...(order === undefined ? {} : { order: order as "number" | "text" }),
  });
  const notes = [...unseen(looking, generated), ...generated.notes];
  if (options["dry-run"]) {
    const texts = files.map(({ path, text }) => `==> ${path} <==\n${text}`);
    report(context, [...texts, "dry run: nothing was written"].join("\n"), notes, {
      ...object(grammar, files),
      written: false,
    });
    return 0;
  }
  const manifest = await writeManifest(folder);
  report(
    context,
    [...files.map(({ path }) => path), manifest.path].map((path) => `wrote ${path}`).join("\n"),
    notes,
    { ...object(grammar, files), written: true, manifest: manifest.path },
  );
  return 0;
}

function report(
  context: CommandContext,
  text: string,
  notes: readonly string[],
  object: Readonly<Record<string, unknown>>,
): void {
  const lines = [text, ...notes.map((note) => `note: ${note}`)].join("\n");
  say(context, lines, { ...object, notes });
}

function object({ flavor }: Grammar, files: readonly NamedFile[]): Record<string, unknown> {
  return {
    type: "generated",
    dialect: flavor,
    files: files.map(({ version, path, text }) => ({ version, path, text })),
  };
}

// only where it made a difference, and was not asked for
function unseen(looking: Looking, { notes }: Generated): readonly string[] {
  if (looking.kind === "live" || looking.because.startsWith("--")) return [];
  if (!notes.some((note) => /^fill in|^it goes by/.test(note))) return [];
  return [`there was no database to look at: ${looking.because}`];
}

/** The dialect that was asked for, of the server, or of the URL. */
function flavorOf({ options, settings }: CommandContext, looking: Looking): SqlFlavor {
  const asked = options["dialect"] as SqlFlavor | undefined;
  if (looking.kind === "live") {
    const { product } = looking.tables;
    if (asked === undefined || asked === product) return product;
    throw usageError(
      `--dialect ${asked} was asked for, and the database is ${product}`,
      "leave one of the two out; --no-live leaves the database alone",
    );
  }
  if (asked !== undefined) return asked;
  const scheme = /^([a-z0-9]+)/i.exec(settings.database?.value ?? "")?.[1]?.toLowerCase();
  const named = scheme === undefined ? null : readDialect(scheme);
  const flavor = FLAVORS.find((one) => one === named) ?? (scheme === "file" ? "sqlite" : null);
  if (flavor !== null) return flavor;
  throw usageError(
    "nobody said which database it is for",
    "give --dialect postgres|mysql|mariadb|sqlite, or name one: --database URL",
  );
}

async function told(
  context: CommandContext,
  grammar: Grammar,
  looking: Looking,
): Promise<Generated> {
  const { args: [title = "", ...words], options } = context;
  const name = checkedName(title);
  try {
    return await generate({
      name,
      words,
      grammar,
      nouns: await nouns(),
      key: (options["id"] ?? "bigint") as KeyKind,
      timestamps: !options["no-timestamps"],
      exactTables: options["keep-names"] === true,
      comment: (options["comment"] as string | undefined) ?? null,
      look: looking.kind === "live" ? looking.tables.look : null,
    });
  } catch (error) {
    if (!(error instanceof GenerateRefusal)) throw error;
    const problems = error.problems.map(problemOf);
    if (problems.length === 1) throw problems[0];
    throw new DunlinError("usage", `the call has ${plural(problems.length, "problem")}`, {
      problems,
    });
  }
}

function checkedName(title: string): string {
  const name = slug(title);
  if (title === "") {
    throw usageError(
      "generate:migration needs a NAME",
      "write what it does: dunlin generate:migration create_products name:string",
    );
  }
  if (name === "" || /[:{}()"'`;]/.test(title)) {
    throw usageError(
      `${JSON.stringify(title)} is no name for a migration`,
      "the name comes first, and the fields behind it: create_products name:string",
    );
  }
  if (new TextEncoder().encode(name).length > MOST_BYTES) {
    throw usageError(
      "the name is too long for a file's name",
      `use at most ${MOST_BYTES} bytes`,
    );
  }
  return name;
}

function problemOf({ word, column, message, next }: FieldProblem): DunlinError {
  if (column === undefined) return usageError(message, next);
  const excerpt = `${word}\n${" ".repeat(column - 1)}^`;
  return new DunlinError("usage", message, {
    where: { file: `field ${word.split(":")[0]}`, excerpt },
    next,
  });
}

async function nouns(): Promise<Nouns> {
  const { default: pluralize } = await import("pluralize");
  return { plural: (word) => pluralize.plural(word), singular: (word) => pluralize.singular(word) };
}
