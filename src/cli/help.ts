import type { Command, OptionSpecs } from "./command.ts";
import { wrapText } from "../reporters/wrap.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** The commands as lines that can be pasted, each with what it does. */
export function renderList(commands: readonly Command[], program: string): string {
  const lines = commands.map((command) => {
    const aliases = command.aliases.length > 0 ? ` (or: ${command.aliases.join(", ")})` : "";
    return [`${program} ${command.name}`, `# ${command.summary}${aliases}`] as const;
  });
  const width = Math.max(...lines.map(([call]) => call.length));
  return lines.map(([call, words]) => `${call.padEnd(width)}  ${words}`).join("\n") + "\n";
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
  const usage = command.usage ? ` ${command.usage}` : "";
  const own = Object.keys(command.options).length > 0;
  return [
    `${program} ${command.name}: ${command.summary}`,
    "",
    `usage: ${program} ${command.name}${usage}${own ? " [OPTIONS]" : ""}`,
    ...(command.aliases.length > 0 ? [`alias: ${command.aliases.join(", ")}`] : []),
    ...(command.details ? ["", ...wrapText(command.details, 80)] : []),
    ...(own ? ["", "options:", renderOptions(command.options)] : []),
    "",
    "options of every command:",
    renderOptions(COMMON_OPTIONS),
    ...(command.examples
      ? ["", "examples:", ...command.examples.map((example) => `  ${program} ${example}`)]
      : []),
    "",
  ].join("\n");
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
