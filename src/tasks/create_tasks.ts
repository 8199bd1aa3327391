import { DunlinError } from "../errors.ts";
import { libraryHost, type RunOptions } from "./library_host.ts";
import { knownTask, refuseBadNeeds } from "./needs.ts";
import type { Task, TaskAct, TaskOptions } from "./task.ts";
import { taskName } from "./task_name.ts";
import { TaskRun } from "./task_run.ts";
import type { Tasks } from "./tasks.ts";
import { unknownTask } from "./unknown_task.ts";

/**
 * An empty registry; there is no other than those that are made.
 *
 * @example
 * ```ts
 * import { createTasks } from "@dunlin/dunlin/tasks";
 *
 * const tasks = createTasks();
 * tasks.namespace("greet", (greet) => {
 *   greet.add("world", "Say hello", (c) => c.out(`hello ${c.args.join(" ")}`));
 * });
 * await tasks.run("greet:world", ["all", "of", "you"]);
 * ```
 */
export function createTasks(): Tasks {
  return new Registry({ tasks: new Map(), described: new Map() }, "");
}

/** What all parts of one registry share. */
interface Shelf {
  tasks: Map<string, Task>;
  /** Descriptions of what is not added yet. */
  readonly described: Map<string, string>;
}

type Given = readonly [act: TaskAct, options?: TaskOptions | undefined];
type Described = readonly [description: string, act: TaskAct, options?: TaskOptions | undefined];

class Registry implements Tasks {
  readonly #shelf: Shelf;
  readonly #prefix: string;

  constructor(shelf: Shelf, prefix: string) {
    this.#shelf = shelf;
    this.#prefix = prefix;
  }

  namespace(name: string, fill?: (tasks: Tasks) => void): Tasks {
    const part = new Registry(this.#shelf, `${this.#whole(name)}:`);
    const answer: unknown = fill?.(part);
    if (answer instanceof Promise) {
      answer.catch(() => {}); // the TypeError is what is told
      throw new TypeError(`what fills the namespace ${name} is async: add its tasks at once`);
    }
    return part;
  }

  desc(name: string, description: string): this {
    const whole = this.#whole(name);
    const task = this.#find(whole);
    if (task) this.#put({ ...task, description: line(description) });
    else this.#shelf.described.set(whole, line(description));
    return this;
  }

  add(name: string, ...given: Given | Described): this {
    const whole = this.#whole(name);
    const before = this.#find(whole);
    const added = this.#made(whole, given);
    if (before === undefined) this.#put(added);
    else this.#put(chained(before, added));
    return this;
  }

  set(name: string, ...given: Given | Described): this {
    const whole = this.#whole(name);
    const before = this.#shelf.tasks.get(whole);
    this.#freeWord(whole);
    const task = this.#made(whole, given);
    this.#put({ ...task, description: task.description || (before?.description ?? "") });
    return this;
  }

