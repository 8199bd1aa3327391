import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What came of a process. */
export interface Ended {
  /** -1 where a signal ended it. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How a program is run. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to an environment without anything that dunlin reads. */
  readonly env?: Readonly<Record<string, string>>;
  /** Deno's flags; everything but running programs and `--allow-all` by default. */
  readonly permissions?: readonly string[];
  /** The program; the command line of this repository by default. */
  readonly program?: string;
}

/** A program that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves with what was said so far once this was said; rejects if it ends without. */
  said(words: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

const CLI = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env", "--allow-net"];

/** Whether the tests, and so the program, run on Deno. */
export const onDeno = "Deno" in globalThis;

/** Whether they run on Node. */
export const onNode = !onDeno && !("Bun" in globalThis);

/** The words that start the program on the runtime of this test. */
export function commandLine(
  args: readonly string[],
  { permissions = PERMISSIONS, program = CLI }: Partial<RunOptions> = {},
): readonly string[] {
  const flags = onDeno ? ["run", "--quiet", "--no-prompt", ...permissions] : [];
  return [process.execPath, ...flags, program, ...args];
}

/** The environment of a child: what a runtime needs, and nothing that dunlin reads. */
export function bareEnvironment(
  env: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) =>
    !/^(DATABASE_URL|DB_.*|DUNLIN_.*|PG.*|MYSQL_.*|VERBOSE|NO_COLOR|FORCE_COLOR|CLICOLOR.*|CI)$/
      .test(name)
  );
  return { ...Object.fromEntries(kept) as Record<string, string>, ...env };
}

/** Starts the program; its standard input is empty. */
export function start(args: readonly string[], options: RunOptions): Running {
  const [command = "", ...rest] = commandLine(args, options);
  const child = spawn(command, rest, {
    cwd: options.cwd,
    env: bareEnvironment(options.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  const listeners = new Set<() => void>();
  const hear = () => listeners.forEach((listener) => listener());
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text, hear()));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text, hear()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, out, err }));
  });
  return {
    ended,
    said: (words) => heard(words, () => out + err, listeners, ended),
    // not child.kill(): after that Deno tells the signal instead of the exit code
    kill: (signal) => void process.kill(child.pid!, signal),
  };
}

function heard(
  words: RegExp,
  said: () => string,
  listeners: Set<() => void>,
  ended: Promise<Ended>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const listen = () => {
      if (!words.test(said())) return;
      listeners.delete(listen);
      resolve(said());
    };
    listeners.add(listen);
    listen();
    ended.then(() => reject(new Error(`it ended without saying ${words}:\n${said()}`)), reject);
  });
}
