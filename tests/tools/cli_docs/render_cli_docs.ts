import type { Command, OptionSpecs } from "../../../src/cli/command.ts";
import { COMMANDS } from "../../../src/cli/commands/all.ts";
import { COMMON_OPTIONS } from "../../../src/cli/common_options.ts";
import { ERROR_CODES, type ErrorClass } from "../../../src/errors.ts";
import { CONFIGURATION_KEYS } from "../../../src/cli/settings.ts";

const EXIT: Readonly<Record<ErrorClass, number>> = { work: 1, usage: 2, check: 3, lock: 4 };

/** `docs/cli.md`, from the definitions of the commands. */
export function renderCliDocs(): string {
  return [
    "# The command line",
    "<!-- Written by `deno task docs:cli` from the definitions in src/cli: do not edit. -->",
    "`dunlin COMMAND [ARGUMENTS] [OPTIONS]`; without a command, or with `list`, the tasks are shown. " +
    "A project adds [tasks of its own](tasks.md).",
    ...COMMANDS.flatMap(commandSection),
    "## Options of every command",
    optionTable(COMMON_OPTIONS),
    "A flag is stronger than the environment, the environment stronger than `dunlin.json`, and that " +
    "stronger than the default.",
    "## Environment",
    environmentTable(),
    "## dunlin.json",
    "A path in it is meant from where the file is. An unknown key is an error.",
    configurationTable(),
    "## Exit codes",
    exitTable(),
    "## Errors",
    "Every error has a code, which `--json` tells as `code`.",
    errorTable(),
  ].join("\n\n") + "\n";
}

function commandSection(command: Command): string[] {
  const usage = command.usage ? ` ${command.usage}` : "";
  const own = Object.keys(command.options).length > 0;
  const aliases = command.aliases.map((alias) => `\`${alias}\``).join(", ");
  return [
    `## ${command.name}`,
    `${command.summary}.${aliases === "" ? "" : ` Also called ${aliases}.`}`,
    ...(command.details ? [command.details] : []),
    ["```sh", `dunlin ${command.name}${usage}${own ? " [OPTIONS]" : ""}`, "```"].join("\n"),
    ...(own ? [optionTable(command.options)] : []),
    ...(command.examples
      ? [["```sh", ...command.examples.map((call) => `dunlin ${call}`), "```"].join("\n")]
      : []),
  ];
}

function optionTable(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const value = spec.value === undefined
      ? ""
      : spec.bare === undefined
      ? ` ${spec.value}`
      : `[=${spec.value}]`;
    const short = spec.short ? `-${spec.short}, ` : "";
    return [code(`${short}--${name}${value}`), cell(spec.help), cell(spec.fallback ?? "")];
  });
  return table(["option", "means", "default"], rows);
}

function environmentTable(): string {
  return table(["variable", "means"], [
    [code("DATABASE_URL"), "the database, as a URL"],
    [
      ["DB_TYPE", "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD"].map(code).join(", "),
      "the same in parts, where `DATABASE_URL` is not set",
    ],
    [
      ["DATABASE_URL_FILE", "DB_PASSWORD_FILE"].map(code).join(", "),
      "a file that holds it, where the variable itself is not set",
    ],
    [code("DUNLIN_ENV"), "as `--env`"],
    [code("VERBOSE"), "as `--verbose`, if it is set to anything"],
    [code("NO_COLOR"), "as `--no-color`, if it is set to anything"],
    [
      ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].map(code).join(", "),
      "where `--format github` and `gitlab` have paths begin",
    ],
    [
      `${code("FORCE_COLOR")}, ${code("CLICOLOR_FORCE")}`,
      "colours also where the output is no terminal, unless it is `0`",
    ],
    [code("CI"), "nobody is asked and nothing is drawn, if it is set to anything"],
    [`${code("TERM")}=dumb`, "no colours, and nothing is drawn"],
    [
      code("PG*") + ", " + code("MYSQL_*"),
      "what the URL leaves open, as the database's own client",
    ],
  ]);
}

function configurationTable(): string {
  return table(
    ["key", "value"],
    Object.entries(CONFIGURATION_KEYS).map(([key, rule]) => [
      code(key),
      typeof rule === "string" ? rule : rule.map((choice) => code(`"${choice}"`)).join(" or "),
    ]),
  );
}

function exitTable(): string {
  return table(["code", "means"], [
    ["0", "done"],
    ["1", "the work failed"],
    ["2", "the call or the configuration was wrong"],
    ["3", "a check found something: pending migrations, a stale manifest, a problem in the files"],
    ["4", "the lock was not had in time"],
  ]);
}

function errorTable(): string {
  return table(
    ["code", "means", "exit code"],
    Object.entries(ERROR_CODES).map(([name, { class: kind, means }]) => [
      code(name),
      means,
      String(EXIT[kind]),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
