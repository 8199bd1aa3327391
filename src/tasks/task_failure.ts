import { dialectOf } from "../dialects/by_name.ts";
import type { Connection } from "../drivers/connection.ts";
import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import { serverMessage } from "../execution/query_failure.ts";
import { thrownWords } from "../execution/thrown_words.ts";
import { withCaller } from "./task_database.ts";
import type { TaskHost } from "./task_host.ts";
import { isTaskStopped } from "./task_stopped.ts";

/**
 * What a task threw, as it is told: what is one of dunlin's own errors, or an
 * end that was told already, passes as it is.
 */
export function taskFailure(
  thrown: unknown,
  task: string,
  host: TaskHost,
  product: Connection["server"]["product"] | null,
): unknown {
  if (thrown instanceof DunlinError || isTaskStopped(thrown)) return thrown;
  if (wasStopped(thrown, host)) return stoppedBySignal(`the task ${task} was stopped`, thrown);
  const where = host.placeOf(withCaller(thrown));
  const place = where === undefined ? {} : { where };
  if (thrown instanceof DriverError && product !== null) {
    return new DunlinError("task-failed", `the task ${task} failed: the database refused it`, {
      ...place,
      server: serverMessage(thrown, dialectOf(product)),
      next: "mend the task or what it works on, then run it again",
      cause: thrown,
    });
  }
  return new DunlinError("task-failed", `the task ${task} failed: ${thrownWords(thrown)}`, {
    ...place,
    next: "mend the task or what it works on, then run it again",
    cause: thrown,
  });
}

/** The end of a run that a signal asked for. */
export function stoppedBySignal(message: string, cause?: unknown): DunlinError {
  return new DunlinError("interrupted", message, {
    state: "what tasks did before is kept",
    next: "run the same command again",
    cause,
  });
}

function wasStopped(thrown: unknown, { signal, cancel }: TaskHost): boolean {
  if (!signal.aborted) return false;
  if (thrown === signal.reason || thrown === cancel.reason || cancel.aborted) return true;
  return thrown instanceof Error && thrown.name === "AbortError";
}
