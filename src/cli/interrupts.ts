import process from "node:process";

/** What an interrupt does, first and second; see {@linkcode listenForInterrupts}. */
export interface Interrupts {
  /** Aborted by the first: the current migration is finished. */
  readonly signal: AbortSignal;
  /** Aborted by the second: the running statement is stopped. */
  readonly cancel: AbortSignal;
  /** While true, only the end of the process stops what is running (SQLite in a thread). */
  setUnstoppable(unstoppable: boolean): void;
  /** Gives the signals back to the process. */
  dispose(): void;
}

/**
 * Ctrl-C and SIGTERM, in two steps: the first lets the current migration
 * finish, the second stops it on the server; where nothing but the end of the
 * process can stop it, `endNow` is called, and the database rolls back.
 */
export function listenForInterrupts(tell: (text: string) => void, endNow: () => void): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  let unstoppable = false;
  const onSignal = () => {
    if (!first.signal.aborted) {
      tell("stopping after the current migration; once more stops it now");
      return first.abort();
    }
    if (second.signal.aborted || unstoppable) return endNow();
    tell("stopping now: the running statement is cancelled and rolled back");
    second.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: first.signal,
    cancel: second.signal,
    setUnstoppable: (value) => {
      unstoppable = value;
    },
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
