import { DunlinError } from "../errors.ts";
import type { CodeModule, MigrationDatabase } from "../migrations/migration.ts";
import type { Session } from "./session.ts";
import type { Work } from "./work.ts";

/** A session that holds locks is ended by the server when it is idle for a minute. */
const PING_EVERY_MS = 20_000;

/** Loads a TypeScript migration. @throws {DunlinError} `no-down` if it cannot do what is asked */
export async function loadCode(work: Work): Promise<CodeModule> {
  if (work.body.kind !== "code") throw new TypeError("Expected a TypeScript migration");
  const module = await work.body.script.load();
  directionOf(module, work);
  return module;
}

/** Runs a TypeScript migration on the session, inside whatever transaction is open. */
export async function runCode(work: Work, session: Session, signal: AbortSignal): Promise<void> {
  const module = await loadCode(work);
  const run = directionOf(module, work);
  const queue = new Queue(session, signal);
  const ping = setInterval(() => queue.ping(), PING_EVERY_MS);
  try {
    await unlessStopped(run.call(module, queue.database()), signal);
  } catch (error) {
    await queue.settle();
    throw error;
  } finally {
    clearInterval(ping);
  }
  const lost = await queue.settle();
  if (lost !== null) throw lost.error;
}

// Code that waits for something of its own hears of no server; it is left
// behind, and can send nothing more.
function unlessStopped(run: Promise<void> | void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new DunlinError("interrupted", "it was stopped"));
    signal.addEventListener("abort", stop, { once: true });
    Promise.resolve(run).then(resolve, reject).finally(() =>
      signal.removeEventListener("abort", stop)
    );
    if (signal.aborted) stop();
  });
}

function directionOf(module: CodeModule, work: Work): NonNullable<CodeModule["down"]> {
  const run = module[work.direction];
  if (run) return run;
  throw new DunlinError("no-down", `${work.summary.file} exports no ${work.direction}()`, {
    next: `write export async function ${work.direction}(db) in it, or leave the migration applied`,
  });
}

/** A call that failed, and whether the migration ever asked how it went. */
interface Call {
  observed: boolean;
  error?: unknown;
}

/** One call after another, whatever the migration awaits or forgets to await. */
class Queue {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #failed: Call[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #open = true;

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  database(): MigrationDatabase {
    return {
      dialect: this.#session.dialect.name,
      signal: this.#signal,
      query: <Found>(text: string, params?: Parameters<MigrationDatabase["query"]>[1]) =>
        this.#run(() =>
          this.#session.connection.query(params === undefined ? { text } : { text, params })
        ) as Promise<Found[]>,
      execute: (text) => this.#run(() => this.#session.connection.send(text)),
    };
  }

  /** Keeps the session from looking idle while the migration computes. */
  ping(): void {
    if (this.#waiting > 0) return;
    // a session that is gone shows itself in the migration's next call
    this.#run(() => this.#session.connection.query({ text: "SELECT 1" })).catch(() => {});
  }

  /**
   * After this nothing more is sent: a call may not outlive its transaction.
   *
   * @returns A call that failed while nobody looked; forgetting `await` must not hide it.
   */
  async settle(): Promise<Call | null> {
    this.#open = false;
    await this.#tail.catch(() => {}); // it is in #failed
    return this.#failed.find((call) => !call.observed) ?? null;
  }

  #run<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (!this.#open) {
      return Promise.reject(
        new TypeError("Expected no call after the migration has ended (was it awaited?)"),
      );
    }
    if (this.#signal.aborted) {
      return Promise.reject(new DunlinError("interrupted", "it was stopped"));
    }
    const record: Call = { observed: false };
    this.#waiting++;
    const answer = this.#tail.catch(() => {}).then(call).finally(() => this.#waiting--);
    answer.catch((error) => {
      record.error = error;
      this.#failed.push(record);
    });
    this.#tail = answer;
    return observed(answer, () => record.observed = true);
  }
}

// `await` looks at a native promise without calling its `then`, so this is not one
function observed<Answer>(answer: Promise<Answer>, onLook: () => void): Promise<Answer> {
  return {
    [Symbol.toStringTag]: "Promise",
    then: (resolve, reject) => (onLook(), answer.then(resolve, reject)),
    catch: (reject) => (onLook(), answer.catch(reject)),
    finally: (settled) => (onLook(), answer.finally(settled)),
  };
}
