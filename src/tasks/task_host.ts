import type { Connection } from "../drivers/connection.ts";
import type { Environment } from "../drivers/target.ts";
import type { Place } from "../errors.ts";
import type { Migrator } from "../execution/migrator.ts";
import type { Task, TaskContext, TaskSettings } from "./task.ts";

/** What a run of tasks has around it: a command line, or a program of one's own. */
export interface TaskHost {
  readonly signal: AbortSignal;
  readonly cancel: AbortSignal;
  readonly env: Environment;
  readonly settings: TaskSettings;
  /** Takes what a task says. */
  readonly out: (text: string, task: string) => void;
  /** Asks; throws unless the answer is yes. */
  readonly confirm: (what: string) => Promise<void>;
  /** Called at most once in a run; the run closes what it gave. */
  readonly openMigrator: () => Promise<Migrator>;
  /** The same, for `sql()`. */
  readonly openConnection: () => Promise<Connection>;
  /**
   * Whether only a task's first act is done, without needs and without what was
   * added behind it: it was asked to change nothing.
   */
  readonly onlyLooks: (task: Task, context: TaskContext) => boolean;
  /** Where in the project's own files something was thrown, if that is known. */
  readonly placeOf: (thrown: unknown) => Place | undefined;
}
