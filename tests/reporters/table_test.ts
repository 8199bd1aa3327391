import assert from "node:assert/strict";
import { test } from "node:test";
import { renderTable } from "../../src/reporters/table.ts";
import { textWidth } from "../../src/reporters/text_width.ts";

test("columns are aligned, and lines have no white space at the end", () => {
  assert.deepEqual(renderTable([["a", "name", ""], ["long", "b", "c"]]), [
    "a     name",
    "long  b     c",
  ]);
});

test("wide characters take two columns", () => {
  assert.deepEqual(renderTable([["用户", "x"], ["abcd", "y"]]), ["用户  x", "abcd  y"]);
});

test("the flexible column is cut to the width", () => {
  const lines = renderTable([["1", "a_very_long_name_indeed", "end"]], {
    columns: 20,
    flexible: 1,
  });
  assert.deepEqual(lines, ["1  a_very_long…  end"]);
});

test("no line is wider than asked for, however narrow that is", () => {
  for (let columns = 1; columns < 40; columns++) {
    const rows = [["applied", "用户_create_a_table", "2026-03-01", "note"], ["x", "y", "z", ""]];
    for (const line of renderTable(rows, { columns, flexible: 1 })) {
      assert.ok(textWidth(line) <= columns, `${columns}: ${line}`);
    }
  }
});

test("colour does not move a column", () => {
  const plain = renderTable([["a", "b"], ["long", "c"]]);
  const coloured = renderTable([["a", "b"], ["long", "c"]], {
    style: (text) => `\x1b[1m${text}\x1b[22m`,
  });
  // deno-lint-ignore no-control-regex
  assert.deepEqual(coloured.map((line) => line.replaceAll(/\x1b\[\d+m/g, "")), plain);
});

test("a table without rows has no lines", () => {
  assert.deepEqual(renderTable([]), []);
});