  rename(from: string, to: string): this {
    const task = knownTask(this.#lookup(), this.#whole(from));
    const name = this.#whole(to);
    if (this.#shelf.tasks.has(name)) {
      throw new DunlinError("usage", `${task.name} cannot become ${name}: there is such a task`, {
        next: `remove ${name} first, or choose another name`,
      });
    }
    this.#freeWord(name);
    const renamed = (one: Task): Task => ({
      ...one,
      name: one.name === task.name ? name : one.name,
      needs: one.needs.map((need) => need === task.name ? name : need),
    });
    const all = [...this.#shelf.tasks.values()].map(renamed);
    this.#shelf.tasks = new Map(all.map((one) => [one.name, one]));
    return this;
  }

  remove(name: string): this {
    const whole = this.#whole(name);
    knownTask(this.#lookup(), whole);
    if (!this.#shelf.tasks.delete(whole)) this.#freeWord(whole);
    return this;
  }

  has(name: string): boolean {
    return this.#find(this.#prefix + name) !== undefined;
  }

  list(): readonly Task[] {
    const all = [...this.#shelf.tasks.values()];
    return all.filter(({ name }) => name.startsWith(this.#prefix));
  }

  include(other: Tasks): this {
    other.check();
    for (const { name, description, acts, ...rest } of other.list()) {
      for (const act of acts) this.add(name, act, rest);
      if (description !== "") this.desc(name, description);
    }
    return this;
  }

  check(): void {
    const problems = [...this.#orphans(), ...this.#badNeeds()];
    if (problems.length === 1) throw problems[0];
    if (problems.length === 0) return;
    throw new DunlinError("usage", `the tasks have ${problems.length} problems`, { problems });
  }

  async run(name: string, args: readonly string[] = [], options: RunOptions = {}): Promise<void> {
    const run = new TaskRun(this.#lookup(), libraryHost(options), options.values);
    await run.toEnd(this.#prefix + name, args);
  }

  #whole(name: unknown): string {
    return this.#prefix + taskName(name);
  }

  #find(name: string): Task | undefined {
    const { tasks } = this.#shelf;
    return tasks.get(name) ?? [...tasks.values()].find(({ aliases }) => aliases.includes(name));
  }

  #lookup() {
    return {
      find: (name: string) => this.#find(name),
      names: () => [...this.#shelf.tasks.values()].flatMap((task) => [task.name, ...task.aliases]),
    };
  }

  #put(task: Task): void {
    for (const alias of task.aliases) {
      const other = this.#find(alias);
      if (other !== undefined && other.name !== task.name) {
        throw new TypeError(`${alias} cannot be an alias of ${task.name}: it means ${other.name}`);
      }
    }
    const description = task.description || (this.#shelf.described.get(task.name) ?? "");
    this.#shelf.described.delete(task.name);
    this.#shelf.tasks.set(task.name, { ...task, description });
  }

  #made(name: string, given: Given | Described): Task {
    const [description, act, options = {}] = typeof given[0] === "string"
      ? given as Described
      : ["", ...given as Given] as const;
    if (typeof act !== "function") {
      throw new TypeError(`the task ${name} is given nothing to run: a function is missing`);
    }
    const { needs = [], aliases = [], usage } = options;
    return {
      name,
      description: line(description),
      aliases: aliases.map(taskName),
      needs: needs.map(taskName),
      acts: [act],
      ...(usage === undefined ? {} : { usage }),
    };
  }

  /** A word that becomes a name is nobody's alias any more. */
  #freeWord(word: string): void {
    for (const task of this.#shelf.tasks.values()) {
      if (!task.aliases.includes(word)) continue;
      const aliases = task.aliases.filter((alias) => alias !== word);
      this.#shelf.tasks.set(task.name, { ...task, aliases });
    }
  }

  #orphans(): DunlinError[] {
    return [...this.#shelf.described.keys()].map((name) => {
      const { next } = unknownTask(name, this.#lookup().names());
      return new DunlinError("usage", `${name} is described, and was never added`, {
        ...(next === undefined ? {} : { next }),
      });
    });
  }

  #badNeeds(): DunlinError[] {
    const seen = new Set<string>(); // so that a circle is told once, not by each of its tasks
    const problems: DunlinError[] = [];
    for (const task of this.#shelf.tasks.values()) {
      try {
        refuseBadNeeds(this.#lookup(), task, [], seen);
      } catch (error) {
        if (!(error instanceof DunlinError)) throw error;
        problems.push(error);
      }
    }
    return problems;
  }
}

function chained(before: Task, added: Task): Task {
  return {
    ...before,
    description: added.description || before.description,
    aliases: union(before.aliases, added.aliases),
    needs: union(before.needs, added.needs),
    acts: [...before.acts, ...added.acts],
    ...(added.usage === undefined ? {} : { usage: added.usage }),
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function line(description: unknown): string {
  if (typeof description === "string") return description.replaceAll(/\s+/g, " ").trim();
  throw new TypeError("a description is one line of text");
}
