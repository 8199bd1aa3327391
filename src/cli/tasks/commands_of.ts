import type { Command } from "../command.ts";
import { KNOWN_COMMANDS } from "../commands/known.ts";
import type { Invocation } from "../main.ts";
import type { EarlyOptions } from "./early_options.ts";
import type { TasksOrigin } from "./own_tasks.ts";
import { configuredTasks, foundTasks, NO_TASKS } from "./tasks_file.ts";

/**
 * Every command a call may need: dunlin's own, which are tasks, with what the
 * project made of them and added. Where the project has no tasks, only the
 * command that is called is loaded.
 *
 * @throws {DunlinError} If the project has tasks, and they cannot be loaded
 */
export async function commandsOf(
  invocation: Invocation,
  early: EarlyOptions,
): Promise<readonly Command[]> {
  if (early.version || early.script) return await ownCommands(early);
  try {
    const origin = await originOf(invocation, early);
    if (origin === null) return await ownCommands(early);
    const { projectCommands } = await import("./project_commands.ts");
    return await projectCommands(invocation.tasks, origin);
  } catch (error) {
    if (early.completing) return await ownCommands(early);
    throw error;
  }
}

async function ownCommands({ only }: EarlyOptions): Promise<readonly Command[]> {
  const called = KNOWN_COMMANDS.find(({ name }) => name === only);
  if (called !== undefined) return [await called.load()];
  return (await import("../commands/all.ts")).COMMANDS;
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
