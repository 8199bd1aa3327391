import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

/** A server of the suite's own, on 127.0.0.1. */
export interface RunningServer {
  readonly url: string;
  /** `PostgreSQL 18.4 (npm)`. */
  readonly description: string;
  /** Further variables its tests may read. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Stops it by its process id and removes its folder; returns once both are gone. */
  stop(): Promise<void>;
}

/** How a server process is started and told apart. */
export interface ServerCommand {
  readonly command: readonly string[];
  /** Its folder; holds the log and goes away with it. */
  readonly folder: string;
  readonly signal: "SIGINT" | "SIGTERM";
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
export async function startServer(server: ServerCommand): Promise<() => Promise<void>> {
  const [file, ...args] = server.command;
  const log = join(server.folder, "server.log");
  const output = openSync(log, "a");
  const child = spawn(file!, args, { detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  const guard = child.pid === undefined ? undefined : guardOf(child.pid, server);
  const exit = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const stop = async () => {
    guard?.kill("SIGKILL");
    await stopProcess(child, server.signal, exit);
    await rm(server.folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await untilItAnswers(server, child);
  } catch (error) {
    const said = (await readFile(log, "utf8")).trim().split("\n").slice(-5).join("\n");
    await stop();
    throw new Error(`${(error as Error).message}; its log ends:\n${said}`);
  }
  child.unref();
  return stop;
}

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

async function untilItAnswers(server: ServerCommand, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error("it ended at once");
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

async function stopProcess(
  child: ChildProcess,
  signal: "SIGINT" | "SIGTERM",
  exit: Promise<void>,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.ref();
  child.kill(signal);
  const patience = new AbortController();
  const killed = pause(STOP_SECONDS * 1000, undefined, { signal: patience.signal })
    .then(() => child.kill("SIGKILL"), () => {});
  await exit;
  patience.abort();
  await killed;
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}
