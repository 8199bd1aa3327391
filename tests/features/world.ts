import type { Ended, Running } from "../cli/program.ts";
import { type CallOptions, Project } from "../cli/project.ts";
import type { FreshDatabase, RawRow, TestDatabase } from "../contract/databases.ts";
import { contentOf } from "./content_of.ts";

/** What the steps of one scenario share: a project, its database, and what was last said. */
export class World {
  readonly database: TestDatabase;
  readonly fresh: FreshDatabase;
  readonly project: Project;
  /** Given to every call beside `DATABASE_URL`. */
  readonly variables: Record<string, string> = {};
  /** Runs the program that a scenario has compiled; null before. */
  binary: ((args: readonly string[]) => Promise<void>) | null = null;
  /** Kilobytes of memory the last measured run took at most. */
  peakKilobytes: number | null = null;
  #last: Ended | null = null;
  #before = "";
  readonly #beside: { readonly running: Running; ended: boolean }[] = [];
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(database: TestDatabase, fresh: FreshDatabase) {
    this.database = database;
    this.fresh = fresh;
    this.project = new Project({}, fresh.url);
  }

  /** How the last command ended. */
  get last(): Ended {
    if (this.#last === null) throw new Error("nothing was run yet");
    return this.#last;
  }

  set last(ended: Ended) {
    this.#last = ended;
  }

  /** All the last command has said. */
  get said(): string {
    return this.last.out + this.last.err;
  }

  /** Runs a command to its end, remembering what the database holds before it. */
  async run(args: readonly string[], options: CallOptions = {}): Promise<Ended> {
    this.#before = await this.content();
    this.last = await this.start(args, options).ended;
    return this.last;
  }

  start(args: readonly string[], options: CallOptions = {}): Running {
    return this.project.start(args, { ...options, env: { ...this.variables, ...options.env } });
  }

  /** Starts a command that runs beside the scenario. */
  startBeside(args: readonly string[]): Running {
    const running = this.start(args);
    const one = { running, ended: false };
    this.#beside.push(one);
    void running.ended.finally(() => one.ended = true);
    return running;
  }

  /** How the programs beside the scenario end, in the order of their start. */
  ends(): Promise<readonly Ended[]> {
    return Promise.all(this.#beside.map(({ running }) => running.ended));
  }

  query(sql: string): Promise<RawRow[]> {
    return this.fresh.raw.query(sql);
  }

  async exists(table: string): Promise<boolean> {
    return await this.query(`SELECT 1 FROM ${table}`).then(() => true, () => false);
  }

  /** Every table with its columns and rows, dunlin's own among them, as text to compare. */
  content(): Promise<string> {
    return contentOf(this.database.name, (sql) => this.query(sql));
  }

  /** What the database held before the last command. */
  get before(): string {
    return this.#before;
  }

  /** For the message of a step that failed. */
  lastWords(): string {
    if (this.#last === null) return "";
    const { code, out, err } = this.#last;
    return `the last command ended with ${code} and said:\n${out}${err}`;
  }

  /** What is to be removed behind the scenario. */
  onEnd(...ends: readonly (() => Promise<void>)[]): void {
    this.#ends.push(...ends);
  }

  /** Ends what still runs, and removes what was made. */
  async dispose(): Promise<void> {
    for (const { running } of this.#beside.filter(({ ended }) => !ended)) running.kill("SIGKILL");
    for (const { running } of this.#beside) await running.ended;
    for (const end of this.#ends) await end();
    await this.fresh.dispose();
  }
}
