import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { test } from "./cli/off_node.ts";
import { noTerminal, screenText } from "./cli/terminal.ts";
import { FIVE_MINUTES } from "./tools/recording/five_minutes.ts";
import { fromCast, record, type Recording, toCast } from "./tools/recording/record.ts";

const path = fileURLToPath(new URL("../docs/recording/five-minutes.cast", import.meta.url));

/** What is on the screen at the end, without what differs from run to run. */
async function endOf({ columns, rows, shown }: Recording): Promise<string> {
  const text = await screenText(shown.map(([, data]) => data).join(""), columns, rows);
  return text
    .replaceAll(/(?<!\d)20\d{12}(?!\d)/g, "20260301120000")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "2026-03-01 12:00:00")
    .replaceAll(/\b\d+(\.\d+)? m?s\b/g, "0 ms")
    // how wide a column is depends on how long something took
    .replaceAll(/(?<=\S) {2,}/g, "  ");
}

test(
  "docs/recording: the five minutes, played again, end as they were recorded (DUNLIN_UPDATE_GOLDEN=1 writes them)",
  {
    skip: noTerminal,
  },
  async () => {
    const played = await record(FIVE_MINUTES);
    const stored = existsSync(path) ? await endOf(fromCast(readFileSync(path, "utf8"))) : "";
    const found = await endOf(played);
    if (found !== stored && process.env["DUNLIN_UPDATE_GOLDEN"] === "1") {
      writeFileSync(path, toCast(played));
    } else assert.equal(found, stored);
  },
);

test("docs/recording: a failure and its mending are part of the five minutes", {
  skip: noTerminal,
}, async () => {
  const end = await endOf(fromCast(readFileSync(path, "utf8")));
  assert.match(end, /\nerror: migration 20260301120000_add_rings failed/);
  assert.match(end, /\n2 migrations: 2 applied\n/);
  assert.match(end, /\nReverted 20260301120000_add_rings/);
  for (const line of FIVE_MINUTES) assert.ok(end.includes(`$ ${line}\n`), line);
});
