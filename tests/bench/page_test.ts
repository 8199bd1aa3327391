import assert from "node:assert/strict";
import { test } from "node:test";
import { chartOf } from "../../bench/page/chart.ts";
import { mergeResults } from "../../bench/page/merge_results.ts";
import { raceTable } from "../../bench/page/race_table.ts";
import { ratioOf } from "../../bench/page/ratio.ts";
import { putBetween, renderPage, renderTables } from "../../bench/page/render_page.ts";
import { verdict } from "../../bench/page/verdict.ts";
import { DBMATE, DUNLIN, entry, KNEX, PSQL, race, RESULTS, SLOW_DUNLIN } from "./results.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("the table holds every contender, the fastest first, and words where there is no figure", () => {
  const absent = entry("kysely", "peer", [], { absent: "failed: no such thing" });
  const rows = raceTable(race("postgres", [absent, DUNLIN, DBMATE])).split("\n");
  assert.deepEqual(
    rows.slice(2, -1).map((row) => row.split("|").slice(1, 6).map((c) => c.trim())),
    [
      ["dbmate", "40", "30 – 50", "3", "24"],
      ["**dunlin, bun**", "60", "55 – 70", "3", "62"],
      ["kysely", "failed: no such thing", "–", "–", "–"],
    ],
  );
  assert.match(rows[2]!, /\| 22 \+ 6 +\| 1\.2 +\|/);
});

test("a race on SQLite has no round trips to tell", () => {
  assert.doesNotMatch(raceTable(race("sqlite", [DUNLIN])), /round trips/);
});

test("a peer that is ahead is named first, in bold", () => {
  const said = plain(verdict(race("postgres", [PSQL, DUNLIN, SLOW_DUNLIN, DBMATE, KNEX])));
  assert.match(
    said,
    /^\*\*dbmate is ahead\*\*: dbmate \(40 ms\), dunlin, bun \(60 ms\), 1\.50 × as long\./,
  );
  assert.match(said, /Peers that are ahead: dbmate of every dunlin; knex of node\./);
  assert.match(said, /Beside knex \(200 ms\): bun 0\.30 ×, node 1\.50 ×\./);
  assert.match(said, /Beside psql \(20 ms, asks for one row\): bun 3\.0 ×, node 15 ×\./);
});

test("dunlin is ahead only where the figures say so", () => {
  const said = plain(verdict(race("postgres", [DUNLIN, KNEX])));
  assert.match(
    said,
    /^\*\*dunlin is ahead\*\*: dunlin, bun \(60 ms\), knex \(200 ms\), 3\.3 × as long\./,
  );
  assert.match(said, /No peer is ahead of any dunlin\./);
});

test("spreads that overlap are told", () => {
  const near = entry("near", "peer", [65, 66, 75]);
  assert.match(verdict(race("postgres", [DUNLIN, near])), /but their spreads overlap/);
  assert.doesNotMatch(verdict(race("postgres", [DUNLIN, KNEX])), /overlap/);
});

test("dunlin without a figure is told, not passed over", () => {
  const failed = entry("dunlin, bun", "dunlin", [], { absent: "failed: broken" });
  assert.equal(verdict(race("postgres", [failed, KNEX])), "no dunlin has a figure.");
});

test("a ratio is taken within each round that both took part in", () => {
  const one = entry("one", "peer", [10, null, 40, 90]);
  const other = entry("other", "peer", [10, 5, 20]);
  assert.deepEqual(ratioOf(one, other), { median: 1.5, least: 1, most: 2 });
  assert.equal(ratioOf(one, entry("none", "peer", [])), null);
});

test("the page has a plot and a line for each database, and only between its marks", () => {
  const page = "above\n\n<!-- results -->\n\nold\n\n<!-- end of results -->\n\nbelow\n";
  const made = putBetween(page, renderPage(RESULTS));
  assert.match(made, /^above\n\n<!-- results -->\n\nOn linux/);
  assert.match(
    made,
    /!\[nothing to do\]\(plots\/upToDate\.svg\)\n\n- PostgreSQL: .+\n- SQLite: .+/,
  );
  assert.match(made, /<!-- end of results -->\n\nbelow\n$/);
  assert.doesNotMatch(made, /old/);
});

test("a page without marks is left alone", () => {
  assert.throws(() => putBetween("above\n", "new"), /lacks <!-- results -->/);
});

test("every figure and every version is in the tables", () => {
  const tables = renderTables(RESULTS);
  for (const { entries } of RESULTS.races) {
    for (const { name } of entries) assert.ok(tables.includes(name), name);
  }
  assert.match(tables, /- knex: knex 3\.3\.0/);
});

test("races that are run anew take the place of the old ones; the others stay", () => {
  const anew = { ...RESULTS, races: [race("sqlite", [KNEX]), race("mysql", [DUNLIN])] };
  const { races } = mergeResults(RESULTS, anew);
  assert.deepEqual(races.map(({ engine, entries }) => [engine, entries.length]), [
    ["postgres", 5],
    ["sqlite", 1],
    ["mysql", 1],
  ]);
  assert.equal(mergeResults(null, anew), anew);
});

test("the chart has a row for everybody, with words where there is no bar", () => {
  const absent = entry("kysely", "peer", [], { absent: `failed: ${"x".repeat(200)}` });
  const { panels: [panel] } = chartOf([race("postgres", [absent, DUNLIN])]);
  const [first, last] = panel!.rows;
  assert.equal(panel!.title, "PostgreSQL");
  assert.equal(plain(first!.label), "60 ms · 62 MB · 1 + 3 trips");
  assert.equal(last!.median, null);
  assert.match(last!.label, /^failed: x+…$/);
});
