/**
 * Calls listeners in the middle of a protocol: what one throws waits until the
 * message is read to its end.
 */
export class Listening {
  #thrown: { readonly error: unknown } | null = null;

  /** Calls a listener; only the first error of several is kept. */
  call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#thrown ??= { error };
    }
  }

  /** Throws what a listener threw since the last time, as it was thrown. */
  rethrow(): void {
    const thrown = this.#thrown;
    this.#thrown = null;
    if (thrown !== null) throw thrown.error;
  }

  /** Forgets it: the server's own failure comes first. */
  forget(): void {
    this.#thrown = null;
  }
}
