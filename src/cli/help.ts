import { escapeText } from "../reporters/escape.ts";
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

/** The commands as lines that can be pasted, each with what it does; a project's own last. */
export function renderList(
  commands: readonly Command[],
  program: string,
  page: HelpPage = {},
): string {
  const rowsOf = (some: readonly Command[]) => some.map((command) => listRow(command, program));
  const parts = [rowsOf(commands.filter(({ own }) => !own)), rowsOf(commands.filter(isOwn))];
  const width = widest(parts.flat());
  const paint = paintFor(page.color === true);
  const shown = parts.map((rows) => rows.map((row) => listLines(row, width, page)).join(""));
  return shown.filter((part) => part !== "").join(`\n${paint("dim", OWN_HEAD)}\n`);
}

// a comment, so that the whole list can be pasted
const OWN_HEAD = "# the project's own tasks";

function isOwn({ own }: Command): boolean {
  return own === true;
}

type ListRow = readonly [call: string, words: string];

function listRow(command: Command, program: string): ListRow {
  const aliases = command.aliases.length > 0 ? ` (or: ${command.aliases.join(", ")})` : "";
  return [`${program} ${command.name}`, `${escapeText(command.summary)}${aliases}`.trim()];
}

function listLines([call, words]: ListRow, width: number, page: HelpPage): string {
  if (words === "") return `${call}\n`;
  const paint = paintFor(page.color === true);
  const room = roomBeside(width, page) - 2;
  return wrapText(words, room).map((line, index) =>
    `${(index === 0 ? call : "").padEnd(width)}  ${paint("dim", `# ${line}`)}\n`
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
  const own = Object.keys(command.options).length > 0;
  const wide = page.columns ?? Infinity;
  const { needs = [], details, examples } = command;
  const summary = command.summary === "" ? "" : `: ${escapeText(command.summary)}`;
  return [
    ...wrapText(`${program} ${command.name}${summary}`, wide),
    "",
    `${heading("usage:")} ${usageOf(command, program, own)}`,
    ...(command.aliases.length > 0 ? [`${heading("alias:")} ${command.aliases.join(", ")}`] : []),
    ...(needs.length > 0 ? [`${heading("needs:")} ${needs.join(", ")}`] : []),
    ...(details ? ["", ...wrapText(details, Math.min(wide, 80))] : []),
    ...(own ? ["", heading("options:"), renderOptions(command.options, page)] : []),
    "",
    heading(command.own ? "options of dunlin, before the name:" : "options of every command:"),
    renderOptions(COMMON_OPTIONS, page),
    ...(examples
      ? ["", heading("examples:"), ...examples.map((example) => `  ${program} ${example}`)]
      : []),
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
