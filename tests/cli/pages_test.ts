import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { renderHelp, renderList, renderOverview } from "../../src/cli/help.ts";
import { parseArguments } from "../../src/cli/parse_arguments.ts";
import { ERROR_CODES } from "../../src/errors.ts";
import { formatError } from "../../src/reporters/format_error.ts";
import { planLines } from "../../src/reporters/plan.ts";
import { renderStatus } from "../../src/reporters/status.ts";
import { textReporter } from "../../src/reporters/text.ts";
import { textWidth } from "../../src/reporters/text_width.ts";
import { create, EVENTS } from "../reporters/fixtures.ts";
import { states } from "../reporters/status_fixtures.ts";
import { ERROR_EXAMPLES, errorExample } from "./error_examples.ts";
import { matchesGolden } from "./golden.ts";

/** How something looks on a terminal of that many columns. */
type Look = (color: boolean, columns: number) => string;

const LOOKS: Readonly<Record<string, Look>> = {
  help: (color, columns) =>
    joined([
      ["", renderOverview(COMMANDS, "dunlin", { color, columns })],
      ["list", renderList(COMMANDS, "dunlin", { color, columns })],
      ...COMMANDS.map((command) =>
        [`${command.name} --help`, renderHelp(command, "dunlin", { color, columns })] as const
      ),
    ]),
  tables: (color, columns) =>
    joined([
      ["migrate:status", renderStatus(states, { color, columns })],
      ["migrate --dry-run", planLines(PLANNED, columns).join("\n") + "\n"],
    ]),
  errors: (color, columns) =>
    joined(
      Object.keys(ERROR_CODES).map((code) =>
        [code, formatError(errorExample(code), { color, columns }) + "\n"] as const
      ),
    ),
  events: (color, columns) => {
    let text = "";
    const write = (lines: string) => text += lines;
    const report = textReporter({ write, color, columns, verbosity: "verbose" });
    for (const event of Object.values(EVENTS)) report(event);
    return text;
  },
};

const PLANNED = [
  create,
  { ...create, kind: "revert" as const, name: "名前の長い表_".repeat(8) },
  { ...create, kind: "record" as const, name: "a_name_that_goes_on_and_on".repeat(4) },
  { kind: "forget" as const, id: "R__views", version: "", name: "views", file: null },
];

function joined(pages: readonly (readonly [call: string, page: string])[]): string {
  return pages.map(([call, page]) => `───── ${call}\n${page}`).join("\n");
}

/** Escape characters as something that can be read. */
function visible(text: string): string {
  return text.replaceAll("\x1b", "␛");
}

test("every error code has a page, and no other", () => {
  assert.deepEqual(Object.keys(ERROR_EXAMPLES).sort(), Object.keys(ERROR_CODES).sort());
});

for (const [name, look] of Object.entries(LOOKS)) {
  test(`${name}: what 80 columns show is what the golden file shows`, () =>
    matchesGolden(`terminal/${name}.txt`, look(false, 80)));

  test(`${name}: the same with colours`, () =>
    matchesGolden(`terminal/${name}.color.txt`, visible(look(true, 80))));

  test(`${name}: colours are all that colours add`, () => {
    // deno-lint-ignore no-control-regex
    assert.equal(look(true, 80).replaceAll(/\x1b\[\d+m/g, ""), look(false, 80));
  });
}

for (const columns of [40, 80, 300]) {
  test(`tables are never wider than ${columns} columns`, () => {
    for (const line of LOOKS["tables"]!(false, columns).split("\n")) {
      assert.ok(textWidth(line) <= columns, line);
    }
  });
}

test("errors are as wide as 80 columns, unless an excerpt or a command is wider", () => {
  for (const line of LOOKS["errors"]!(false, 80).split("\n")) {
    assert.ok(textWidth(line) <= 80 || line.includes("`"), line);
  }
});

test("help is as wide as 80 columns, unless an example is wider", () => {
  for (const line of LOOKS["help"]!(false, 80).split("\n")) {
    assert.ok(line.length <= 80 || line.startsWith("  dunlin "), line);
  }
});

for (const command of COMMANDS) {
  const takes = command.usage !== undefined || Object.keys(command.options).length > 0;
  test(`${command.name} --help ${takes ? "has examples, which are understood" : "says enough"}`, () => {
    const { examples = [] } = command;
    assert.ok(examples.length > 0 || !takes, "it takes something, and shows nothing");
    for (const example of examples) {
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) =>
        quoted ?? word ?? ""
      );
      assert.equal(parseArguments(words, COMMANDS, "dunlin").command, command, example);
    }
  });
}
