#!/usr/bin/env -S deno run --allow-read --allow-write --allow-env --allow-net
/**
 * The process door: arguments, environment and streams in, exit code out. A
 * project's own program brings its migrations with it:
 *
 * @example
 * ```ts ignore
 * import { main } from "@dunlin/dunlin/cli";
 * import migrations from "./migrations/mod.ts";
 *
 * await main({ migrations });
 * ```
 *
 * @module
 */
import { realpathSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { runMain } from "./src/cli/main.ts";
import type { Terminal } from "./src/cli/streams.ts";
import type { Manifest } from "./src/migrations/manifest.ts";

/** What a project's own program brings with it. */
export interface MainOptions {
  /** The default export of `migrations/mod.ts`. Left out, a folder is read. */
  readonly migrations?: Manifest;
  /** How the program is called, in help and messages. Default `dunlin`. */
  readonly program?: string;
  /** The arguments. Default: those of the process. */
  readonly args?: readonly string[];
}

/** Runs the command line on this process and sets its exit code. */
export async function main(options: MainOptions = {}): Promise<void> {
  const out = writerTo(process.stdout);
  const canAsk = process.stdin.isTTY === true && process.stderr.isTTY === true;
  process.exitCode = await runMain({
    argv: options.args ?? process.argv.slice(2),
    env: process.env,
    program: options.program ?? "dunlin",
    ...(options.migrations ? { manifest: options.migrations } : {}),
    endNow: () => process.exit(1),
    streams: {
      out,
      err: writerTo(process.stderr),
      isTerminal: process.stdout.isTTY === true,
      errorIsTerminal: process.stderr.isTTY === true,
      get columns() {
        return process.stdout.isTTY === true ? process.stdout.columns || 80 : Infinity;
      },
      terminal: process.stdout.isTTY === true ? screen(out) : null,
      ask: canAsk ? ask : null,
    },
  });
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

function screen(write: (text: string) => void): Terminal {
  return {
    write,
    get columns() {
      return process.stdout.columns || 80; // a pseudo-terminal may not say
    },
    get rows() {
      return process.stdout.rows || 24;
    },
  };
}

async function ask(question: string): Promise<string> {
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

// `import.meta.main` is not known to every supported Node
function isProgram(): boolean {
  if (import.meta.main !== undefined) return import.meta.main;
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isProgram()) await main();
