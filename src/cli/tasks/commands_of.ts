import { createTasks } from "../../tasks/create_tasks.ts";
import type { TaskShelf } from "../../tasks/needs.ts";
import type { Task } from "../../tasks/task.ts";
import type { Tasks } from "../../tasks/tasks.ts";
import type { Command } from "../command.ts";
import { COMMANDS } from "../commands/all.ts";
import type { Invocation } from "../main.ts";
import { commandAct, commandOf } from "./command_act.ts";
import type { EarlyOptions } from "./early_options.ts";
import { addOwnTasks, type TasksOrigin } from "./own_tasks.ts";
import { runTask } from "./run_task.ts";
import { configuredTasks, foundTasks, importTasks, NO_TASKS } from "./tasks_file.ts";

/**
 * Every command of a call: dunlin's own, which are tasks, with what the project
 * made of them and added.
 *
 * @throws {DunlinError} If the project has tasks, and they cannot be loaded
 */
export async function commandsOf(
  invocation: Invocation,
  early: EarlyOptions,
): Promise<readonly Command[]> {
  if (early.version || early.script) return COMMANDS;
  try {
    return await allCommands(invocation, early);
  } catch (error) {
    if (early.completing) return COMMANDS;
    throw error;
  }
}

async function allCommands(
  invocation: Invocation,
  early: EarlyOptions,
): Promise<readonly Command[]> {
  const origin = await originOf(invocation, early);
  if (origin === null) return COMMANDS;
  const tasks = dunlinTasks();
  const input = origin.file === null
    ? invocation.tasks
    : await importTasks(origin.file, origin.namedBy);
  await addOwnTasks(tasks, input, origin);
  return ownAlone(tasks).map((task) => asCommand(task, tasks, origin.file));
}

/** dunlin's own commands as a registry. */
export function dunlinTasks(): Tasks {
  const tasks = createTasks();
  for (const command of COMMANDS) {
    const { name, summary, aliases } = command;
    tasks.add(name, summary, commandAct(command), { aliases });
  }
  return tasks;
}

/** Flag over what the program brings over `dunlin.json` over the file beside it; null: none of them. */
async function originOf(
  { tasks, compiled }: Invocation,
  early: EarlyOptions,
): Promise<TasksOrigin | null> {
  const named = (file: string, namedBy: string) => file === NO_TASKS ? null : { file, namedBy };
  if (early.tasks !== undefined) return named(early.tasks, "--tasks");
  if (tasks !== undefined) return { file: null, namedBy: "the program" };
  const configured = await configuredTasks(early.config);
  if (configured !== null) return named(configured, early.config ?? "dunlin.json");
  const found = compiled ? null : await foundTasks(early.config);
  return found === null ? null : named(found, "the folder");
}

function asCommand(task: Task, tasks: Tasks, file: string | null): Command {
  const { name, aliases, description, usage, needs } = task;
  const run: Command["run"] = (call) => runTask(shelfOf(tasks), name, call, file);
  const parts = { ...(needs.length > 0 ? { needs } : {}), ...(usage ? { usage } : {}) };
  const command = commandOf(task);
  if (command !== null) {
    return task.acts.length === 1 && needs.length === 0 ? command : { ...command, ...parts, run };
  }
  return {
    name,
    aliases,
    summary: description,
    args: { least: 0, most: Infinity },
    options: {},
    own: true,
    ...parts,
    run,
  };
}

/** Every task; where a command gives way to what the project added, that is all it does. */
function ownAlone(tasks: Tasks): readonly Task[] {
  return tasks.list().map((task) => {
    const [, ...added] = task.acts;
    return added.length > 0 && commandOf(task)?.givesWay ? { ...task, acts: added } : task;
  });
}

function shelfOf(tasks: Tasks): TaskShelf {
  const all = ownAlone(tasks);
  return {
    find: (name) =>
      all.find((task) => task.name === name) ?? all.find(({ aliases }) => aliases.includes(name)),
    names: () => all.flatMap(({ name, aliases }) => [name, ...aliases]),
  };
}
