import { parseArgs } from "node:util";
import { nearestTask } from "../tasks/unknown_task.ts";
import type { Command, OptionSpecs, OptionValues } from "./command.ts";
import { COMMON_OPTIONS } from "./common_options.ts";
import { unknownWord, usageError } from "./usage_error.ts";

/** A call, taken apart. */
export interface Call {
  /** null: no command was named. */
  readonly command: Command | null;
  readonly args: readonly string[];
  /** Everything behind the command's name, as it was typed. */
  readonly words: readonly string[];
  readonly options: OptionValues;
}

/**
 * Takes a call apart. The first word that is no option names the command; an
 * option nobody knows stops everything. What stands behind the name of a
 * project's own task is its own affair, but for a lone `--help`.
 *
 * @throws {DunlinError} `usage`, with the nearest known name
 */
export function parseArguments(
  argv: readonly string[],
  commands: readonly Command[],
  program: string,
): Call {
  if (argv[0] === "help") return parseArguments(["--help", ...argv.slice(1)], commands, program);
  const named = nameIndex(argv);
  const name = argv[named];
  const command = name === undefined ? null : findCommand(name, commands, program);
  const words = named < 0 ? [] : argv.slice(named + 1);
  if (command?.own) {
    const { values } = parse(argv.slice(0, named), COMMON_OPTIONS, helpHint(program, null));
    const asked = words.length === 1 && (words[0] === "--help" || words[0] === "-h");
    return { command, args: words, words, options: asked ? { ...values, help: true } : values };
  }
  const specs = { ...COMMON_OPTIONS, ...command?.options };
  const rest = argv.filter((_, index) => index !== named);
  const { values, positionals } = parse(rest, specs, helpHint(program, command));
  if (command && !values["help"]) checkCount(command, positionals, program);
  return { command, args: positionals, words, options: values };
}

/** Where the command's name stands in a call; -1 if it names none. */
export function nameIndex(argv: readonly string[]): number {
  return argv.findIndex((word, index) => isCommandWord(argv, index, word));
}

/** The command of that name or alias. @throws {DunlinError} `usage` */
export function findCommand(name: string, commands: readonly Command[], program: string): Command {
  const found = commands.find((command) => command.name === name) ??
    commands.find(({ aliases }) => aliases.includes(name));
  if (found) return found;
  const known = commands.flatMap((command) => [command.name, ...command.aliases]);
  throw unknownWord("command", name, known, `\`${program} list\` shows all of them`, nearestTask);
}

// An option's value is no command: `--dir up` names a folder.
function isCommandWord(argv: readonly string[], index: number, word: string): boolean {
  if (word.startsWith("-")) return false;
  const before = argv[index - 1];
  if (before === undefined || !before.startsWith("--") || before.includes("=")) return true;
  const spec = COMMON_OPTIONS[before.slice(2)];
  return spec?.type !== "string";
}

function parse(
  words: readonly string[],
  specs: OptionSpecs,
  hint: string,
): { values: Record<string, string | boolean>; positionals: string[] } {
  const values: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  const { tokens } = parseArgs({
    args: withBareValues(words, specs),
    options: Object.fromEntries(
      Object.entries(specs).map((
        [name, { type, short }],
      ) => [name, { type, ...(short ? { short } : {}) }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (!spec) {
      throw unknownWord(
        "option",
        token.rawName,
        Object.keys(specs).map((name) => `--${name}`),
        hint,
      );
    }
    if (spec.many && token.name in values) {
      values[token.name] += `\0${valueOf(token.name, token.value, spec, hint)}`;
      continue;
    }
    if (token.name in values && values[token.name] !== (token.value ?? true)) {
      throw usageError(`--${token.name} was given twice`, "give it once");
    }
    values[token.name] = valueOf(token.name, token.value, spec, hint);
  }
  return { values, positionals };
}

// `--dry-run` alone means its bare value; parseArgs would take the next word
function withBareValues(words: readonly string[], specs: OptionSpecs): string[] {
  return words.map((word) => {
    const bare = word.startsWith("--") ? specs[word.slice(2)]?.bare : undefined;
    return bare === undefined ? word : `${word}=${bare}`;
  });
}

function valueOf(
  name: string,
  value: string | undefined,
  spec: OptionSpecs[string],
  hint: string,
): string | boolean {
  if (spec?.type === "boolean") {
    if (value === undefined) return true;
    throw usageError(`--${name} takes no value`, `write --${name} alone`);
  }
  // `--to --json`: the next option is no value
  if (value === undefined || value === "" || value.startsWith("--")) {
    throw usageError(
      `--${name} needs a value`,
      `write --${name} ${spec?.value ?? "VALUE"} (${hint})`,
    );
  }
  if (spec?.choices && !spec.choices.includes(value)) {
    const last = spec.choices.at(-1);
    const list = spec.choices.length > 1
      ? `${spec.choices.slice(0, -1).join(", ")} or ${last}`
      : last;
    throw usageError(`--${name} cannot be ${JSON.stringify(value)}`, `it is ${list}`);
  }
  return value;
}

function checkCount(command: Command, args: readonly string[], program: string): void {
  const { least, most } = command.args;
  const usage = `${program} ${command.name}${command.usage ? ` ${command.usage}` : ""}`;
  if (args.length < least) {
    throw usageError(`${command.name} needs ${command.usage}`, `write \`${usage}\``);
  }
  if (args.length > most) {
    throw usageError(
      `${command.name} does not take ${JSON.stringify(args[most])}`,
      `write \`${usage}\``,
    );
  }
}

function helpHint(program: string, command: Command | null): string {
  return command
    ? `\`${program} ${command.name} --help\` shows all of them`
    : `\`${program} --help\` shows all of them`;
}
