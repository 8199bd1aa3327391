import type { Environment } from "../drivers/target.ts";
import type { Migrator } from "../execution/migrator.ts";
import type { TaskDatabase } from "./task_database.ts";

/**
 * What a task does; what it returns is ignored. It fails by throwing, and ends
 * with an exit code of its own by throwing a `TaskStopped`.
 */
export type TaskAct = (context: TaskContext) => unknown;

/** A named task, as a value: changing it in a registry makes another. */
export interface Task {
  /** The whole name, with the prefixes of its namespaces: `db:seed`. */
  readonly name: string;
  /** One line; empty where nobody described it. */
  readonly description: string;
  /** Other words for it. */
  readonly aliases: readonly string[];
  /** What stands behind the name, for people: `[FILE]`. */
  readonly usage?: string;
  /** Whole names of the tasks that must have run before it. */
  readonly needs: readonly string[];
  /** What it does, one behind the other. */
  readonly acts: readonly TaskAct[];
}

/** What may be said of a task when it is added. */
export interface TaskOptions {
  /** Whole names of tasks that run before it, in this order; each once in a run. */
  readonly needs?: readonly string[];
  /** What stands behind the name, for its help: `[FILE]`. */
  readonly usage?: string;
  /** Other words for it. */
  readonly aliases?: readonly string[];
}

/** What a call of dunlin has settled, from flags, environment and `dunlin.json`. */
export interface TaskSettings {
  /** The database's URL, which may hold a password; null if nobody named one. */
  readonly database: string | null;
  /** The migrations folder. */
  readonly dir: string;
  /** The history table: `name` or `schema.name`. */
  readonly table: string;
  /** The environment, as `--env` names it; null if nobody did. */
  readonly env: string | null;
}

/** What a task works with. */
export interface TaskContext {
  /** The whole name of the task that runs. */
  readonly name: string;
  /** Everything behind the name, untouched: also what starts with `-`, also `--`. */
  readonly args: readonly string[];
  /** Shared by all tasks of one run: what one leaves here the next one finds. */
  readonly values: Map<string, unknown>;
  /** Names from the task the run began with to this one. */
  readonly chain: readonly string[];
  /** Aborted by the first interrupt: come to an end. */
  readonly signal: AbortSignal;
  /** Aborted by the second: stop now. What runs on `sql()` is cancelled on the server. */
  readonly cancel: AbortSignal;
  /** The environment, as far as the runtime lets it be read. */
  readonly env: Environment;
  /** What the call has settled. */
  readonly settings: TaskSettings;
  /** Writes a line for people; with `--json` an object, with `--quiet` nothing. */
  out(text: string): void;
  /**
   * Asks before something is destroyed, naming the database if there is one; `--yes` answers.
   *
   * @param what What would be done: `delete every bird`
   * @throws {DunlinError} `needs-confirmation` if the answer is not yes, or nobody is there
   */
  confirm(what: string): Promise<void>;
  /**
   * Runs another task, dunlin's own commands too, with arguments as they would
   * be typed. Options the call gave before the task's name hold for it as well.
   *
   * @throws {DunlinError} `usage` for an unknown name, and for a task that would run itself
   * @throws {TaskStopped} If it ends with another exit code than 0, having said why
   */
  run(name: string, ...args: readonly string[]): Promise<void>;
  /** The migrator of this run; opened by the first call, closed when the run ends. @throws {DunlinError} */
  migrator(): Promise<Migrator>;
  /** A connection of this run's own; opened by the first call, closed when the run ends. @throws {DunlinError} */
  sql(): Promise<TaskDatabase>;
}
