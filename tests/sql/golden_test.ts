import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { goldenCases } from "./golden_cases.ts";

/**
 * `DUNLIN_UPDATE_GOLDEN=1` writes what is found as what is expected: look at
 * the difference before it is committed.
 */
const update = process.env["DUNLIN_UPDATE_GOLDEN"] === "1";

for (const { name, folder, rules, script } of goldenCases()) {
  test(`golden: ${name} is split as its files say`, () => {
    const { statements, problems } = splitStatements(script, rules);
    assert.deepEqual(problems, []);
    const files = new Map<string, string>();
    const digits = String(statements.length).length < 3 ? 2 : 3;
    for (const [index, { text, copyData }] of statements.entries()) {
      const number = String(index + 1).padStart(digits, "0");
      files.set(`${number}.sql`, text + "\n");
      if (copyData) files.set(`${number}.data`, script.slice(copyData.start, copyData.end));
    }
    if (update) rewrite(folder, files);
    else compare(folder, files);
  });
}

function compare(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, found] of files) {
    const path = `${folder}/${file}`;
    const expected = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (found === expected) continue;
    writeFileSync(`${path}.FAIL`, found);
    assert.fail(`it differs: diff ${path} ${path}.FAIL`);
  }
  assert.deepEqual(expectedFiles(folder), [...files.keys()].sort(), `files of ${folder}`);
}

function rewrite(folder: string, files: ReadonlyMap<string, string>): void {
  for (const file of expectedFiles(folder)) rmSync(`${folder}/${file}`);
  for (const [file, text] of files) writeFileSync(`${folder}/${file}`, text);
}

function expectedFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => /^\d+\.(sql|data)$/.test(file)).sort();
}
