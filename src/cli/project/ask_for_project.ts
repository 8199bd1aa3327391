import { basename } from "node:path";
import process from "node:process";
import { parseDatabaseUrl } from "../../drivers/database_url.ts";
import { DunlinError } from "../../errors.ts";
import type { CommandContext } from "../command.ts";
import type { Prompts } from "../prompts.ts";
import type { Runtime } from "./add_tasks.ts";
import type { Surroundings } from "./look_around.ts";

/** What a new project is made of. */
export interface ProjectWishes {
  /** undefined: nobody said; the default is a SQLite file. */
  readonly database: string | undefined;
  readonly folder: string;
  readonly runtime: Runtime;
}

const KINDS = [
  { value: "sqlite", label: "SQLite", hint: "a file, no server" },
  { value: "postgres", label: "PostgreSQL" },
  { value: "mysql", label: "MySQL" },
  { value: "mariadb", label: "MariaDB" },
];
const RUNTIMES = [
  { value: "deno", label: "Deno" },
  { value: "node", label: "Node" },
  { value: "bun", label: "Bun" },
];

/**
 * Asks for what the call does not say, where a person is there to answer; else
 * takes what the folder suggests.
 *
 * @throws {DunlinError} `interrupted` if the person gives up; nothing is written by then
 */
export async function askForProject(
  context: CommandContext,
  around: Surroundings,
): Promise<ProjectWishes> {
  const { settings, options } = context;
  const given = {
    database: settings.database?.value,
    folder: settings.dir.origin === "the default" ? undefined : settings.dir.value,
    runtime: options["runtime"] as Runtime | undefined,
  };
  const prompts = promptsOf(context);
  const usual = around.folder ?? settings.dir.value;
  if (prompts === null) {
    return {
      database: given.database,
      folder: given.folder ?? settings.dir.value,
      runtime: given.runtime ?? around.runtime,
    };
  }
  return {
    database: given.database ?? await askDatabase(prompts, context),
    folder: given.folder ?? await answered(prompts.text({
      message: "Which folder holds the migrations?",
      initial: usual,
      wrong: (answer) => answer.trim() === "" ? "a folder needs a name" : null,
    })),
    runtime: given.runtime ?? await answered(prompts.select({
      message: "What runs the project?",
      choices: RUNTIMES,
      initial: around.runtime,
    })) as Runtime,
  };
}

/** Programs and machines are not asked. */
function promptsOf({ streams, options, env }: CommandContext): Prompts | null {
  if (options["yes"] || options["json"] || options["quiet"] || env["CI"]) return null;
  return streams.prompts ?? null;
}

async function askDatabase(prompts: Prompts, { env }: CommandContext): Promise<string> {
  const kind = await answered(prompts.select({
    message: "Which database is it for?",
    choices: KINDS,
    initial: "sqlite",
  }));
  return await answered(prompts.text({
    message: "Its URL? (a password stays out of dunlin.json)",
    initial: kind === "sqlite"
      ? "sqlite:app.db"
      : `${kind}://${userOf(kind)}localhost/${nameHere()}`,
    wrong: (answer) => {
      try {
        parseDatabaseUrl(answer, { env });
        return null;
      } catch (error) {
        if (!(error instanceof DunlinError)) throw error;
        return error.next === undefined ? error.message : `${error.message}: ${error.next}`;
      }
    },
  }));
}

function userOf(kind: string): string {
  return kind === "postgres" ? "postgres@" : "root@";
}

function nameHere(): string {
  return basename(process.cwd()).toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(
    /^_+|_+$/g,
    "",
  ) ||
    "app";
}

async function answered(answer: Promise<string | null>): Promise<string> {
  const text = await answer;
  if (text !== null) return text.trim();
  throw new DunlinError("interrupted", "stopped before anything was asked to the end", {
    state: "nothing was written",
    next: "run `dunlin init` again, or `dunlin init --yes` to take what is usual",
  });
}
