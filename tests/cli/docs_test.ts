import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { exitCodeOf } from "../../src/cli/exit_code.ts";
import { DunlinError, ERROR_CODES, type ErrorCode } from "../../src/errors.ts";
import { renderCliDocs } from "../tools/cli_docs/render_cli_docs.ts";

const docs = readFileSync(fileURLToPath(new URL("../../docs/cli.md", import.meta.url)), "utf8");

test("docs/cli.md is what the definitions say (`deno task docs:cli` writes it)", () => {
  // `deno fmt` wraps lines and pads tables
  const plain = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/ -+ (?=\|)/g, " --- ");
  assert.equal(plain(docs), plain(renderCliDocs()));
});

test("the exit code of every error is the one docs/cli.md names", () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const row = docs.split("\n").find((line) => line.startsWith(`| \`${code}\` `));
    assert.ok(
      row?.replace(/ +/g, " ").endsWith(`| ${exitCodeOf(new DunlinError(code, "x"))} |`),
      `${code}: ${row}`,
    );
  }
});
