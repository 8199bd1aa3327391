import { DunlinError } from "../errors.ts";
import type { Task } from "./task.ts";
import { unknownTask } from "./unknown_task.ts";

/** Where tasks are looked up, by name or alias. */
export interface TaskShelf {
  readonly find: (name: string) => Task | undefined;
  readonly names: () => readonly string[];
}

/** The task of that name or alias. @throws {DunlinError} `usage`, with the nearest known name */
export function knownTask(shelf: TaskShelf, name: string): Task {
  const task = shelf.find(name);
  if (task === undefined) throw unknownTask(name, shelf.names());
  return task;
}

/**
 * Looks at everything a task needs, one through another, before any of it runs.
 *
 * @param chain Names of the tasks that are under way; the last one runs this
 * @param seen Names that need no second look; added to
 * @throws {DunlinError} `usage`: a need nobody added, or a circle with its whole path
 */
export function refuseBadNeeds(
  shelf: TaskShelf,
  task: Task,
  chain: readonly string[],
  seen: Set<string> = new Set(),
): void {
  const visit = (visited: Task, trail: readonly string[]): void => {
    const start = trail.indexOf(visited.name);
    if (start >= 0) throw circle([...trail.slice(start), visited.name]);
    if (seen.has(visited.name)) return;
    seen.add(visited.name);
    for (const need of visited.needs) {
      const needed = shelf.find(need);
      if (needed === undefined) throw unknownNeed(shelf, visited, need);
      visit(needed, [...trail, visited.name]);
    }
  };
  visit(task, chain);
}

function unknownNeed(shelf: TaskShelf, task: Task, need: string): DunlinError {
  const unknown = unknownTask(need, shelf.names());
  return new DunlinError("usage", `${task.name} needs ${need}, and ${unknown.message}`, {
    ...(unknown.next === undefined ? {} : { next: unknown.next }),
  });
}

function circle(path: readonly string[]): DunlinError {
  const [first = ""] = path;
  const words = path.length === 2
    ? `the task ${first} runs itself`
    : `the task ${first} would have to run before itself`;
  return new DunlinError("usage", `${words}: ${path.join(" → ")}`, {
    next: "break the circle: what two tasks share can be a third one, or a function",
  });
}
