import type { Task, TaskAct, TaskContext } from "../../tasks/task.ts";
import type { HostedAct } from "../../tasks/task_run.ts";
import { TaskStopped } from "../../tasks/task_stopped.ts";
import type { Command, CommandContext, OptionValues } from "../command.ts";
import { COMMON_OPTIONS } from "../common_options.ts";
import { renderHelp } from "../help.ts";
import { helpObject } from "../help_object.ts";
import { withOrigin } from "../origin.ts";
import { parseArguments } from "../parse_arguments.ts";
import { DEFAULT_SETTINGS, readSettings } from "../settings.ts";
import type { CliHost } from "./cli_host.ts";

/** An act that is one of dunlin's commands. */
interface CommandAct extends TaskAct {
  readonly command: Command;
}

/** A command as what a task does. Where it ends with another code than 0, the run stops. */
export function commandAct(command: Command): TaskAct {
  const act: HostedAct = async (context, host) => {
    const exitCode = await runCommandAct(command, context, host as CliHost);
    if (exitCode !== 0) throw new TaskStopped(exitCode);
  };
  return Object.assign(act as TaskAct, { command }) satisfies CommandAct;
}

/** The command a task began as, under the task's own name; null if it is the project's own. */
export function commandOf({ acts: [first], name, aliases, description }: Task): Command | null {
  const command = (first as Partial<CommandAct> | undefined)?.command;
  return command === undefined ? null : { ...command, name, aliases, summary: description };
}

async function runCommandAct(command: Command, task: TaskContext, host: CliHost): Promise<number> {
  const named = { ...command, name: task.name };
  // the call itself was read already, with the options before the name
  if (task.chain.length === 1) return await command.run(host.inner(host.call));
  const { program, options: outer, streams, env } = host.call;
  const { args, words, options } = parseArguments([task.name, ...task.args], [named], program);
  const merged = { ...inherited(outer), ...options };
  if (options["help"]) {
    const object = () => JSON.stringify(helpObject(named)) + "\n";
    streams.out(merged["json"] ? object() : renderHelp(named, program));
    return 0;
  }
  const settings = command.standsAlone ? DEFAULT_SETTINGS : await readSettings(merged, env);
  const { denied } = host.call.settings;
  const call: CommandContext = {
    ...host.call,
    args,
    words,
    options: merged,
    settings: { ...settings, denied },
  };
  try {
    return await command.run(host.inner(call));
  } catch (error) {
    throw withOrigin(error, settings);
  }
}

/** What a call said of everything: where the database is, how to tell. */
function inherited(options: OptionValues): OptionValues {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => Object.hasOwn(COMMON_OPTIONS, name)),
  );
}
