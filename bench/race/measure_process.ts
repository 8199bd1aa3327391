import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Call } from "./contender.ts";

/** What a process took. */
export interface ProcessCost {
  /** From its start to its end, in milliseconds. */
  readonly ms: number;
  /** The most memory it held, in MB; null where it was not looked at, or the system does not tell. */
  readonly peakMb: number | null;
}

/** How a process is watched. */
export interface Watch {
  /** Look at its memory; that costs some time of the machine, so it is not for timed runs. */
  readonly memory: boolean;
  /** After this it is killed and has failed. */
  readonly limitMs: number;
}

const WORDS_KEPT = 400;

/**
 * Runs a process to its end. Its memory is `VmHWM` of /proc (Linux), the
 * kernel's own high-water mark, read every millisecond while it lives; what it
 * takes in its last millisecond may be missed.
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
    const words = lastWords(await readFile(said, "utf8"));
    throw new Error(words === "" ? (error as Error).message : words, { cause: error });
  } finally {
    closeSync(output);
    if (input !== "ignore") closeSync(input);
    await rm(folder, { recursive: true, force: true });
  }
}

function runIt(
  { program, args, env = {} }: Call,
  { memory, limitMs }: Watch,
  [input, output]: readonly [number | "ignore", number],
): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    let overdue = false;
    const began = performance.now();
    const child = spawn(program, args, {
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: [input, output, output],
    });
    const peak = memory ? watchMemory(child.pid) : null;
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
      if (overdue) reject(new Error(`not done after ${Math.round(limitMs / 1000)} s`));
      else if (code !== 0) reject(new Error(`ended with ${code ?? signal}`));
      else resolve({ ms, peakMb: peak?.megabytes() ?? null });
    });
  });
}

function watchMemory(pid: number | undefined) {
  let kilobytes = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      kilobytes = Math.max(kilobytes, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0));
    } catch {
      // it has ended, or this system has no such file: what was seen counts
    }
  };
  const timer = setInterval(look, 1);
  return {
    stop: () => clearInterval(timer),
    megabytes: () => kilobytes === 0 ? null : kilobytes / 1000 * 1.024,
  };
}

/** The lines that tell what went wrong, on one line, without codes for colors and paths. */
function lastWords(output: string): string {
  // deno-lint-ignore no-control-regex -- colors are control characters
  const lines = output.replaceAll(/\u001b\[[0-9;]*m/g, "").split("\n").map((line) => line.trim());
  const telling = lines.filter((line) => /error|refus|fail|cannot|can't/i.test(line));
  const words = telling.find((line) => !/^(at|Require)/.test(line)) ??
    lines.filter((line) => line !== "").at(-1) ?? "";
  return words.replaceAll(/(file:\/\/)?(\/[\w.@+-]+){2,}/g, "…").slice(0, WORDS_KEPT);
}
