import type { Command, OptionSpecs } from "./command.ts";
import { escapeText } from "../reporters/escape.ts";
import { wrapText } from "../reporters/wrap.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** The commands as lines that can be pasted, each with what it does; a project's own last. */
export function renderList(commands: readonly Command[], program: string): string {
  const lines = (some: readonly Command[]) => some.map((command) => listLine(command, program));
  const parts = [lines(commands.filter(({ own }) => !own)), lines(commands.filter(isOwn))];
  const width = Math.max(0, ...parts.flat().map(([call]) => call.length));
  const shown = parts.map((part) =>
    part.map(([call, words]) => `${call.padEnd(width)}  ${words}`.trimEnd() + "\n").join("")
  );
  return shown.filter((part) => part !== "").join(`\n${OWN_HEAD}\n`);
}

// a comment, so that the whole list can be pasted
const OWN_HEAD = "# the project's own tasks";

function isOwn({ own }: Command): boolean {
  return own === true;
}

function listLine(command: Command, program: string): readonly [call: string, words: string] {
  const aliases = command.aliases.length > 0 ? ` (or: ${command.aliases.join(", ")})` : "";
  const words = `${escapeText(command.summary)}${aliases}`.trim();
  return [`${program} ${command.name}`, words === "" ? "" : `# ${words}`];
}

/** The page of a program called without a command. */
export function renderOverview(commands: readonly Command[], program: string): string {
  return [
    `${program}: SQL migrations for PostgreSQL, MySQL, MariaDB and SQLite`,
    "",
    `usage: ${program} COMMAND [ARGUMENTS] [OPTIONS]`,
    "",
    renderList(commands, program),
    "options of every command:",
    renderOptions(COMMON_OPTIONS),
    "",
    `\`${program} COMMAND --help\` says more of each.`,
    "",
  ].join("\n");
}

/** The page of one command. */
export function renderHelp(command: Command, program: string): string {
  const own = Object.keys(command.options).length > 0;
  const { needs = [], details, examples } = command;
  const summary = command.summary === "" ? "" : `: ${escapeText(command.summary)}`;
  return [
    `${program} ${command.name}${summary}`,
    "",
    `usage: ${usageOf(command, program, own)}`,
    ...(command.aliases.length > 0 ? [`alias: ${command.aliases.join(", ")}`] : []),
    ...(needs.length > 0 ? [`needs: ${needs.join(", ")}`] : []),
    ...(details ? ["", ...wrapText(details, 80)] : []),
    ...(own ? ["", "options:", renderOptions(command.options)] : []),
    "",
    command.own ? "options of dunlin, before the name:" : "options of every command:",
    renderOptions(COMMON_OPTIONS),
    ...(examples ? ["", "examples:", ...examples.map((example) => `  ${program} ${example}`)] : []),
    "",
  ].join("\n");
}

function usageOf(command: Command, program: string, own: boolean): string {
  if (command.own) {
    return `${program} [OPTIONS] ${command.name} ${escapeText(command.usage ?? "[ARGUMENTS]")}`;
  }
  const usage = command.usage ? ` ${command.usage}` : "";
  return `${program} ${command.name}${usage}${own ? " [OPTIONS]" : ""}`;
}

function renderOptions(specs: OptionSpecs): string {
  const lines = Object.entries(specs).map(([name, spec]) => {
    const short = spec.short ? `-${spec.short}, ` : "    ";
    const value = spec.value === undefined
      ? ""
      : spec.bare === undefined
      ? ` ${spec.value}`
      : `[=${spec.value}]`;
    const fallback = spec.fallback === undefined ? "" : ` (default ${spec.fallback})`;
    return [`  ${short}--${name}${value}`, spec.help + fallback] as const;
  });
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `${left.padEnd(width)}  ${right}`).join("\n");
}
