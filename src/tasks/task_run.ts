import type { Connection } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { Migrator } from "../execution/migrator.ts";
import { knownTask, refuseBadNeeds, type TaskShelf } from "./needs.ts";
import { Opened } from "./opened.ts";
import { Pending } from "./pending.ts";
import type { Task, TaskAct, TaskContext } from "./task.ts";
import { type TaskDatabase, taskDatabase } from "./task_database.ts";
import { stoppedBySignal, taskFailure } from "./task_failure.ts";
import type { TaskHost } from "./task_host.ts";

/** An act of the host's own, which gets the host as well. */
export type HostedAct = (context: TaskContext, host: TaskHost) => unknown;

/** One run of a task, with all it needs and calls. Used once. */
export class TaskRun {
  readonly #shelf: TaskShelf;
  readonly #host: TaskHost;
  readonly #values: Map<string, unknown>;
  /** Runs without arguments that succeeded or are under way, by name: no need runs again. */
  readonly #runs = new Map<string, Promise<void>>();
  readonly #migrator: Opened<Migrator>;
  readonly #connection: Opened<Connection>;
  readonly #database: Opened<TaskDatabase>;
  /** What was asked of `sql()`. */
  readonly #calls = new Pending();

  constructor(shelf: TaskShelf, host: TaskHost, values: Map<string, unknown> = new Map()) {
    this.#shelf = shelf;
    this.#host = host;
    this.#values = values;
    this.#migrator = new Opened(host.openMigrator);
    this.#connection = new Opened(host.openConnection);
    this.#database = new Opened(() => this.#openDatabase());
  }

  /** Runs a task and closes what was opened, whatever happens. @throws {DunlinError | TaskStopped} */
  async toEnd(name: string, args: readonly string[]): Promise<void> {
    try {
      await this.#start(name, args, []);
      await this.#sqlCalls(name);
    } catch (error) {
      await this.#calls.settle();
      await this.#close(); // how a session was left matters less than this
      throw error;
    }
    const left = await this.#close();
    if (left !== null) throw left;
  }

  // async, so that an unknown name rejects, too
  async #begin(name: string, args: readonly string[], chain: readonly string[]): Promise<void> {
    await this.#start(name, args, chain);
  }

  #start(name: string, args: readonly string[], chain: readonly string[]): Promise<void> {
    const task = knownTask(this.#shelf, name);
    const run = this.#carryOut(task, args, chain);
    if (args.length > 0 || this.#runs.has(task.name)) return run;
    const noted = run.catch((error) => {
      this.#runs.delete(task.name);
      throw error;
    });
    this.#runs.set(task.name, noted);
    return noted;
  }

  async #carryOut(task: Task, args: readonly string[], chain: readonly string[]): Promise<void> {
    refuseBadNeeds(this.#shelf, task, chain);
    const trail = [...chain, task.name];
    const begun = new Pending();
    const context = this.#context(task, args, trail, begun);
    if (this.#host.onlyLooks(task, context)) {
      return await this.#perform(task.acts.slice(0, 1), context, begun);
    }
    for (const need of task.needs) {
      const { name } = knownTask(this.#shelf, need);
      await (this.#runs.get(name) ?? this.#start(name, [], trail));
    }
    await this.#perform(task.acts, context, begun);
  }

  async #perform(
    acts: readonly TaskAct[],
    context: TaskContext,
    begun: Pending,
  ): Promise<void> {
    const { name } = context;
    for (const act of acts) {
      if (this.#host.signal.aborted) throw stoppedBySignal(`stopped before the task ${name}`);
      try {
        await (act as HostedAct)(context, this.#host);
        await begun.rest();
      } catch (error) {
        await begun.settle();
        throw await this.#failure(error, name);
      }
    }
  }

  async #failure(error: unknown, task: string): Promise<unknown> {
    const product = (await this.#connection.present())?.server.product ?? null;
    return taskFailure(error, task, this.#host, product);
  }

  async #sqlCalls(task: string): Promise<void> {
    try {
      await this.#calls.rest();
    } catch (error) {
      throw await this.#failure(error, task);
    }
  }

  #context(
    task: Task,
    args: readonly string[],
    chain: readonly string[],
    begun: Pending,
  ): TaskContext {
    const { signal, cancel, env, settings, out, confirm } = this.#host;
    return {
      name: task.name,
      args: Object.freeze([...args]),
      values: this.#values,
      chain: Object.freeze([...chain]),
      signal,
      cancel,
      env,
      settings,
      out: (text) => out(`${text}`.replace(/\n?$/, "\n"), task.name), // plain JavaScript gives it anything
      confirm: (what) => confirm(what),
      run: (name, ...given) => begun.add(this.#begin(name, given, chain)),
      migrator: () => this.#migrator.get(),
      sql: () => this.#database.get(),
    };
  }

  async #openDatabase(): Promise<TaskDatabase> {
    const connection = await this.#connection.get();
    const stop = () => void connection.cancel?.();
    this.#host.cancel.addEventListener("abort", stop, { once: true });
    return taskDatabase(connection, this.#calls);
  }

  /** @returns What is wrong with how a session was left. */
  async #close(): Promise<DunlinError | null> {
    const connection = await this.#connection.present();
    const open = connection?.inTransaction?.() === true;
    await connection?.close();
    await (await this.#migrator.present())?.close();
    if (!open) return null;
    return new DunlinError("task-failed", "a transaction on sql() was left open", {
      state: "it was rolled back",
      next: "end it with COMMIT, or use transaction(), which does",
    });
  }
}
