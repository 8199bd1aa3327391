import { loadDialect } from "../dialects/load_dialect.ts";
import type { Connection } from "../drivers/connection.ts";
import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { pause } from "./pause.ts";
import { retryPauseMs } from "./retry_pause.ts";

/**
 * Opens a session, and asks again where the server says that it will have one
 * soon: it starts, or all its connections are in use. A server that is not there
 * at all is told at once.
 *
 * @throws {DunlinError} As `connect`
 */
export async function connectPatiently(
  open: () => Promise<Connection>,
  { retries, signal, onEvent }: {
    readonly retries: number;
    readonly signal: AbortSignal | undefined;
    readonly onEvent: EventListener | undefined;
  },
): Promise<Connection> {
  for (let attempt = 1;; attempt++) {
    try {
      return await open();
    } catch (error) {
      if (attempt > retries || signal?.aborted || !await willPass(error)) throw error;
      const pauseMs = retryPauseMs(attempt);
      onEvent?.({
        type: "retrying",
        attempt,
        attempts: retries + 1,
        pauseMs,
        error: error as DunlinError,
      });
      await pause(pauseMs, signal);
    }
  }
}

async function willPass(error: unknown): Promise<boolean> {
  if (!(error instanceof DunlinError) || !(error.cause instanceof DriverError)) return false;
  const { kind, code, message } = error.cause;
  if (kind !== "refused") return false;
  // the codes of the two kinds of servers have nothing in common
  const dialects = await Promise.all([loadDialect("postgres"), loadDialect("mysql")]);
  return dialects.some(({ meaning }) => meaning(code, message) === "unavailable");
}
