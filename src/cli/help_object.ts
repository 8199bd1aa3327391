import type { Command, OptionSpecs } from "./command.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

type Answer = Readonly<Record<string, unknown>>;

/** Every command, for programs: what `list --json` says. */
export function tasksObject(commands: readonly Command[]): Answer {
  const tasks = commands.map(({ name, aliases, summary, own = false, needs = [] }) => ({
    name,
    aliases,
    summary,
    own,
    needs,
  }));
  return { type: "tasks", tasks };
}

/** The page of one command, for programs: what `COMMAND --help --json` says. */
export function helpObject(command: Command): Answer {
  const { name, aliases, summary, own = false, needs = [] } = command;
  const { usage = "", details = null, options, examples = [] } = command;
  return {
    type: "help",
    name,
    aliases,
    summary,
    own,
    needs,
    usage,
    details,
    options: optionList(options),
    commonOptions: optionList(COMMON_OPTIONS),
    examples,
  };
}

function optionList(specs: OptionSpecs): readonly Answer[] {
  return Object.entries(specs).map(([name, spec]) => {
    const { short = null, value = null, help, fallback = null, choices = null } = spec;
    return { name, short, value, help, default: fallback, choices };
  });
}
