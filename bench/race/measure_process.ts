import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Call } from "./contender.ts";
import { lastWords } from "./last_words.ts";

/** What a process took. */
export interface ProcessCost {
  /** From its start to its end, in milliseconds. */
  readonly ms: number;
  /** The most memory it held, in MB; null where it was not looked at, or the system does not tell. */
  readonly peakMb: number | null;
}

/** How a process is watched. */
export interface Watch {
  /**
   * How often to look at its memory; null: never. Looking every millisecond costs
   * some time of the machine, so it is not for timed runs of that size.
   */
  readonly memoryEveryMs: number | null;
  /** After this it is killed and has failed. */
  readonly limitMs: number;
}

/** It was killed; what it wrote until then is no reason. */
class Overdue extends Error {}

/**
 * Runs a process to its end. Its memory is `VmHWM` of /proc (Linux), the
 * kernel's own high-water mark, read now and then while it lives; what it takes
 * after the last look is missed.
 *
 * @throws {Error} With the last words it wrote, if its exit code is not 0 or the time is over.
 */
export async function measureProcess(call: Call, watch: Watch): Promise<ProcessCost> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-bench-"));
  const said = join(folder, "output");
  const output = openSync(said, "w");
  const input = call.input === undefined ? "ignore" : openSync(call.input, "r");
  try {
    return await runIt(call, watch, [input, output]);
  } catch (error) {
    if (error instanceof Overdue) throw error;
    const words = lastWords(await endOf(said));
    throw new Error(words === "" ? (error as Error).message : words, { cause: error });
  } finally {
    closeSync(output);
    if (input !== "ignore") closeSync(input);
    await rm(folder, { recursive: true, force: true });
  }
}

function runIt(
  { program, args, env = {} }: Call,
  { memoryEveryMs, limitMs }: Watch,
  [input, output]: readonly [number | "ignore", number],
): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    let overdue = false;
    const began = performance.now();
    const child = spawn(program, args, {
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: [input, output, output],
    });
    const peak = memoryEveryMs === null ? null : watchMemory(child.pid, memoryEveryMs);
    const limit = setTimeout(() => {
      overdue = true;
      child.kill("SIGKILL");
    }, limitMs);
    const over = () => {
      clearTimeout(limit);
      peak?.stop();
    };
    child.once("error", (error) => {
      over();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      const ms = performance.now() - began;
      over();
      if (overdue) reject(new Overdue(`not done after ${limitMs / 1000} s`));
      else if (code !== 0) reject(new Error(`ended with ${code ?? signal}`));
      else resolve({ ms, peakMb: peak?.megabytes() ?? null });
    });
  });
}

function watchMemory(pid: number | undefined, everyMs: number) {
  let kilobytes = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      kilobytes = Math.max(kilobytes, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0));
    } catch {
      // it has ended, or this system has no such file: what was seen counts
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => clearInterval(timer),
    megabytes: () => kilobytes === 0 ? null : kilobytes / 1000 * 1.024,
  };
}

const END_BYTES = 1 << 20;

/** The last MB of a file: some tools print the whole SQL with an error. */
async function endOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - END_BYTES);
    const { buffer } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}
