/**
 * Thrown to end a task, and the run, with an exit code and without another
 * word: why was said before. dunlin's own commands throw it as well, where they
 * have told what went wrong or what a check found (3).
 */
export class TaskStopped extends Error {
  /** Always `TaskStopped`. */
  override readonly name = "TaskStopped";
  /** From 1 to 255. */
  readonly exitCode: number;

  /** The exit code of the whole run. @throws {RangeError} If it is none, or 0 */
  constructor(exitCode: number) {
    super(`stopped with exit code ${exitCode}`);
    if (!Number.isInteger(exitCode) || exitCode < 1 || exitCode > 255) {
      throw new RangeError(`an exit code is a whole number from 1 to 255, not ${exitCode}`);
    }
    this.exitCode = exitCode;
  }
}

/** Whether this is one, also of another copy of this package. */
export function isTaskStopped(error: unknown): error is TaskStopped {
  return error instanceof Error && error.name === "TaskStopped" && "exitCode" in error;
}
