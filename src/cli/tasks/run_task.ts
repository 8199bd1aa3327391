import { TaskRun } from "../../tasks/task_run.ts";
import type { TaskShelf } from "../../tasks/needs.ts";
import { isTaskStopped } from "../../tasks/task_stopped.ts";
import type { CommandContext } from "../command.ts";
import { exitCodeOf } from "../exit_code.ts";
import { cliHost } from "./cli_host.ts";

/**
 * Runs a task of the registry for a call of the command line.
 *
 * @param file The project's tasks file, if there is one
 * @returns The exit code; what was told already is not thrown again
 */
export async function runTask(
  shelf: TaskShelf,
  name: string,
  call: CommandContext,
  file: string | null,
): Promise<number> {
  const host = cliHost(call, file);
  call.setWork("task");
  try {
    await new TaskRun(shelf, host).toEnd(name, call.words);
    return 0;
  } catch (error) {
    if (isTaskStopped(error)) return error.exitCode;
    if (host.wasTold(error)) return exitCodeOf(error);
    throw error;
  } finally {
    call.setWork("nothing");
  }
}
