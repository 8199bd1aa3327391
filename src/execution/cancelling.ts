import type { Connection } from "../drivers/connection.ts";
import { pause } from "./pause.ts";

const AGAIN_AFTER_MS = 250;

/**
 * Tells the server to stop what a session does, again and again until it has:
 * a request that arrives between two messages is lost.
 */
export class Cancelling {
  readonly #connection: Connection;
  readonly #onFailure: (said: string) => void;
  readonly #ended = new AbortController();
  #asking: Promise<void> | null = null;

  /** @param onFailure Hears once why the server could not be told. */
  constructor(connection: Connection, onFailure: (said: string) => void) {
    this.#connection = connection;
    this.#onFailure = onFailure;
  }

  begin(): void {
    this.#asking ??= this.#askUntilEnded();
  }

  /** Resolves when no request is on its way any more, which could hit what comes next. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#asking;
  }

  async #askUntilEnded(): Promise<void> {
    const { signal } = this.#ended;
    let told = false;
    while (!signal.aborted && this.#connection.cancel) {
      try {
        await this.#connection.cancel();
      } catch (error) {
        if (!told) this.#onFailure(error instanceof Error ? error.message : String(error));
        told = true;
      }
      await pause(AGAIN_AFTER_MS, signal);
    }
  }
}
