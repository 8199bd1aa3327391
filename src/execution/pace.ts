/** A message that is sent near by keeps nobody waiting for longer than this, as far as can be foreseen. */
const BUSY_MS = 50;

/**
 * How many migrations the next message holds. A server that is far away gets as
 * many as are allowed. One near by gets what it will have done in a moment, by
 * the pace of those before, so that an interrupt is felt at once.
 */
export class Pace {
  readonly #most: number;
  readonly #near: boolean;
  #next: number;

  /**
   * @param most Migrations that one message may hold
   * @param near Whether the way to the server takes next to no time
   */
  constructor(most: number, near: boolean) {
    this.#most = most;
    this.#near = near;
    this.#next = near ? 1 : most;
  }

  /** How many the next message holds at most. */
  get migrations(): number {
    return this.#next;
  }

  /** So many have taken so long. */
  sent(migrations: number, tookMs: number): void {
    if (!this.#near || migrations === 0) return;
    const fitting = Math.floor(BUSY_MS * migrations / Math.max(tookMs, 1));
    this.#next = Math.max(1, Math.min(this.#next * 2, fitting, this.#most));
  }
}
