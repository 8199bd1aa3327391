import type { Command, OptionSpec, OptionSpecs } from "../command.ts";
import { COMMON_OPTIONS } from "../common_options.ts";

/** Something that may stand where a word is being typed. */
export interface Candidate {
  /** The whole word. */
  readonly value: string;
  readonly description: string;
}

/** What a shell is to offer. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Paths come from the shell itself: it knows how they are quoted. */
  readonly paths: "none" | "folders" | "files";
}

/** What is known of the project. */
export interface CompletionContext {
  readonly commands: readonly Command[];
  /** Where a version is expected. */
  readonly versions: readonly Candidate[];
}

type Handler = (complete: (value: string, description: string) => void) => void;

/**
 * What may stand where the last word is being typed, by `@bomb.sh/tab`. Only its
 * knowledge of words is used: it would write to the console, and its script for
 * bash runs what has been typed and breaks task names at their colon.
 *
 * @param words Behind the program's name; the last is the one being typed, maybe empty.
 */
export async function complete(
  words: readonly string[],
  { commands, versions }: CompletionContext,
): Promise<Completion> {
  const { RootCommand } = await import("@bomb.sh/tab");
  const root = new RootCommand();
  // its last act is to print; what it found stays in `completions`
  Object.assign(root, { complete: () => {} });
  let paths: Completion["paths"] = "none";
  const handlerOf = (kind: string, choices: readonly string[] = []): Handler => (offer) => {
    for (const choice of choices) offer(choice, "");
    if (/\bVERSION\b/.test(kind)) versions.forEach((one) => offer(one.value, one.description));
    if (kind === "FOLDER") paths = "folders";
    if (/\bFILE\b/.test(kind)) paths = "files";
  };
  declare(root, COMMON_OPTIONS, handlerOf);
  for (const command of commands) {
    for (const name of [command.name, ...command.aliases]) {
      const one = root.command(name, command.summary);
      declare(one, { ...COMMON_OPTIONS, ...command.options }, handlerOf);
      argumentsOf(command).forEach((word, index, all) => {
        const last = index === all.length - 1 && command.args.most > all.length;
        one.argument(`${index}`, handlerOf(word, choicesOf(word)), last);
      });
    }
  }
  const typed = words.at(-1) ?? "";
  const bare = new Set(
    [COMMON_OPTIONS, ...commands.map(({ options }) => options)].flatMap((specs) =>
      Object.entries(specs).filter(([, spec]) => isBare(spec)).map(([name]) => `--${name}`)
    ),
  );
  root.parse([...apart(words.slice(0, -1), bare), typed]);
  return { candidates: whole(root.completions, typed), paths };
}

interface Declaring {
  option(name: string, description: string, handlerOrAlias?: Handler | string, alias?: string): {
    readonly options: ReadonlyMap<string, { isBoolean?: boolean }>;
  };
}

function declare(
  command: Declaring,
  specs: OptionSpecs,
  handlerOf: (kind: string, choices?: readonly string[]) => Handler,
): void {
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.type === "boolean") {
      command.option(name, spec.help, spec.short);
      continue;
    }
    const { options } = command.option(name, spec.help, handlerOf(spec.value ?? "", spec.choices));
    const option = options.get(name);
    if (option && isBare(spec)) option.isBoolean = true; // its value only stands behind a `=`
  }
}

// the library takes the word behind `--name=value` for a value, too
function apart(words: readonly string[], bare: ReadonlySet<string>): readonly string[] {
  return words.flatMap((word) => {
    const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) return [word];
    return bare.has(name) ? [name] : [name, value];
  });
}

function isBare({ bare }: OptionSpec): boolean {
  return bare !== undefined;
}

function argumentsOf({ usage = "" }: Command): readonly string[] {
  return usage.split(/\s+/).filter((word) => word !== "" && !word.startsWith("--"));
}

/** `bash|zsh|fish` says what it may be; `VERSION` and `NAME` do not. */
function choicesOf(word: string): readonly string[] {
  return word.includes("|") && word === word.toLowerCase() ? word.split("|") : [];
}

/** Each once, of those that begin as typed; a value behind `--name=` with that before it. */
function whole(
  found: readonly { readonly value: string; readonly description?: string }[],
  typed: string,
): readonly Candidate[] {
  const head = /^--[^=]+=/.exec(typed)?.[0] ?? "";
  const unique = new Map(
    found.map(({ value, description = "" }) => [
      head + value,
      { value: head + value, description: description.replaceAll(/\s+/g, " ") },
    ]),
  );
  return [...unique.values()].filter(({ value }) => value.startsWith(typed));
}
