import process from "node:process";

/**
 * What an interrupt would hit: nothing that could be lost; a run on a server,
 * which can cancel a statement; a run in this process, which only ends with it.
 */
export type Work = "nothing" | "on-server" | "in-process";

/** What an interrupt does, first and second; see {@linkcode listenForInterrupts}. */
export interface Interrupts {
  /** Aborted by the first: the current migration is finished. */
  readonly signal: AbortSignal;
  /** Aborted by the second: the running statement is stopped. */
  readonly cancel: AbortSignal;
  /** Told what is at work from now on; at first it is nothing. */
  setWork(work: Work): void;
  /** Gives the signals back to the process. */
  dispose(): void;
}

/**
 * Ctrl-C and SIGTERM. Where nothing is at work, the first ends the process.
 * Else it lets the current migration finish, and the second stops it on the
 * server; where nothing but the end of the process can stop it, `endNow` is
 * called, and the database rolls back.
 */
export function listenForInterrupts(tell: (text: string) => void, endNow: () => void): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  let work: Work = "nothing";
  const onSignal = () => {
    if (work === "nothing" || second.signal.aborted) return endNow();
    if (!first.signal.aborted) {
      tell("stopping after the current migration; once more stops it now");
      return first.abort();
    }
    if (work === "in-process") {
      tell("stopped: what was running is rolled back; the same command goes on from there");
      return endNow();
    }
    tell("stopping now: the running statement is cancelled and rolled back");
    second.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: first.signal,
    cancel: second.signal,
    setWork: (value) => {
      work = value;
    },
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
