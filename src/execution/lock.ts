import type { NativeLock } from "../dialects/dialect.ts";
import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { pause } from "./pause.ts";
import type { Session } from "./session.ts";

/** How waiting for another runner is bounded. */
export interface Waiting {
  /** Milliseconds; 0 asks once. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: EventListener;
}

/** See `MigratorOptions.lock`. */
export type LockKind = "auto" | "native" | "lease";

/** A lock that is held until it is released. */
export interface HeldLock {
  /** Never throws: a failed release ends with the session, and the server frees it then. */
  release(): Promise<void>;
  /** Asks for it again after the session may have lost it. False: another runner has it now. */
  retake(): Promise<boolean>;
  /** The shortest time an answer took, in milliseconds; 0 where nothing is asked. */
  readonly roundTripMs: number;
  /** Waits for it again. @throws {DunlinError} `lock-timeout`, `interrupted` */
  regain(): Promise<void>;
}

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;
const TELL_EVERY_MS = 2000;

/**
 * Takes the session's lock by asking again and again: a blocking call would
 * hold a snapshot, and deadlock with another's `CREATE INDEX CONCURRENTLY`.
 *
 * @throws {DunlinError} `lock-timeout` naming the holder; `interrupted`
 */
export async function acquireLock(session: Session, waiting: Waiting): Promise<HeldLock> {
  const native = session.dialect.nativeLock(session.tables, session.facts);
  if (!native) return NO_LOCK;
  const lock = new SessionLock(session, native, waiting);
  await lock.regain();
  return lock;
}

const NO_LOCK: HeldLock = {
  roundTripMs: 0,
  release: () => Promise.resolve(),
  retake: () => Promise.resolve(true),
  regain: () => Promise.resolve(),
};

/** The servers count how often a session took its lock, and free it when it was given back as often. */
class SessionLock implements HeldLock {
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

  async regain(): Promise<void> {
    await waitFor(
      () => this.retake(),
      () => holderOf(this.#session, this.#native),
      this.#waiting,
    );
  }

  async release(): Promise<void> {
    try {
      for (; this.#taken > 0; this.#taken--) {
        await this.#session.connection.query(this.#native.release);
      }
    } catch {
      await this.#session.connection.close(); // the server frees what a session held
    }
  }
}

/**
 * Repeats `attempt` with growing, jittered pauses until it succeeds. Whoever
 * waits is told who is in the way, at once and then every few seconds.
 */
export async function waitFor(
  attempt: () => Promise<boolean>,
  holder: () => Promise<string | null>,
  { waitMs, signal, onEvent }: Waiting,
): Promise<void> {
  const started = performance.now();
  let toldAt = -Infinity;
  let waited = false;
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    if (await attempt()) break;
    if (signal?.aborted) throw interruptedWaiting();
    waited = true;
    const waitedMs = Math.round(performance.now() - started);
    if (waitedMs >= waitMs) throw await lockTimeout(waitMs, await holder());
    if (waitedMs - toldAt >= TELL_EVERY_MS) {
      toldAt = waitedMs;
      onEvent({ type: "lock_waiting", holder: await holder(), waitedMs, waitMs });
    }
    await pause(Math.min(pauseMs * (0.5 + Math.random()), waitMs - waitedMs + 1), signal);
  }
  if (waited) onEvent({ type: "lock_acquired", waitedMs: Math.round(performance.now() - started) });
}

async function tryLock(session: Session, native: NativeLock): Promise<boolean> {
  const [answer] = await session.query(native.acquire.text, "asking for the migration lock");
  return answer !== undefined && native.acquired(answer);
}

async function holderOf(session: Session, native: NativeLock): Promise<string | null> {
  const [row] = await session.query(native.holder.text, "asking who holds the migration lock");
  return row?.["holder"] ? String(row["holder"]) : null;
}

function lockTimeout(waitMs: number, holder: string | null): DunlinError {
  const seconds = waitMs / 1000;
  return new DunlinError(
    "lock-timeout",
    `another runner held the migration lock for more than ${seconds} s` +
      (holder ? `: ${holder}` : ""),
    {
      state: "nothing was changed by this run",
      next:
        "run the same command again once it has finished, or wait longer with --lock-wait SECONDS",
    },
  );
}

function interruptedWaiting(): DunlinError {
  return new DunlinError("interrupted", "stopped while waiting for the migration lock", {
    state: "nothing was changed by this run",
    next: "run the same command again",
  });
}
