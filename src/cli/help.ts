import { paintFor } from "../reporters/paint.ts";
import { wrapText } from "../reporters/wrap.ts";
import type { Command, OptionSpecs } from "./command.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** How a page is laid out. */
export interface HelpPage {
  /** Where lines wrap; nowhere if left out. */
  readonly columns?: number;
  /** Never coloured, unless it is true. */
  readonly color?: boolean;
}

/** The commands as lines that can be pasted, each with what it does. */
export function renderList(
  commands: readonly Command[],
  program: string,
  page: HelpPage = {},
): string {
  const paint = paintFor(page.color === true);
  const rows = commands.map((command) => {
    const aliases = command.aliases.length > 0 ? ` (or: ${command.aliases.join(", ")})` : "";
    return [`${program} ${command.name}`, `${command.summary}${aliases}`] as const;
  });
  const width = widest(rows);
  const room = roomBeside(width, page) - 2;
  return rows.map(([call, words]) =>
    wrapText(words, room).map((line, index) =>
      `${(index === 0 ? call : "").padEnd(width)}  ${paint("dim", `# ${line}`)}\n`
    ).join("")
  ).join("");
}

/** The page of a program called without a command. */
export function renderOverview(
  commands: readonly Command[],
  program: string,
  page: HelpPage = {},
): string {
  const heading = headingOf(page);
  return [
    `${program}: SQL migrations for PostgreSQL, MySQL, MariaDB and SQLite`,
    "",
    `${heading("usage:")} ${program} COMMAND [ARGUMENTS] [OPTIONS]`,
    "",
    renderList(commands, program, page),
    heading("options of every command:"),
    renderOptions(COMMON_OPTIONS, page),
    "",
    `\`${program} COMMAND --help\` says more of each.`,
    "",
  ].join("\n");
}

/** The page of one command. */
export function renderHelp(command: Command, program: string, page: HelpPage = {}): string {
  const heading = headingOf(page);
  const usage = command.usage ? ` ${command.usage}` : "";
  const own = Object.keys(command.options).length > 0;
  const wide = page.columns ?? Infinity;
  return [
    ...wrapText(`${program} ${command.name}: ${command.summary}`, wide),
    "",
    `${heading("usage:")} ${program} ${command.name}${usage}${own ? " [OPTIONS]" : ""}`,
    ...(command.aliases.length > 0 ? [`${heading("alias:")} ${command.aliases.join(", ")}`] : []),
    ...(command.details ? ["", ...wrapText(command.details, Math.min(wide, 80))] : []),
    ...(own ? ["", heading("options:"), renderOptions(command.options, page)] : []),
    "",
    heading("options of every command:"),
    renderOptions(COMMON_OPTIONS, page),
    ...(command.examples
      ? ["", heading("examples:"), ...command.examples.map((example) => `  ${program} ${example}`)]
      : []),
    "",
  ].join("\n");
}

function headingOf({ color = false }: HelpPage): (text: string) => string {
  return (text) => paintFor(color)("bold", text);
}

function renderOptions(specs: OptionSpecs, page: HelpPage): string {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const short = spec.short ? `-${spec.short}, ` : "    ";
    const value = spec.value === undefined
      ? ""
      : spec.bare === undefined
      ? ` ${spec.value}`
      : `[=${spec.value}]`;
    const fallback = spec.fallback === undefined ? "" : ` (default ${spec.fallback})`;
    return [`  ${short}--${name}${value}`, spec.help + fallback] as const;
  });
  const width = widest(rows);
  const room = roomBeside(width, page);
  return rows.flatMap(([left, right]) =>
    wrapText(right, room).map((line, index) =>
      `${(index === 0 ? left : "").padEnd(width)}  ${line}`
    )
  ).join("\n");
}

function widest(rows: readonly (readonly [left: string, right: string])[]): number {
  return Math.max(...rows.map(([left]) => left.length));
}

const LEAST_ROOM = 20;

// in a narrow window words below each other are better than none
function roomBeside(width: number, { columns = Infinity }: HelpPage): number {
  return Math.max(columns - width - 2, LEAST_ROOM);
}
