import process from "node:process";
import v8 from "node:v8";
import vm from "node:vm";

/** The modules `node:v8`, `node:vm` and `node:process`, as far as they are used here. */
export interface Engine {
  readonly v8: { setFlagsFromString(flags: string): void };
  readonly vm: { runInNewContext(code: string): unknown };
  readonly process: { readonly memoryUsage: { rss(): number } };
}

/**
 * Keeps the memory of a thread small that handles texts larger than itself. An
 * engine lets what is no longer used lie until several times as much lies there
 * as is in use, which is far more than this work needs. The function stands for
 * itself, as its text runs in SQLite's worker thread, too.
 *
 * @param engine The modules `node:v8`, `node:vm` and `node:process`
 * @param everyUnits How many UTF-16 units may be used before what lies there is given back
 * @returns To be told how many units have been used
 */
export function giveBackMemory(
  engine: Engine,
  everyUnits: number,
): (units: number) => void {
  let collect: unknown;
  let used = 0;
  let floor = 0;
  return (units) => {
    used += units;
    if (used < everyUnits) return;
    used = 0;
    const most = Math.max(120e6, floor + 12e6);
    if (engine.process.memoryUsage.rss() < most) return; // of the whole process
    if (collect === undefined) {
      try {
        engine.v8.setFlagsFromString("--expose-gc");
        collect = engine.vm.runInNewContext("gc");
      } catch {
        collect = null; // another engine, or one that does not let itself be asked
      }
    }
    if (typeof collect !== "function") return;
    collect();
    floor = engine.process.memoryUsage.rss(); // to ask again before it has grown gives nothing
  };
}

/** UTF-16 units of text after which the main thread gives back what it used for them. */
export const GIVE_BACK_UNITS: number = 3 << 20;

let ownsProcess = false;

/** To be called by the command line: nobody else works in this process, so it may be told to collect. */
export function ownProcess(): void {
  ownsProcess = true;
}

/** Whether {@linkcode ownProcess} was called: else the process, its engine and all its threads are an application's. */
export function isOwnProcess(): boolean {
  return ownsProcess;
}

/**
 * As {@linkcode giveBackMemory}, for this thread, whose space for what is young
 * stays as it is: a text is done with before the next one comes. Nothing where
 * the process is an application's.
 */
export function giveBackHere(engine: Engine = { v8, vm, process }): (units: number) => void {
  if (!ownsProcess) return () => {};
  try {
    engine.v8.setFlagsFromString("--semi-space-growth-factor=1");
  } catch {
    // another engine
  }
  return giveBackMemory(engine, GIVE_BACK_UNITS);
}
