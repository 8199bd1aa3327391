import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { chartOf } from "../../bench/page/chart.ts";
import { drawCharts } from "../../bench/page/draw_charts.ts";
import { DUNLIN, KNEX, race, RESULTS } from "./results.ts";

describe("a plot", () => {
  let svg = "";
  let wide = "";
  before(async () => {
    const far = { ...KNEX, ms: [60_000] };
    [svg, wide] = await drawCharts([
      chartOf(RESULTS.races),
      chartOf([race("sqlite", [DUNLIN, far])]),
    ]) as [string, string];
  });

  test("is well-formed", () => assert.equal(openElements(svg), ""));

  test("holds every contender and what it came to", () => {
    const names = RESULTS.races.flatMap(({ entries }) => entries.map(({ name }) => name));
    for (const name of names) assert.ok(svg.includes(`>${name}<`), name);
    for (const label of ["PostgreSQL", "SQLite", "20&#160;ms · asks for one row"]) {
      assert.ok(svg.includes(label), label);
    }
    assert.match(svg, /is for &lt;pg(&gt;|>) alone/);
  });

  test("has a bar of its own colour for each kind, on a light page and on a dark one", () => {
    for (const kind of ["dunlin", "peer", "raw"]) {
      assert.ok(svg.includes(`fill="var(--${kind})"`), kind);
    }
    assert.match(svg, /prefers-color-scheme: dark/);
  });

  test("has steps of ten where the figures are far apart", () => {
    assert.match(wide, /each step ten times the one before/);
    assert.doesNotMatch(svg, /each step ten times the one before/);
  });
});

/** What is still open at the end, or closed though another one is open; "" if all is well. */
function openElements(xml: string): string {
  const open: string[] = [];
  for (const [, close, name, rest] of xml.matchAll(/<(\/?)([\w:-]+)((?:[^<>"]|"[^"]*")*)>/g)) {
    if (close === "/") {
      if (open.pop() !== name) return `</${name}>`;
    } else if (!rest!.trimEnd().endsWith("/")) open.push(name!);
  }
  return open.join(" ");
}
