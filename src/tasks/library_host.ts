import process from "node:process";
import { DEFAULT_TABLE } from "../dialects/own_tables.ts";
import { connect } from "../drivers/connect.ts";
import type { Environment } from "../drivers/target.ts";
import { DunlinError } from "../errors.ts";
import { Migrator } from "../execution/migrator.ts";
import type { SourceInput } from "../sources/to_source.ts";
import type { TaskHost } from "./task_host.ts";

/** What a run of tasks outside of the command line works with. */
export interface RunOptions {
  /** The database's URL, for `migrator()` and `sql()`. */
  readonly database?: string;
  /** Where migrations come from, for `migrator()`. Default: the folder `migrations`. */
  readonly migrations?: SourceInput;
  /** The history table. Default `dunlin_migrations`. */
  readonly table?: string;
  /** The environment's name. */
  readonly envName?: string;
  /** Aborted: tasks come to an end, and no further one begins. */
  readonly signal?: AbortSignal;
  /** Aborted: what runs on the server is cancelled. */
  readonly cancel?: AbortSignal;
  /** The tasks' `env`. Default: that of the process. */
  readonly env?: Environment;
  /** Takes what tasks say, a line end at its end. Default: standard output. */
  readonly out?: (text: string) => void;
  /** Answers what tasks ask by `confirm`. Default: nobody does, and they fail. */
  readonly confirm?: (what: string) => boolean | Promise<boolean>;
  /** What the tasks share. Default: a map of this run's own. */
  readonly values?: Map<string, unknown>;
}

/** A host made of the options of a run. */
export function libraryHost(options: RunOptions): TaskHost {
  const { database, migrations = "migrations", table, envName } = options;
  const { out = (text: string) => void process.stdout.write(text), env = process.env } = options;
  const signal = options.signal ?? new AbortController().signal;
  return {
    signal,
    cancel: options.cancel ?? new AbortController().signal,
    env,
    settings: {
      database: database ?? null,
      dir: typeof migrations === "string" ? migrations : "migrations",
      table: table ?? DEFAULT_TABLE,
      env: envName ?? null,
    },
    out: (text) => out(text),
    confirm: async (what) => {
      if (await options.confirm?.(what)) return;
      throw new DunlinError("needs-confirmation", `not confirmed: ${what}`, {
        next: "give the run an answer: tasks.run(name, args, { confirm: () => true })",
      });
    },
    openMigrator: () =>
      Migrator.connect(named(database), {
        migrations,
        signal,
        environment: env,
        ...(table === undefined ? {} : { table }),
        ...(envName === undefined ? {} : { env: envName }),
      }),
    openConnection: () => connect(named(database), { create: true, env, signal }),
    onlyLooks: () => false,
    placeOf: () => undefined,
  };
}

function named(database: string | undefined): string {
  if (database !== undefined) return database;
  throw new DunlinError("missing-url", "no database was named", {
    next: "give the run one: tasks.run(name, args, { database: URL })",
  });
}
