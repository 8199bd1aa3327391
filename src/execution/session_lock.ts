import type { NativeLock } from "../dialects/dialect.ts";
import type { HeldLock } from "./held_lock.ts";
import { nativeHolder } from "./native_holder.ts";
import type { Session } from "./session.ts";
import { waitFor, type Waiting } from "./wait_for.ts";

/** The servers count how often a session took its lock, and free it when it was given back as often. */
export class SessionLock implements HeldLock {
  readonly #session: Session;
  readonly #native: NativeLock;
  readonly #waiting: Waiting;
  #taken = 0;
  #roundTripMs = Infinity;

  constructor(session: Session, native: NativeLock, waiting: Waiting) {
    this.#session = session;
    this.#native = native;
    this.#waiting = waiting;
  }

  get roundTripMs(): number {
    return this.#roundTripMs;
  }

  async retake(): Promise<boolean> {
    const asked = performance.now();
    const taken = await tryLock(this.#session, this.#native);
    this.#roundTripMs = Math.min(this.#roundTripMs, performance.now() - asked);
    if (taken) this.#taken++;
    return taken;
  }

  get insisting(): string | null {
    return this.#native.insist ?? null;
  }

  freed(): void {
    this.#taken = 0;
  }

  retaken(): void {
    this.#taken = 1;
  }

  async regain(): Promise<void> {
    await waitFor(
      () => this.retake(),
      () => nativeHolder(this.#session, this.#native),
      this.#waiting,
    );
  }

  // the server frees it with the session, and nothing can be sent without that
  assertHeld(): void {}

  verify(): Promise<void> {
    return Promise.resolve();
  }

  async release(): Promise<void> {
    const taken = this.#taken;
    this.#taken = 0;
    if (taken === 0) return;
    try {
      const texts = Array.from({ length: taken }, () => this.#native.release.text);
      await this.#session.connection.send(texts.join(";\n"));
    } catch {
      await this.#session.connection.close(); // the server frees what a session held
    }
  }
}

async function tryLock(session: Session, native: NativeLock): Promise<boolean> {
  const [answer] = await session.query(native.acquire.text, "asking for the migration lock");
  return answer !== undefined && native.acquired(answer);
}
