import process from "node:process";
import { connect } from "../../drivers/connect.ts";
import type { DunlinError } from "../../errors.ts";
import type { Connection } from "../../drivers/connection.ts";
import type { EventListener } from "../../events/event.ts";
import type { Migrator } from "../../execution/migrator.ts";
import type { Task } from "../../tasks/task.ts";
import type { TaskHost } from "../../tasks/task_host.ts";
import type { CommandContext } from "../command.ts";
import { confirm } from "../confirm.ts";
import { databaseUrl, openMigrator } from "../open_migrator.ts";
import { reporterOf, say } from "../report.ts";
import { collectionWarnings, staleWarnings } from "../warnings.ts";
import { commandOf } from "./command_act.ts";
import { thrownPlace } from "./thrown_place.ts";

/** The command line as tasks see it. */
export interface CliHost extends TaskHost {
  /** The call that the run began with. */
  readonly call: CommandContext;
  /** A command's context inside of a task: once its work is done, the task's goes on. */
  readonly inner: (call: CommandContext) => CommandContext;
  /** Whether an error was told as an event, and need not be again. */
  readonly wasTold: (error: unknown) => boolean;
}

/** @param file The project's tasks file, for the places of what it throws */
export function cliHost(call: CommandContext, file: string | null): CliHost {
  const { signal, cancel, env, settings, setWork } = call;
  const told = new WeakSet<DunlinError>();
  return {
    call,
    inner: (inner) => ({
      ...inner,
      setWork: (work) => setWork(work === "nothing" ? "task" : work),
    }),
    wasTold: (error) => error instanceof Error && told.has(error as DunlinError),
    signal,
    cancel,
    env,
    settings: {
      database: settings.database?.value ?? null,
      dir: settings.dir.value,
      table: settings.table.value,
      env: settings.env?.value ?? null,
    },
    out: writer(call),
    confirm: (what) => confirm(call, what, settings.database === null ? "" : undefined),
    openMigrator: () => taskMigrator(call, told),
    openConnection: () => taskConnection(call),
    onlyLooks: (task, { chain, args }) => {
      if (!isDryRun(task, chain.length === 1 ? call : null, args)) return false;
      const left = task.acts.length > 1 || task.needs.length > 0;
      const text = `dry run: what the project added to ${task.name} is left out`;
      if (left) say(call, text, { type: "left_out", task: task.name });
      return true;
    },
    placeOf: (thrown) => placed(thrown, file),
  };
}

/** Whether one of dunlin's commands is asked to change nothing. */
function isDryRun(task: Task, call: CommandContext | null, args: readonly string[]): boolean {
  if (commandOf(task)?.options["dry-run"] === undefined) return false;
  return call === null
    ? args.some((word) => /^--dry-run(=|$)/.test(word))
    : call.options["dry-run"] !== undefined;
}

function writer({ options, streams }: CommandContext): TaskHost["out"] {
  if (options["json"]) {
    return (text, task) => {
      const object = { type: "output", task, text: text.replace(/\n$/, "") };
      streams.out(JSON.stringify(object) + "\n");
    };
  }
  return options["quiet"] ? () => {} : (text) => streams.out(text);
}

async function taskMigrator(call: CommandContext, told: WeakSet<DunlinError>): Promise<Migrator> {
  const reporter = reporterOf(call);
  const onEvent: EventListener = (event) => {
    if (event.type === "run_finished" && event.failed) told.add(event.failed);
    reporter(event);
  };
  for (const warning of await staleWarnings(call)) onEvent(warning);
  const quiet = { ...call, setWork: () => {} }; // an interrupt is the task's to answer
  const migrator = await openMigrator(quiet, { readOnly: false, onEvent });
  for (const warning of collectionWarnings(call, migrator.collection)) onEvent(warning);
  return migrator;
}

async function taskConnection(call: CommandContext): Promise<Connection> {
  const { env, signal } = call;
  const applicationName = `dunlin pid ${process.pid}`;
  const connection = await connect(databaseUrl(call), {
    create: true,
    env,
    signal,
    applicationName,
  });
  const report = reporterOf(call);
  connection.onNotice = (notice) => report({ type: "notice", id: null, ...notice });
  await connection.isolate?.(); // or SQLite would not let an interrupt be felt
  return connection;
}

/** A place only where the file had a part in it. */
function placed(thrown: unknown, file: string | null): ReturnType<TaskHost["placeOf"]> {
  const place = thrownPlace(thrown, file);
  return place?.line === undefined ? undefined : place;
}
