import assert from "node:assert/strict";
import { test } from "node:test";
import { lastWords } from "../../bench/race/last_words.ts";

const CASES: readonly (readonly [what: string, output: string, words: string])[] = [
  [
    "the cause behind an error that only tells the SQL",
    'DrizzleQueryError: Failed query: COPY a\n  params: [],\n  cause: error: syntax error at or near "1"\n      at parse (x.js:1)\n\nNode.js v24',
    'syntax error at or near "1"',
  ],
  [
    "what stands behind the SQL that failed",
    'migration failed with error: CREATE TABLE a;\nCOPY a FROM stdin;\n - syntax error at or near "1"\n    at parse (x.js:1)',
    'syntax error at or near "1"',
  ],
  [
    "an error's line, not the trace below it",
    "RangeError: more than one statement\n    at prepare (x.js:1)\n\nNode.js v24",
    "RangeError: more than one statement",
  ],
  [
    "a client's line",
    "ERROR 1146 (42S02) at line 1: no table",
    "ERROR 1146 (42S02) at line 1: no table",
  ],
  ["the last line, where nothing else tells", "starting\nkilled\n", "killed"],
  ["words without colors and paths", "\u001b[31merror: no /home/me/app.db\u001b[0m", "error: no …"],
  ["nothing", "", ""],
];

for (const [what, output, words] of CASES) {
  test(`lastWords() gives ${what}`, () => assert.equal(lastWords(output), words));
}
