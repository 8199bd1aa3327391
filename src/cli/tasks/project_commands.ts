import { createTasks } from "../../tasks/create_tasks.ts";
import type { TaskShelf } from "../../tasks/needs.ts";
import type { Task } from "../../tasks/task.ts";
import type { Tasks } from "../../tasks/tasks.ts";
import type { Command } from "../command.ts";
import { COMMANDS } from "../commands/all.ts";
import { commandAct, commandOf } from "./command_act.ts";
import { addOwnTasks, type TasksInput, type TasksOrigin } from "./own_tasks.ts";
import { runTask } from "./run_task.ts";
import { importTasks } from "./tasks_file.ts";

/**
 * dunlin's own commands, which are tasks, with what a project made of them and
 * added.
 *
 * @param brought The tasks a program brings with it, where no file is named
 * @throws {DunlinError} If they cannot be loaded
 */
export async function projectCommands(
  brought: TasksInput | undefined,
  origin: TasksOrigin,
): Promise<readonly Command[]> {
  const tasks = dunlinTasks();
  const input = origin.file === null ? brought : await importTasks(origin.file, origin.namedBy);
  await addOwnTasks(tasks, input, origin);
  return ownAlone(tasks).map((task) => asCommand(task, tasks, origin.file));
}

function dunlinTasks(): Tasks {
  const tasks = createTasks();
  for (const command of COMMANDS) {
    const { name, summary, aliases } = command;
    tasks.add(name, summary, commandAct(command), { aliases });
  }
  return tasks;
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
