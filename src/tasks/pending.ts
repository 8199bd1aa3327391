/** What was begun and is not done yet: nothing is left behind where an `await` was forgotten. */
export class Pending {
  readonly #begun = new Set<Promise<unknown>>();

  /** Notes what was begun; its failure is no longer lost, even if nobody waits for it. */
  add<Answer>(begun: Promise<Answer>): Promise<Answer> {
    this.#begun.add(begun);
    const done = () => void this.#begun.delete(begun);
    begun.then(done, done);
    return begun;
  }

  /** Waits until all is done. @throws What one of them threw that was still under way */
  async rest(): Promise<void> {
    while (this.#begun.size > 0) await Promise.all(this.#begun);
  }

  /** The same where something has failed already, which is what is told. */
  async settle(): Promise<void> {
    while (this.#begun.size > 0) await Promise.allSettled(this.#begun);
  }
}
