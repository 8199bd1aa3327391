import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { CodeModule, MigrationDatabase } from "../migrations/migration.ts";
import { CodeQueue } from "./code_queue.ts";
import { CodeStatements, onlyReads, standsAlone } from "./code_statements.ts";
import { type CodeStep, newStep } from "./code_step.ts";
import { driverErrorOf } from "./driver_error_of.ts";
import type { Session } from "./session.ts";
import { StepFailure } from "./step_failure.ts";
import type { StepJournal } from "./step_journal.ts";
import * as refusal from "./step_refusals.ts";
import { refusedInStep } from "./step_rules.ts";
import type { Item } from "./units.ts";

/** A session that holds locks is ended by the server when it is idle for a minute. */
const PING_EVERY_MS = 20_000;

/** What the code of a journaled migration waits for, or that it has ended. */
export type Wish =
  /** It writes outside of any step: all of it is one unit. */
  | { readonly kind: "whole" }
  /** The step's first statement in a transaction. */
  | { readonly kind: "transaction"; readonly step: CodeStep }
  /** The step's one statement that commits by itself. */
  | { readonly kind: "alone"; readonly step: CodeStep; readonly item: Item }
  /** The step has done its work, and is to be marked. */
  | { readonly kind: "mark"; readonly step: CodeStep }
  | { readonly kind: "end" };

/** What a wish may be answered with: go on, or, for a statement, that an earlier run has run it. */
export type Answer = "go" | "proved";

/** What a run of code is about. */
export interface CodeRunOptions {
  readonly module: CodeModule;
  readonly run: NonNullable<CodeModule["down"]>;
  readonly session: Session;
  /** Aborted: it is left behind, and can send nothing more. */
  readonly signal: AbortSignal;
  /** Steps of earlier runs; null where everything is one transaction, and nothing is journaled. */
  readonly journal: StepJournal | null;
  /** What a statement that commits by itself begins with, so that the server's list shows whose it is. */
  readonly mark: string;
}

interface Fault {
  readonly error: unknown;
  readonly step: string | null;
  readonly item: Item | null;
}

/**
 * One run of a TypeScript migration. Where it is journaled, it stops before
 * everything the journal must know first, says so as a {@linkcode Wish}, and
 * goes on when that is written.
 */
export class CodeRun {
  readonly #options: CodeRunOptions;
  readonly #session: Session;
  readonly #queue: CodeQueue;
  readonly #statements: CodeStatements;
  readonly #names: string[] = [];
  /** What finished steps have left in the session, which a resumed run would not find. */
  readonly #left: Item[] = [];
  #mode: "undecided" | "whole" | "steps";
  #step: CodeStep | null = null;
  #stepping: Promise<void> = Promise.resolve();
  /** What the migration fails with, whatever it catches. */
  #fault: Fault | null = null;
  #wish = Promise.withResolvers<Wish>();
  #paused: PromiseWithResolvers<Answer> | null = null;
  #ended: Promise<void> | null = null;

  constructor(options: CodeRunOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#queue = new CodeQueue(options.signal);
    this.#statements = new CodeStatements(options.session.rules);
    this.#mode = options.journal?.begun ? "steps" : "undecided";
  }

  /** `undecided`: it has not written yet. `whole`: it writes outside of steps, and has none. */
  get mode(): "undecided" | "whole" | "steps" {
    return this.#mode;
  }

  /** The step under way, or the one that failed. */
  get step(): CodeStep | null {
    return this.#step;
  }

  /** The names of the steps that are finished, earlier runs' among them. */
  get finished(): readonly string[] {
    return this.#step === null ? this.#names : this.#names.slice(0, -1);
  }

  /** Runs it to its end. @throws What it fails with; {@linkcode StepFailure} in a step */
  async toEnd(): Promise<void> {
    await this.next();
  }

  /**
   * Lets it go on until it wishes for something.
   *
   * @param answer To the wish before
   * @throws The same as {@linkcode toEnd}
   */
  async next(answer: Answer = "go"): Promise<Wish> {
    const { promise } = this.#wish;
    this.#ended ??= this.#begin();
    this.#paused?.resolve(answer);
    this.#paused = null;
    return await promise;
  }

  /** Leaves it behind: it can send nothing more. Resolves when it has ended, or is not waited for. */
  async leave(): Promise<void> {
    const stopped = new DunlinError("interrupted", "the migration was stopped");
    this.#fault ??= { error: stopped, step: null, item: null };
    this.#paused?.reject(this.#fault.error);
    this.#paused = null;
    await this.#ended;
  }

