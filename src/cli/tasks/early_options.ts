import { parseArgs } from "node:util";
import type { OptionValues } from "../command.ts";
import { COMMANDS } from "../commands/all.ts";
import { COMMON_OPTIONS } from "../common_options.ts";
import { nameIndex } from "../parse_arguments.ts";
import { usageError } from "../usage_error.ts";

/** What is read of a call before it is known which tasks there are. */
export interface EarlyOptions {
  readonly tasks?: string;
  readonly config?: string;
  readonly version?: true;
}

/**
 * What decides which tasks there are, before it is known which words of the
 * call are whose: what stands behind a name that is not dunlin's is left alone.
 */
export function earlyOptions(argv: readonly string[]): EarlyOptions {
  const named = nameIndex(argv);
  const name = argv[named];
  const ours = name === undefined || name === "help" ||
    COMMANDS.some((command) => command.name === name || command.aliases.includes(name));
  const { tokens } = parseArgs({
    args: ours ? [...argv] : argv.slice(0, named),
    options: { tasks: { type: "string" }, config: { type: "string" }, ...OTHERS },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const early: { tasks?: string; config?: string; version?: true } = {};
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (token.name === "version") early.version = true;
    if (token.name !== "tasks" && token.name !== "config") continue;
    if (token.value) early[token.name] = token.value;
  }
  return early;
}

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
  for (const name of ["tasks", "config"] as const) {
    if (options[name] === early[name]) continue;
    throw usageError(`--${name} comes too late to be heeded`, `write --${name} before the name`);
  }
}
