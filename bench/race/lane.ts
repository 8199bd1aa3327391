import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FreshDatabase, TestDatabase } from "../../tests/contract/databases.ts";
import { startProxy } from "../proxy.ts";
import { assertDone } from "./assert_done.ts";
import type { Contender, Work } from "./contender.ts";
import { measureProcess, type ProcessCost } from "./measure_process.ts";
import type { Race } from "./race.ts";
import type { Entry } from "./results.ts";
import type { Standing } from "./standing.ts";
import type { Turn } from "./take_turns.ts";

/** What a lane is told. */
export interface LaneOptions {
  readonly race: Race;
  readonly database: TestDatabase;
  readonly folder: string;
  readonly rounds: number;
  /** Databases that serve several runs. */
  readonly standing: Standing;
  /** How long this contender may take for everything; one measured run it has in any case. */
  readonly allowanceMs: number;
  readonly log: (line: string) => void;
}

type Counts = Pick<Entry, "roundTrips" | "loginRoundTrips" | "bytesUp">;

const UNCOUNTED: Counts = { roundTrips: null, loginRoundTrips: null, bytesUp: null };

/** One contender in one race: its project, its database and its runs. */
export class Lane implements Turn {
  readonly #contender: Contender;
  readonly #options: LaneOptions;
  readonly #folder: string;
  readonly #ms: (number | null)[] = [];
  #counts: Counts = UNCOUNTED;
  #peakMb: number | null = null;
  #absent: string | null;
  #spentMs = 0;
  #lastMs = 0;
  constructor(contender: Contender, index: number, options: LaneOptions) {
    this.#contender = contender;
    this.#options = options;
    this.#folder = join(options.folder, `${options.race.name}-${index}`);
    this.#absent = contender.refusal(this.#work());
  }

  /** Writes the project, and runs once to warm up and to be counted. */
  async warmUp(): Promise<void> {
    await this.#unlessAbsent(async () => {
      await this.#writeProjects();
      if (this.#options.race.single) return;
      const { ms, peakMb } = await this.#run({ counted: true });
      this.#peakMb = peakMb;
      // far away the way is what takes long, and neither it nor a warm cache changes
      if (this.#options.race.delayMs > 0 && this.#spentMs + ms > this.#options.allowanceMs) {
        this.#ms.push(ms);
      }
    });
  }

  /** A measured run, if there is time for it. */
  async take(round: number): Promise<boolean> {
    const { allowanceMs } = this.#options;
    const had = this.#ms.length > 0;
    if (this.#absent !== null || (had && this.#spentMs + this.#lastMs > allowanceMs)) return false;
    await this.#unlessAbsent(async () => {
      const { ms, peakMb } = await this.#run({ counted: false });
      this.#ms[round] = ms;
      if (peakMb !== null) this.#peakMb = Math.max(this.#peakMb ?? 0, peakMb);
    });
    return this.#absent === null;
  }

  /** What it came to. */
  entry(): Entry {
    const { name, kind } = this.#contender;
    return {
      name,
      kind,
      ms: Array.from(
        this.#ms,
        (value) => value === undefined ? null : Math.round(value! * 100) / 100,
      ),
      peakMb: this.#peakMb,
      ...this.#counts,
      remark: this.#contender.remark(this.#work()),
      absent: this.#absent,
    };
  }

  /** Removes its project. */
  async leave(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #unlessAbsent(act: () => Promise<void>): Promise<void> {
    if (this.#absent !== null) return;
    const { log, race, database } = this.#options;
    try {
      await act();
    } catch (error) {
      this.#absent = `failed: ${(error as Error).message}`;
      log(`${race.name} on ${database.name}: ${this.#contender.name} ${this.#absent}`);
    }
  }

  async #writeProjects(): Promise<void> {
    await mkdir(this.#all, { recursive: true });
    await this.#contender.write(this.#all, this.#work());
    if (this.#options.race.recorded === 0 || this.#options.race.pending === 0) return;
    await mkdir(this.#before, { recursive: true });
    await this.#contender.write(this.#before, this.#work(this.#options.race.recorded));
  }

  /** One run on a database that has what is recorded behind it; the work is seen to be done. */
  async #run({ counted }: { readonly counted: boolean }): Promise<ProcessCost> {
    const began = performance.now();
    const database = await this.#recorded();
    try {
      const cost = await this.#measure(database, counted);
      await this.#check(database, this.#work());
      this.#lastMs = performance.now() - began;
      this.#spentMs += this.#lastMs;
      return cost;
    } finally {
      if (!this.#standsStill) await database.dispose();
    }
  }

  /** Where a run leaves the database as it was, one serves all of them, in later races too. */
  async #recorded(): Promise<FreshDatabase> {
    const make = async () => {
      const database = await this.#options.database.fresh({ quick: true });
      try {
        await this.#record(database);
        return database;
      } catch (error) {
        await database.dispose();
        throw error;
      }
    };
    if (!this.#standsStill) return await make();
    const { race, database, standing } = this.#options;
    return await standing.get(`${database.name} ${race.recorded} ${this.#contender.name}`, make);
  }

  async #record(database: FreshDatabase): Promise<void> {
    const { recorded, pending, limitMs } = this.#options.race;
    if (recorded === 0 || !this.#needsDatabase) return;
    const folder = pending === 0 ? this.#all : this.#before;
    const work = this.#work(recorded);
    const call = this.#contender.call(folder, work, new URL(database.url));
    if (this.#contender.history(work.engine) === null && pending === 0) return;
    await measureProcess(call, { memoryEveryMs: null, limitMs });
    await this.#check(database, work);
  }

  async #measure(database: FreshDatabase, counted: boolean): Promise<ProcessCost> {
    const { race: { delayMs, limitMs } } = this.#options;
    const memoryEveryMs = counted ? 1 : this.#options.race.single ? 10 : null;
    const watch = { memoryEveryMs, limitMs };
    const overProxy = database.url.startsWith("sqlite:") ? false : counted || delayMs > 0;
    const call = (url: string) => this.#contender.call(this.#all, this.#work(), new URL(url));
    if (!overProxy) return await measureProcess(call(database.url), watch);
    const proxy = await startProxy({ target: database.url, delayMs });
    try {
      const cost = await measureProcess(call(proxy.url), watch);
      const { roundTrips, loginRoundTrips, bytesUp } = proxy.counts();
      if (counted) this.#counts = { roundTrips, loginRoundTrips, bytesUp };
      return cost;
    } finally {
      await proxy.close();
    }
  }

  async #check(database: FreshDatabase, work: Work): Promise<void> {
    if (!this.#needsDatabase) return; // its exit code is all there is
    await assertDone(database, this.#contender.history(work.engine), work);
  }

  #work(only?: number): Work {
    const { race, database } = this.#options;
    return {
      engine: database.name,
      recorded: only === undefined ? race.recorded : 0,
      upToDate: race.pending === 0,
      ownTransactions: race.ownTransactions,
      migrations: Array.from({ length: only ?? race.recorded + race.pending }, (_, index) => ({
        n: index + 1,
        sql: race.sql(index + 1),
      })),
      command: only === undefined ? race.command : "migrate",
      rows: only === undefined ? race.rows : null,
    };
  }

  /** Whether a run leaves the database as it was. */
  get #standsStill(): boolean {
    return this.#options.race.pending === 0;
  }

  get #needsDatabase(): boolean {
    const { command } = this.#options.race;
    return command === "migrate" || command === "status";
  }

  get #all(): string {
    return join(this.#folder, "all");
  }

  get #before(): string {
    return join(this.#folder, "before");
  }
}
