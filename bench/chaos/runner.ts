import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

/** An error as the command line tells it with `--json`. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
  readonly state?: string | null;
  readonly where?: { readonly file: string; readonly line: number | null } | null;
}

/** How a run of the command line ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly error: ToldError | null;
  readonly stderr: string;
  /** Everything on its standard output. */
  readonly said: readonly string[];
  readonly durationMs: number;
  /** It was still running after the bound, and was killed for that. */
  readonly overdue: boolean;
}

/** A run of the command line in a process of its own. */
export interface Runner {
  readonly pid: number;
  /** Whether it has not ended yet. */
  readonly alive: boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has read the database and begins, or has ended. */
  readonly begun: Promise<void>;
  readonly ended: Promise<Ended>;
}

/** What is run, and how long that may take. */
export interface RunnerOptions {
  /** The program and what stands before the command. */
  readonly program: readonly string[];
  readonly args: readonly string[];
  readonly url: string;
  /** The working folder; the migrations lie in `migrations` there. */
  readonly folder: string;
  readonly boundMs: number;
}

/** Starts the command line. */
export function startRunner(options: RunnerOptions): Runner {
  const [file, ...first] = options.program as [string, ...string[]];
  const began = performance.now();
  const child = spawn(file, [...first, ...options.args, "--json", "--yes"], {
    cwd: options.folder,
    env: { ...process.env, NO_COLOR: "1", DATABASE_URL: options.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout! });
  const begun = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      said.push(line);
      resolve();
    });
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  const runner = { alive: true };
  const ended = endOf(child, said, began, options.boundMs);
  ended.then(() => runner.alive = false, () => runner.alive = false);
  return {
    pid: child.pid ?? 0,
    get alive() {
      return runner.alive && child.exitCode === null && child.signalCode === null;
    },
    signal: (name) => signal(child, name),
    begun,
    ended,
  };
}

// By its id: Deno's `child.kill()` takes a process that was signalled for one that has ended.
function signal({ pid, exitCode, signalCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as { code?: string }).code !== "ESRCH") throw error; // it ended by itself
  }
}

async function endOf(
  child: ChildProcess,
  said: readonly string[],
  began: number,
  boundMs: number,
): Promise<Ended> {
  let stderr = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => stderr += text);
  const patience = new AbortController();
  let overdue = false;
  const bound = pause(boundMs, undefined, { signal: patience.signal }).then(() => {
    overdue = true;
    signal(child, "SIGKILL");
  }, () => {});
  const [code, name] = await once(child, "close") as [number | null, string | null];
  patience.abort();
  await bound;
  return {
    code,
    signal: name,
    error: errorIn([...said, ...stderr.split("\n")]),
    stderr,
    said,
    durationMs: performance.now() - began,
    overdue,
  };
}

/** The last error that was told; lines that are cut off tell nothing. */
function errorIn(lines: readonly string[]): ToldError | null {
  for (const line of lines.toReversed()) {
    if (!line.startsWith("{")) continue;
    const word = parse(line);
    if (word?.["type"] === "error") return word as unknown as ToldError;
    if (word?.["type"] === "run_finished") return (word["failed"] ?? null) as ToldError | null;
  }
  return null;
}

function parse(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line);
  } catch {
    return null; // it was killed while it wrote
  }
}

/**
 * Why an end is a defect whatever disturbed it; null if it is not.
 *
 * @param interrupted Signals may end a run that has not begun, and leave nothing to tell
 */
export function crashOf(ended: Ended, interrupted = false): string | null {
  if (ended.overdue) return null; // told as wedged
  if (ended.error?.code === "unexpected") return `unexpected: ${ended.error.message}`;
  const trace = /^\s+at .+:\d+:\d+\)?$|panicked at|Uncaught/m.exec(ended.stderr);
  if (trace) return `a stack trace: ${ended.stderr.trim().slice(0, 600)}`;
  if (ended.code !== null && ![0, 1, 4].includes(ended.code)) {
    return `exit code ${ended.code}: ${ended.error?.message ?? ended.stderr.slice(0, 300)}`;
  }
  if (ended.code !== null && ended.code !== 0 && ended.error === null && !interrupted) {
    return `exit code ${ended.code} without an error told: ${ended.stderr.slice(0, 300)}`;
  }
  return null;
}
