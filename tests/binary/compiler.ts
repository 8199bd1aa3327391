import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { type CompilingRuntime, runtimeProgram } from "./runtime_program.ts";
import { ownFolder } from "./own_folder.ts";

const run = promisify(execFile);
const COMPILE_TIMEOUT_MS = 90_000;

/** What turns a program and all it imports into one file that runs by itself. */
export interface Compiler {
  readonly name: CompilingRuntime;
  /** Why nothing can be compiled here, for the `skip` of `node:test`; false where it can. */
  readonly skip: string | false;
  /**
   * Compiles `entry` into `output`.
   *
   * @param permissions Deno's, baked in; Bun has none.
   */
  compile(entry: string, output: string, permissions: readonly string[]): Promise<void>;
}

// as `init` writes them: compiled beforehand, a program starts in half the time
const BUN_FLAGS = ["--compile", "--bytecode", "--format=esm"];

/** `bun build --compile`: Bun itself is what the program is put into. */
export async function bunCompiler(): Promise<Compiler> {
  const bun = await runtimeProgram("bun");
  if (bun === null) return absent("bun", "no Bun: BUN_BIN is not set, and PATH has none");
  return {
    name: "bun",
    skip: false,
    compile: (entry, output) => compile(bun, ["build", ...BUN_FLAGS, "--outfile", output, entry]),
  };
}

/**
 * `deno compile`, which downloads the runtime it puts a program into. Where
 * that fails, `DUNLIN_DENORT` names such a runtime; `DUNLIN_DENORT_CONVERT` a
 * script that makes what this Deno wrote readable for that one, called with
 * `convert RUNTIME INPUT OUTPUT`.
 */
export async function denoCompiler(): Promise<Compiler> {
  const deno = await runtimeProgram("deno");
  if (deno === null) return absent("deno", "no Deno: DENO_BIN is not set, and PATH has none");
  const failure = await whyNotPlain(deno);
  if (failure === null) return { name: "deno", skip: false, compile: plain(deno) };
  const runtime = process.env["DUNLIN_DENORT"];
  if (!runtime) {
    return absent("deno", `deno compile has no runtime, and DUNLIN_DENORT names none: ${failure}`);
  }
  const converter = process.env["DUNLIN_DENORT_CONVERT"];
  const onto = plain(deno, { DENORT_BIN: runtime });
  return {
    name: "deno",
    skip: false,
    compile: converter ? converted(deno, onto, converter, runtime) : onto,
  };
}

function plain(deno: string, env: Readonly<Record<string, string>> = {}): Compiler["compile"] {
  const flags = ["compile", "--quiet", "--no-check", "--exclude-unused-npm"];
  return (entry, output, permissions) =>
    compile(deno, [...flags, ...permissions, "--output", output, entry], env);
}

function converted(
  deno: string,
  first: Compiler["compile"],
  converter: string,
  runtime: string,
): Compiler["compile"] {
  return async (entry, output, permissions) => {
    const raw = `${output}.raw`;
    await first(entry, raw, permissions);
    await compile(deno, ["run", "--allow-all", converter, "convert", runtime, raw, output]);
    await rm(raw);
  };
}

/** The compiler's last words where it cannot compile the smallest program; null where it can. */
async function whyNotPlain(deno: string): Promise<string | null> {
  const folder = await ownFolder();
  try {
    const entry = join(folder.path, "hello.ts");
    await writeFile(entry, "console.log(1);\n");
    await plain(deno)(entry, join(folder.path, "hello"), []);
    return null;
  } catch (error) {
    const said = (error as Error).message.split("\n").filter((line) => /error|cause/i.test(line));
    return said.at(-1)?.replace(/^[\s\d:]+/, "") ?? "it said nothing";
  } finally {
    await folder.remove();
  }
}

async function compile(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await run(program, args, { env: { ...process.env, ...env }, timeout: COMPILE_TIMEOUT_MS });
}

function absent(name: CompilingRuntime, skip: string): Compiler {
  process.stderr.write(`skipping: ${skip}\n`);
  return { name, skip, compile: () => Promise.reject(new Error(skip)) };
}
