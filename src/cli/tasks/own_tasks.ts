import { DunlinError } from "../../errors.ts";
import { thrownWords } from "../../execution/thrown_words.ts";
import type { Tasks } from "../../tasks/tasks.ts";
import { isDenial } from "../environment.ts";
import { thrownPlace } from "./thrown_place.ts";

/** What a project's `tasks.ts` exports: a function that is given every task there is, or a registry to be added. */
export type TasksInput = ((tasks: Tasks) => unknown) | Tasks;

/** Where a project's own tasks come from, for messages. */
export interface TasksOrigin {
  /** The file, as the user knows it; null where the program brings them with it. */
  readonly file: string | null;
  /** Who named the file: `--tasks`, `dunlin.json`. */
  readonly namedBy: string;
}

/**
 * Adds a project's own tasks to dunlin's, and looks whether all of them can work.
 *
 * @throws {DunlinError} `invalid-tasks`, or `usage` for what the registry refused; with the place
 */
export async function addOwnTasks(
  tasks: Tasks,
  input: unknown,
  origin: TasksOrigin,
): Promise<void> {
  try {
    if (typeof input === "function") await input(tasks);
    else if (isRegistry(input)) tasks.include(input);
    else throw noTasks(input, origin);
    tasks.check();
  } catch (error) {
    throw loadFailure(error, origin);
  }
}

/** Why a project's tasks are not to be had, with the place in its own words. */
export function loadFailure(error: unknown, origin: Pick<TasksOrigin, "file">): DunlinError {
  const place = thrownPlace(error, origin.file);
  const where = place === undefined ? {} : { where: place };
  if (error instanceof DunlinError) return error.where ? error : error.with(where);
  const name = origin.file ?? "the program's tasks";
  return new DunlinError("invalid-tasks", `${name} cannot be loaded: ${firstLine(error)}`, {
    ...where,
    state: "nothing was run",
    next: isDenial(error)
      ? "give the program that permission, or go without: --tasks none"
      : "mend it, or go without the project's own tasks: --tasks none",
    cause: error,
  });
}

function noTasks(input: unknown, { file }: TasksOrigin): DunlinError {
  const found = input === undefined ? "no default export" : "a default export that is no function";
  return new DunlinError("invalid-tasks", `${file ?? "the program's tasks"} has ${found}`, {
    ...(file === null ? {} : { where: { file } }),
    next:
      "write `export default (tasks) => { tasks.add(…) }`; if the file is for something else, " +
      'put "tasks": "none" into dunlin.json',
  });
}

function isRegistry(input: unknown): input is Tasks {
  const { list, check } = (input ?? {}) as Partial<Tasks>;
  return typeof list === "function" && typeof check === "function";
}

/** What was thrown in one line: runtimes draw pictures of a syntax error, in colours. */
function firstLine(error: unknown): string {
  // deno-lint-ignore no-control-regex
  const plain = thrownWords(error).replace(/\u001b\[[0-9;]*m/g, "");
  return plain.split("\n").map((line) => line.trim()).find((line) => line !== "") ?? "";
}
