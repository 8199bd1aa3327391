import process from "node:process";

/**
 * What an interrupt would hit: nothing that could be lost; a run on a server,
 * which can cancel a statement; a run in this process, which only ends with it;
 * a project's own task, which is asked to end, and then told.
 */
export type Work = "nothing" | "on-server" | "in-process" | "task";

/** What an interrupt does, first and second; see {@linkcode listenForInterrupts}. */
export interface Interrupts {
  /** Aborted by the first: the current migration is finished. */
  readonly signal: AbortSignal;
  /** Aborted by the second: the running statement is stopped. */
  readonly cancel: AbortSignal;
  /** How long after a first SIGTERM, in milliseconds, the second comes by itself; 0 never. */
  setGrace(ms: number): void;
  /** Told what is at work from now on; at first it is nothing. */
  setWork(work: Work): void;
  /** Gives the signals back to the process. */
  dispose(): void;
}

/**
 * Ctrl-C and SIGTERM. Where nothing is at work, the first ends the process.
 * Else it lets the current migration finish, and the second stops it on the
 * server; where nothing but the end of the process can stop it, `endNow` is
 * called, and the database rolls back. Whoever sends SIGTERM does not wait for
 * ever: after the grace it counts as sent twice.
 */
export function listenForInterrupts(tell: (text: string) => void, endNow: () => void): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  let work: Work = "nothing";
  let graceMs = 0;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const current = () => work === "task" ? "task" : "migration";
  const onTerminate = () => {
    const again = first.signal.aborted;
    onSignal();
    if (again || graceMs === 0 || work === "nothing") return;
    grace ??= setTimeout(() => {
      if (work === "nothing" || second.signal.aborted) return;
      tell(`the grace of ${graceMs / 1000} s is over`);
      onSignal();
    }, graceMs);
  };
  const onSignal = () => {
    if (work === "nothing" || second.signal.aborted) return endNow();
    if (!first.signal.aborted) {
      tell(`stopping after the current ${current()}; once more stops it now`);
      return first.abort();
    }
    if (work === "task") {
      tell("stopping the task now; once more ends the program");
      return second.abort();
    }
    if (work === "in-process") {
      tell("stopped: what was running is rolled back; the same command goes on from there");
      return endNow();
    }
    tell("stopping now: the running statement is cancelled and rolled back");
    second.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onTerminate);
  return {
    setGrace: (ms) => {
      graceMs = ms;
    },
    signal: first.signal,
    cancel: second.signal,
    setWork: (value) => {
      work = value;
    },
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onTerminate);
      clearTimeout(grace);
    },
  };
}
