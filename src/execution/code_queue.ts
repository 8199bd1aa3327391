import { DunlinError } from "../errors.ts";

/** A call that failed, and whether the migration ever asked how it went. */
export interface FailedCall {
  /** Whether somebody waits for its answer. */
  readonly observed: boolean;
  /** What it failed with. */
  readonly error: unknown;
}

/**
 * The calls of a TypeScript migration, one after another, whatever it awaits or
 * forgets to await.
 */
export class CodeQueue {
  readonly #signal: AbortSignal;
  readonly #failed: FailedCall[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #open = true;

  /** @param signal Aborted: nothing more is begun */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Makes a call behind all that were made before. */
  run<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (!this.#open) {
      return Promise.reject(
        new TypeError("Expected no call after the migration has ended (was it awaited?)"),
      );
    }
    if (this.#signal.aborted) {
      return Promise.reject(new DunlinError("interrupted", "it was stopped"));
    }
    const record = { observed: false, error: undefined as unknown };
    this.#waiting++;
    const answer = this.#tail.catch(() => {}).then(call).finally(() => this.#waiting--);
    answer.catch((error) => {
      record.error = error;
      this.#failed.push(record);
    });
    this.#tail = answer;
    return observed(answer, () => record.observed = true);
  }

  /** Makes a call only if nothing else is under way; what it meets, the next call meets too. */
  whenIdle(call: () => Promise<unknown>): void {
    if (this.#waiting === 0) this.run(call).catch(() => {});
  }

  /** A call that failed while nobody looked; forgetting `await` must not hide it. */
  get unseen(): FailedCall | null {
    return this.#failed.find((call) => !call.observed) ?? null;
  }

  /** Resolves when every call made so far has ended, well or not. */
  async quiet(): Promise<void> {
    await this.#tail.catch(() => {}); // it is in #failed
  }

  /** The same, and nothing more is sent: a call may not outlive its transaction. */
  async close(): Promise<void> {
    this.#open = false;
    await this.quiet();
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
