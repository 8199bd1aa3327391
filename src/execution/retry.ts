import type { Dialect } from "../dialects/dialect.ts";
import { driverErrorOf } from "./driver_error_of.ts";
import { DunlinError } from "../errors.ts";
import { pause } from "./pause.ts";
import { queryFailure } from "./query_failure.ts";
import { retryPauseMs } from "./retry_pause.ts";
import type { RunLog } from "./run_log.ts";
import type { Session } from "./session.ts";

/** How what passes by itself is waited for. */
export interface Patience {
  readonly retries: number;
  /** Aborted: nothing is tried again. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Does something again as long as what stands in its way is of the kind that
 * passes: a lock timeout, a deadlock, a lost link, a server that starts. The
 * pauses grow, and differ between runners; every one is told. What was done
 * counts the attempts anew.
 *
 * @param act Is told whether the link was lost, so that it has to be made again
 */
export async function patiently(
  session: Session,
  log: RunLog,
  { retries, signal }: Patience,
  act: () => Promise<void>,
): Promise<void> {
  let attempt = 0;
  let done = log.doneCount;
  let reconnect = false;
  let failover = false;
  let broken = false;
  for (;;) {
    try {
      if (reconnect) await reconnected(session);
      reconnect = false;
      return await act();
    } catch (thrown) {
      const error = explained(thrown, session, signal);
      const lost = isLost(error);
      if (log.doneCount > done) attempt = 0;
      done = log.doneCount;
      attempt++;
      broken ||= lost;
      // the link that was made again may lead to a replica that is about to be the primary
      failover ||= (broken && isReadOnly(error)) || await becameReadOnly(error, session);
      const passes = error instanceof DunlinError && log.mayRetry &&
        (isPassing(error, session.dialect) || (failover && error.code === "read-only"));
      if (!passes || attempt > retries || signal?.aborted) throw error;
      reconnect ||= lost || failover;
      if (reconnect && !session.canReconnect) throw error;
      const pauseMs = retryPauseMs(attempt);
      log.retrying();
      log.event({ type: "retrying", attempt, attempts: retries + 1, pauseMs, error });
      await pause(pauseMs, signal);
      if (signal?.aborted) throw error;
    }
  }
}

// What nobody has explained on its way here: the link broke at a question in
// between, or the connecting was stopped.
function explained(
  error: unknown,
  session: Session,
  signal: AbortSignal | undefined,
): unknown {
  const known = queryFailure(error, session.dialect, "talking to the server");
  if (known instanceof DunlinError || !signal?.aborted) return known;
  return new DunlinError("interrupted", "stopped while the link was made again", {
    state: "what was finished is kept, and what was under way the next run finds out",
    next: "run the same command again: it goes on from here",
    cause: error,
  });
}

async function reconnected(session: Session): Promise<void> {
  try {
    await session.reconnect();
  } catch (error) {
    if (!(error instanceof DunlinError)) throw error;
    throw error.with({
      state:
        "the link broke: what was finished is kept, and what was under way the next run finds out",
    });
  }
}

/** Whether the session is gone, so that the next attempt needs another. */
export function isLost(error: unknown): boolean {
  const kind = driverErrorOf(error)?.kind;
  return kind === "connection" || kind === "refused";
}

/** Whether an error says something that time mends: never a statement the server finds wrong. */
function isPassing(error: DunlinError, dialect: Dialect): boolean {
  const cause = driverErrorOf(error);
  if (cause === null) return false;
  if (cause.kind === "connection" || cause.kind === "refused" || cause.kind === "busy") return true;
  const meaning = dialect.meaning(cause.code, cause.message);
  return meaning === "lock-timeout" || meaning === "conflict" || meaning === "unavailable";
}

function isReadOnly(error: unknown): boolean {
  return error instanceof DunlinError && error.code === "read-only";
}

// A primary that became a replica: a session that asked to be read-only itself
// is told so, and not tried again.
async function becameReadOnly(error: unknown, session: Session): Promise<boolean> {
  if (!(error instanceof DunlinError) || error.code !== "read-only") return false;
  const cause = driverErrorOf(error);
  if (cause === null) return false;
  if (cause.code === "1290" || cause.code === "1836") return true;
  try {
    return (await session.read()).facts.readOnly;
  } catch (failure) {
    if (failure instanceof DunlinError) return isLost(failure);
    throw failure;
  }
}
