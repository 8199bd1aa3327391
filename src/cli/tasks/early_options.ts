import { parseArgs } from "node:util";
import type { OptionValues } from "../command.ts";
import { KNOWN_COMMANDS } from "../commands/known.ts";
import { SHELLS } from "../completions/shells.ts";
import { COMMON_OPTIONS } from "../common_options.ts";
import { nameIndex } from "../parse_arguments.ts";
import { usageError } from "../usage_error.ts";

/** What is read of a call before it is known which tasks there are. */
export interface EarlyOptions {
  readonly tasks?: string;
  readonly config?: string;
  readonly version?: true;
  /** A shell asks how a line goes on: what is broken is not told. */
  readonly completing?: true;
  /** The script for a shell is asked for: what a tasks file says would be run by that shell. */
  readonly script?: true;
  /** The name of the one command of dunlin's that is called, and needs to know of no other. */
  readonly only?: string;
}

/**
 * What decides which tasks there are, before it is known which words of the
 * call are whose: what stands behind a name that is not dunlin's is left alone.
 */
export function earlyOptions(argv: readonly string[]): EarlyOptions {
  const named = nameIndex(argv);
  const name = argv[named];
  if (name === "completions") {
    const line = lineToComplete(argv.slice(named + 1));
    if (line !== null) {
      const { only: _, ...early } = earlyOptions(line);
      return { ...early, completing: true };
    }
    if (argv.some((word) => (SHELLS as readonly string[]).includes(word))) return { script: true };
  }
  const known = name === undefined
    ? undefined
    : KNOWN_COMMANDS.find((command) => command.name === name || command.aliases.includes(name));
  const ours = name === undefined || name === "help" || known !== undefined;
  const { tokens } = parseArgs({
    args: ours ? [...argv] : argv.slice(0, named),
    options: { tasks: { type: "string" }, config: { type: "string" }, ...OTHERS },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const early: { tasks?: string; config?: string; version?: true; only?: string } = {};
  if (known !== undefined && !OF_ALL.includes(known.name)) early.only = known.name;
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (token.name === "version") early.version = true;
    if (token.name !== "tasks" && token.name !== "config") continue;
    if (token.value) early[token.name] = token.value;
  }
  return early;
}

/** What was typed before the word that `completions complete -- WORDS` is asked for. */
function lineToComplete(words: readonly string[]): readonly string[] | null {
  const at = words.indexOf("--");
  return at > 0 && words.slice(0, at).includes("complete") ? words.slice(at + 1, -1) : null;
}

/** They tell of every command there is. */
const OF_ALL: readonly string[] = ["list", "completions"];

// `--dir --tasks`: known options take their values with them
const OTHERS = Object.fromEntries(
  Object.entries(COMMON_OPTIONS).map(([name, { type }]) => [name, { type }]),
);

/**
 * Behind the name of a task of the project's own these come too late: the tasks are there.
 *
 * @throws {DunlinError} `usage`
 */
export function refuseLateOptions(early: EarlyOptions, options: OptionValues): void {
  if (early.completing || early.script) return;
  for (const name of ["tasks", "config"] as const) {
    if (options[name] === early[name]) continue;
    throw usageError(`--${name} comes too late to be heeded`, `write --${name} before the name`);
  }
}
