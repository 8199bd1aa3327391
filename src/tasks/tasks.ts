import type { RunOptions } from "./library_host.ts";
import type { Task, TaskAct, TaskOptions } from "./task.ts";

/**
 * A registry of named tasks, or the part of one under a prefix. Names are words
 * joined by colons; an alias counts as its task's name, except where said.
 */
export interface Tasks {
  /**
   * The part of this registry under a prefix. What `fill` does with it, and with
   * what is returned, gets the prefix, however deep and however late.
   *
   * ```ts ignore
   * tasks.namespace("db", (db) => db.add("seed", "Load demo data", seed)); // db:seed
   * ```
   */
  namespace(name: string, fill?: (tasks: Tasks) => void): Tasks;
  /** Describes a task in one line; it may be added later. */
  desc(name: string, description: string): this;
  /**
   * Adds a task. Where there is one of that name, this is done behind it, if it
   * succeeds; the needs of both are needed.
   *
   * @throws {TypeError} If the name is none, or there is nothing to run
   */
  add(name: string, act: TaskAct, options?: TaskOptions): this;
  /** The same, with its description. */
  add(name: string, description: string, act: TaskAct, options?: TaskOptions): this;
  /**
   * Puts a task in the place of whatever has that name. A word that was an alias
   * is none any more. Without a description, that of the former task stays.
   */
  set(name: string, act: TaskAct, options?: TaskOptions): this;
  /** The same, with its description. */
  set(name: string, description: string, act: TaskAct, options?: TaskOptions): this;
  /** Gives a task another name; what needs it follows. @throws {DunlinError} `usage` */
  rename(from: string, to: string): this;
  /** Takes a task away, or an alias. @throws {DunlinError} `usage` if there is none */
  remove(name: string): this;
  /** Whether there is a task of that name. */
  has(name: string): boolean;
  /** Every task of this registry or part, in the order they were added. */
  list(): readonly Task[];
  /** Adds the tasks of another registry, as {@linkcode Tasks.add} does. */
  include(other: Tasks): this;
  /**
   * Everything that cannot work, at once: a need nobody added, needs in a
   * circle, a description without a task.
   *
   * @throws {DunlinError} `usage`
   */
  check(): void;
  /**
   * Runs a task and what it needs; closes what they opened, whatever happens.
   *
   * @throws {DunlinError} `usage` for an unknown name, with the nearest known
   * one; `task-failed` if a task throws something else than a `DunlinError`
   * @throws {TaskStopped} If a task ends with an exit code of its own
   */
  run(name: string, args?: readonly string[], options?: RunOptions): Promise<void>;
}
