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

test("columns that can be spared are left out before a name becomes unreadable", () => {
  const rows = [["state", "migration", "applied at"], ["pending", "1_".padEnd(30, "x"), "today"]];
  const table = (columns: number) => renderTable(rows, { columns, flexible: 1, spare: [2] });
  assert.deepEqual(table(60), [
    "state    migration".padEnd(41) + "applied at",
    `pending  ${rows[1]![1]}  today`,
  ]);
  assert.deepEqual(table(42), [
    "state    migration".padEnd(32) + "applied at",
    `pending  1_${"x".repeat(18)}…  today`,
  ]);
  assert.deepEqual(table(40), ["state    migration", `pending  ${rows[1]![1]}`]);
  assert.deepEqual(table(30), ["state    migration", `pending  1_${"x".repeat(18)}…`]);
});

test("colours know the columns that are left", () => {
  const painted: number[] = [];
  renderTable([["a".repeat(30), "b", "c".repeat(9)]], {
    columns: 33,
    flexible: 0,
    spare: [1],
    style: (text, _, column) => (painted.push(column), text),
  });
  assert.deepEqual(painted, [0, 2]);
});
