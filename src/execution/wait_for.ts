import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { pause } from "./pause.ts";

/** How waiting for another runner is bounded. */
export interface Waiting {
  /** Milliseconds; 0 asks once. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: EventListener;
}

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;
const TELL_EVERY_MS = 2000;

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
