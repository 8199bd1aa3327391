import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { killTree } from "./kill_tree.ts";

/** What can be done to a server that was started. */
export interface ServerControl {
  /** Stops it by its process id and removes its folder; returns once both are gone. */
  stop(): Promise<void>;
  /** As if its power was cut: it and all it started end at once, its folder stays. */
  kill(): Promise<void>;
  /**
   * Starts a killed server again on the data it left, and waits until it answers.
   *
   * @param command Another command line than the first time.
   */
  restart(command?: readonly string[]): Promise<void>;
}

/** A server of the suite's own, on 127.0.0.1. */
export interface RunningServer extends ServerControl {
  readonly url: string;
  /** `PostgreSQL 18.4 (npm)`. */
  readonly description: string;
  /** Further variables its tests may read. */
  readonly environment?: Readonly<Record<string, string>>;
}

type StopSignal = "SIGINT" | "SIGTERM" | "SIGQUIT";

/** How a server process is started and told apart. */
export interface ServerCommand {
  readonly command: readonly string[];
  /** Its folder; holds the log and goes away with it. */
  readonly folder: string;
  readonly signal: StopSignal;
  /** Fails until the server answers. */
  readonly answers: () => Promise<unknown>;
}

const START_SECONDS = 90;
const STOP_SECONDS = 20;

/**
 * Starts a server and waits until it answers. It leads a process group of its
 * own, so that Ctrl-C reaches the suite alone, which then stops it; a suite
 * that is killed is survived by nothing either.
 */
export async function startServer(server: ServerCommand): Promise<ServerControl> {
  let running: RunningProcess | undefined = launch(server, server.command);
  const stop = async () => {
    const stopped = running;
    running = undefined;
    if (stopped !== undefined) await stopProcess(stopped, server.signal);
    await rm(server.folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const up = async ({ child }: RunningProcess) => {
    try {
      await untilItAnswers(server, child);
      child.unref();
    } catch (error) {
      const said = (await readFile(logOf(server), "utf8")).trim().split("\n").slice(-5).join("\n");
      await stop();
      throw new Error(`${(error as Error).message}; its log ends:\n${said}`);
    }
  };
  await up(running);
  return {
    stop,
    kill: async () => {
      const killed = running;
      if (killed?.child.pid === undefined) return;
      running = undefined;
      killed.child.ref();
      await killTree(killed.child.pid);
      await killed.exit;
      dismiss(killed);
    },
    restart: async (command = server.command) => {
      if (running !== undefined) throw new Error("it runs: only a killed server is started again");
      await up(running = launch(server, command));
    },
  };
}

/** One process of a server; a restart makes another. */
interface RunningProcess {
  readonly child: ChildProcess;
  readonly guard: ChildProcess | undefined;
  /** Resolves when it has ended, or never began. */
  readonly exit: Promise<void>;
}

function launch(server: ServerCommand, [file, ...args]: readonly string[]): RunningProcess {
  const output = openSync(logOf(server), "a");
  const child = spawn(file!, args, { detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  const exit = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const guard = child.pid === undefined ? undefined : guardOf(child.pid, server);
  return { child, guard, exit };
}

const logOf = ({ folder }: ServerCommand) => join(folder, "server.log");

/** A shell that waits for the suite to vanish, even by SIGKILL, and then stops the server. */
function guardOf(pid: number, { signal, folder }: ServerCommand): ChildProcess | undefined {
  if (process.platform === "win32") return undefined;
  const script = `read -r _; kill -${
    signal.slice(3)
  } "$0"; while kill -0 "$0"; do sleep 0.2; done; rm -rf "$1"`;
  const guard = spawn("sh", ["-c", script, String(pid), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  return guard;
}

/** Ends a guard that must not act: by its id, as Deno's `child.kill()` first ends what it reads. */
function dismiss({ guard }: RunningProcess): void {
  if (guard?.pid !== undefined && !hasEnded(guard)) process.kill(guard.pid, "SIGKILL");
}

async function untilItAnswers(server: ServerCommand, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    if (hasEnded(child)) throw new Error("it ended at once");
    try {
      return void await server.answers();
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`no answer in ${START_SECONDS} s (${(error as Error).message})`);
      }
    }
    await pause(50);
  }
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}

async function stopProcess(
  stopped: RunningProcess,
  signal: StopSignal,
): Promise<void> {
  const { child, exit } = stopped;
  dismiss(stopped);
  if (hasEnded(child)) return;
  child.ref();
  child.kill(signal);
  const patience = new AbortController();
  const killed = pause(STOP_SECONDS * 1000, undefined, { signal: patience.signal })
    .then(() => child.kill("SIGKILL"), () => {});
  await exit;
  patience.abort();
  await killed;
}
