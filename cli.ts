#!/usr/bin/env -S deno run --allow-read --allow-write --allow-env --allow-net
/**
 * The process door: arguments, environment and streams in, exit code out. A
 * project's own program brings its migrations with it:
 *
 * @example
 * ```ts ignore
 * import { main } from "@dunlin/dunlin/cli";
 * import migrations from "./migrations/mod.ts";
 * import tasks from "./tasks.ts"; // if the project has tasks of its own
 *
 * await main({ migrations, tasks });
 * ```
 *
 * @module
 */
import process from "node:process";
import { runMain, terminalPrompts } from "./src/cli/main.ts";
import type { Terminal } from "./src/cli/streams.ts";
import type { TasksInput } from "./src/cli/tasks/own_tasks.ts";
import type { Manifest } from "./src/migrations/manifest.ts";

/** What a project's own program brings with it. */
export interface MainOptions {
  /** The default export of `migrations/mod.ts`. Left out, a folder is read. */
  readonly migrations?: Manifest;
  /** The default export of `tasks.ts`. Left out, such a file is looked for, unless this is compiled. */
  readonly tasks?: TasksInput;
  /** How the program is called, in help and messages. Default `dunlin`. */
  readonly program?: string;
  /** The arguments. Default: those of the process. */
  readonly args?: readonly string[];
}

/** Runs the command line on this process and sets its exit code. */
export async function main(options: MainOptions = {}): Promise<void> {
  const askPermission = granted();
  const out = writerTo(process.stdout);
  process.exitCode = await runMain({
    argv: options.args ?? process.argv.slice(2),
    env: process.env,
    program: options.program ?? "dunlin",
    ...(options.migrations ? { manifest: options.migrations } : {}),
    ...(options.tasks ? { tasks: options.tasks } : {}),
    compiled: isCompiled(),
    endNow: () => process.exit(1),
    hearStrays,
    ...(askPermission ? { askPermission } : {}),
    streams: {
      out,
      err: writerTo(process.stderr),
      isTerminal: process.stdout.isTTY === true,
      errorIsTerminal: process.stderr.isTTY === true,
      get columns() {
        return process.stdout.isTTY === true ? process.stdout.columns || 80 : Infinity;
      },
      terminal: process.stdout.isTTY === true ? screen(out) : null,
      ask: isAttended() ? ask : null,
      prompts: isAttended() ? terminalPrompts(process.stdin, process.stderr) : null,
    },
  });
}

/** Whether a person can read a question and answer it. */
function isAttended(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * A reader that went away (`dunlin status | head -1`) is no error: what is
 * under way is finished, and nobody is told.
 */
function writerTo(stream: NodeJS.WriteStream): (text: string) => void {
  let gone = false;
  const onError = (error: { readonly code?: string }) => {
    if (error.code !== "EPIPE") throw error;
    gone = true;
  };
  stream.on("error", onError);
  return (text) => {
    if (gone) return;
    try {
      stream.write(text);
    } catch (error) {
      onError(error as { readonly code?: string });
    }
  };
}

// The runtime knows a new size once it hears the signal, which is too late for
// what is drawn before: lines would be broken where nobody expects it.
function askSize(): void {
  const { stdout } = process as unknown as { stdout: { _refreshSize?(): void } };
  stdout._refreshSize?.();
}

function screen(write: (text: string) => void): Terminal {
  return {
    write,
    get columns() {
      askSize();
      return process.stdout.columns || 80; // a pseudo-terminal may not say
    },
    get rows() {
      askSize();
      return process.stdout.rows || 24;
    },
  };
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  let answered = false;
  try {
    return await new Promise((resolve, reject) => {
      // Ctrl-C and Ctrl-D are an answer, too
      const left = () => {
        if (!answered) process.stderr.write("\n"); // what follows begins a line
        answered = true;
        resolve("");
      };
      lines.once("SIGINT", left);
      lines.once("close", left);
      lines.question(question).then((answer) => {
        answered = true;
        resolve(answer);
      }, reject);
    });
  } finally {
    lines.close();
  }
}

/** What no code caught is told in words, not as a stack. */
function hearStrays(hear: (thrown: unknown) => void): () => void {
  process.on("uncaughtException", hear);
  process.on("unhandledRejection", hear);
  return () => {
    process.off("uncaughtException", hear);
    process.off("unhandledRejection", hear);
  };
}

/** Whether all of this is one file: `deno compile` and `bun build --compile` each say so in a way of their own. */
function isCompiled(): boolean {
  const { Deno } = globalThis as { Deno?: { build?: { standalone?: boolean } } };
  return Deno?.build?.standalone === true || /\/(\$bunfs|~BUN)\//.test(import.meta.url);
}

type AskPermission = NonNullable<Parameters<typeof runMain>[0]["askPermission"]>;
type Permissions = { querySync(descriptor: object): { state: ReturnType<AskPermission> } };

/** How Deno is asked for its permissions; null elsewhere. */
function granted(): AskPermission | null {
  const { Deno: runtime } = globalThis as unknown as { Deno?: { permissions: Permissions } };
  if (runtime === undefined) return null;
  const key = { read: "path", write: "path", net: "host", env: "variable", run: "command" };
  return ({ name, of }) => runtime.permissions.querySync({ name, [key[name]]: of }).state;
}

// `import.meta.main` is not known to every supported Node
async function isProgram(): Promise<boolean> {
  if (import.meta.main !== undefined) return import.meta.main;
  const started = process.argv[1];
  if (started === undefined) return false;
  const { realpathSync } = await import("node:fs");
  const { fileURLToPath } = await import("node:url");
  return realpathSync(started) === fileURLToPath(import.meta.url);
}

if (await isProgram()) await main();