  async #begin(): Promise<void> {
    const { run, module, signal } = this.#options;
    const ping = setInterval(() => this.#ping(), PING_EVERY_MS);
    try {
      await unlessStopped(this.#whole(() => run.call(module, this.#database())), signal);
      await this.#queue.close();
      this.#assertWhole();
      this.#wish.resolve({ kind: "end" });
    } catch (error) {
      await this.#queue.close();
      const { error: cause, step, item } = this.#fault ?? { error, step: null, item: null };
      this.#wish.promise.catch(() => {}); // nobody waits for what was left behind
      this.#wish.reject(step === null ? cause : new StepFailure(step, item, cause));
    } finally {
      clearInterval(ping);
    }
  }

  // a step nobody awaited is waited for, as every other call is
  async #whole(run: () => Promise<void> | void): Promise<void> {
    await run();
    await this.#stepping;
  }

  #assertWhole(): void {
    if (this.#fault) throw this.#fault.error;
    const { unseen } = this.#queue;
    if (unseen !== null) throw unseen.error;
    const error = this.#options.journal?.fewer(this.#names.length);
    if (error) throw error;
  }

  // a session that is gone shows itself in the migration's next call
  #ping(): void {
    this.#queue.whenIdle(() => this.#session.connection.query({ text: "SELECT 1" }));
  }

  #database(): MigrationDatabase {
    const { connection } = this.#session;
    return {
      dialect: this.#session.dialect.name,
      signal: this.#options.signal,
      query: <Found>(text: string, params?: Parameters<MigrationDatabase["query"]>[1]) =>
        this.#call(text, async (mark) => {
          const marked = mark + text;
          const query = params === undefined ? { text: marked } : { text: marked, params };
          return await connection.query(query) as Found[];
        }, []),
      execute: (text) => this.#call(text, (mark) => connection.send(mark + text), undefined),
      step: (name, fn) => this.#named(name, fn),
    };
  }

  #named(name: string, fn: () => Promise<void> | void): Promise<void> {
    const stepping = this.#runStep(name, fn);
    this.#stepping = Promise.allSettled([this.#stepping, stepping]).then(() => {});
    stepping.catch(() => {}); // the migration fails with it, whether anybody looks or not
    return stepping;
  }

  async #runStep(name: string, fn: () => Promise<void> | void): Promise<void> {
    if (this.#fault) throw this.#fault.error;
    const within = this.#step;
    const wrong = refusal.step(name, fn, within?.name ?? null, this.#names);
    if (wrong) throw this.#fail(wrong, within);
    this.#names.push(name);
    const step = newStep(name, this.#names.length);
    this.#step = step;
    try {
      if (await this.#queue.run(() => this.#enter(step))) {
        await fn();
        await this.#queue.run(() => this.#leaveStep(step));
      }
    } catch (error) {
      await this.#queue.quiet();
      throw this.#fail(error, step);
    }
    this.#step = null;
  }

  /** @returns false if an earlier run has finished it */
  #enter(step: CodeStep): Promise<boolean> {
    const { journal } = this.#options;
    if (this.#fault) return Promise.reject(this.#fault.error);
    if (this.#mode === "whole") return Promise.reject(refusal.tooLate(step.name));
    if (journal === null) return Promise.resolve(true);
    this.#mode = "steps";
    return Promise.resolve(!journal.isDone(step));
  }

  async #leaveStep(step: CodeStep): Promise<void> {
    if (this.#fault) throw this.#fault.error;
    const { unseen } = this.#queue;
    if (unseen !== null) throw unseen.error;
    const { journal } = this.#options;
    if (journal === null) return;
    if (step.alone === null) journal.refuseOther(step);
    if (step.open) await this.#assertOpen(step);
    await this.#want({ kind: "mark", step });
    this.#left.push(...step.left.filter(({ traits }) => traits.session !== "none").map(computed));
  }

  #call<Found>(
    text: string,
    send: (mark: string) => Promise<Found>,
    nothing: Found,
  ): Promise<Found> {
    const step = this.#step; // of this moment: the call may have to wait
    return this.#queue.run(async () => {
      if (this.#fault) throw this.#fault.error;
      if (this.#options.journal === null) return await send("");
      const items = this.#statements.read(text);
      const found = step === null
        ? await this.#outside(items, send)
        : await this.#inside(step, items, send, nothing);
      this.#statements.sent(items);
      return found;
    });
  }

  async #outside<Found>(
    items: readonly Item[],
    send: (mark: string) => Promise<Found>,
  ): Promise<Found> {
    const write = items.find((item) => !onlyReads(item, this.#statements.rules));
    if (write && this.#mode === "steps") {
      throw this.#fail(refusal.outside(write, this.#options.journal?.begun === true), null);
    }
    if (write && this.#mode === "undecided") {
      this.#mode = "whole";
      await this.#want({ kind: "whole" });
    }
    return await send("");
  }

  async #inside<Found>(
    step: CodeStep,
    items: readonly Item[],
    send: (mark: string) => Promise<Found>,
    nothing: Found,
  ): Promise<Found> {
    const { dialect } = this.#session;
    const { rules } = this.#statements;
    const alone = items.find((item) => standsAlone(item, dialect)) ??
      (step.alone === null ? await this.#kept(step, items) : null);
    const writes = items.filter((item) => item === alone || !onlyReads(item, rules));
    const wrong = refusedInStep(step, items, {
      alone: alone ?? null,
      writes,
      rules,
      left: this.#left,
    });
    if (wrong) throw this.#fail(wrong, step);
    if (alone) return await this.#alone(step, alone, send, nothing);
    return await this.#together(step, items, writes, send);
  }

  /** A statement that writes where no ROLLBACK reaches: it can only be run by itself, too. */
  async #kept(step: CodeStep, items: readonly Item[]): Promise<Item | null> {
    for (const item of items) {
      const asks = this.#session.untransactional(item);
      if (asks === null || step.asked.has(asks)) continue;
      step.asked.add(asks);
      const text = `SELECT ${asks} AS kept`;
      const [row] = await this.#session.query(text, "asking for the engine of a table");
      if (Number(row?.["kept"]) !== 1) continue;
      this.#session.setApart(item);
      return item;
    }
    return null;
  }

  async #alone<Found>(
    step: CodeStep,
    item: Item,
    send: (mark: string) => Promise<Found>,
    nothing: Found,
  ): Promise<Found> {
    step.alone = item;
    const answer = await this.#want({ kind: "alone", step, item });
    step.open = false;
    if (answer === "proved") {
      step.made = step.proved = true;
      return nothing;
    }
    try {
      const found = await send(this.#options.mark);
      step.made = true;
      step.left.push(item);
      return found;
    } catch (error) {
      throw this.#fail(error, step, error instanceof DriverError ? item : null);
    }
  }

  async #together<Found>(
    step: CodeStep,
    items: readonly Item[],
    writes: readonly Item[],
    send: (mark: string) => Promise<Found>,
  ): Promise<Found> {
    if (writes.length > 0) this.#options.journal?.refuseOther(step);
    if (step.alone === null) {
      if (step.open) await this.#assertOpen(step);
      else await this.#want({ kind: "transaction", step });
      step.open = true;
    }
    step.wrote ??= writes[0] ?? null;
    try {
      const found = await send("");
      step.left.push(...items);
      return found;
    } catch (error) {
      step.shaken ??= error;
      if (this.#endsTransaction(error)) throw this.#fail(error, step);
      throw error;
    }
  }

  // A deadlock undoes the whole transaction, whatever the code makes of the
  // error: what it sent then would be kept without its mark.
  #endsTransaction(error: unknown): boolean {
    const cause = driverErrorOf(error);
    if (cause === null) return false;
    return cause.kind !== "sql" ||
      this.#session.dialect.meaning(cause.code, cause.message) === "conflict";
  }

  async #assertOpen(step: CodeStep): Promise<void> {
    const { connection } = this.#session;
    if (step.shaken !== undefined) await connection.send("DO 0");
    if (connection.inTransaction?.() !== false) {
      step.shaken = undefined;
      return;
    }
    throw this.#fail(step.shaken ?? refusal.ended(step.name), step);
  }

  #fail(error: unknown, step: CodeStep | null, item: Item | null = null): unknown {
    this.#fault ??= { error, step: step?.name ?? null, item };
    return error;
  }

  async #want(wish: Wish): Promise<Answer> {
    const paused = Promise.withResolvers<Answer>();
    this.#paused = paused;
    const { resolve } = this.#wish;
    this.#wish = Promise.withResolvers<Wish>();
    resolve(wish);
    return await paused.promise;
  }
}

function computed(item: Item): Item {
  return { ...item, traits: { ...item.traits, session: "computed" } };
}

// Code that waits for something of its own hears of no server; it is left
// behind, and can send nothing more.
function unlessStopped(run: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new DunlinError("interrupted", "it was stopped"));
    signal.addEventListener("abort", stop, { once: true });
    run.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
  });
}
