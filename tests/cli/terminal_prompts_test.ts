import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { terminalPrompts } from "../../src/cli/terminal_prompts.ts";

test("a question is readable on a terminal that does not say how wide it is", async () => {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 0, rows: 0, isTTY: true });
  let drawn = "";
  output.on("data", (chunk) => drawn += chunk);
  const asked = terminalPrompts(input, output).text({ message: "Which folder?", initial: "here" });
  await new Promise((resolve) => output.once("data", resolve));
  input.write("\r");
  assert.equal(await asked, "here");
  assert.match(stripVTControlCharacters(drawn), /Which folder\?/);
});
