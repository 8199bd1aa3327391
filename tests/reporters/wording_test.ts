import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration } from "../../src/reporters/duration.ts";
import { escapeLines, escapeText } from "../../src/reporters/escape.ts";
import { plural } from "../../src/reporters/plural.ts";
import { stepLabel } from "../../src/reporters/step_label.ts";
import { wrapText } from "../../src/reporters/wrap.ts";

test("plural() counts one, none and several", () => {
  assert.deepEqual([0, 1, 2, 11, 21].map((count) => plural(count, "migration")), [
    "0 migrations",
    "1 migration",
    "2 migrations",
    "11 migrations",
    "21 migrations",
  ]);
  assert.equal(plural(2, "entry", "entries"), "2 entries");
});

const DURATIONS: readonly (readonly [ms: number, text: string])[] = [
  [0, "0 ms"],
  [12.4, "12 ms"],
  [999, "999 ms"],
  [1000, "1 s"],
  [1234, "1.2 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [59_499, "59 s"],
  [59_900, "1 min"],
  [125_000, "2 min 5 s"],
  [3_600_000, "1 h"],
  [3_780_000, "1 h 3 min"],
];

for (const [ms, text] of DURATIONS) {
  test(`formatDuration(${ms}) is ${text}`, () => assert.equal(formatDuration(ms), text));
}

test("escapeText() shows control characters instead of obeying them", () => {
  assert.equal(escapeText("a\x1b[2Jb\nc\td\r\x7f\x9b"), "a\\x1b[2Jb\\nc\\td\\r\\x7f\\x9b");
});

test("escapeText() shows what would turn the direction of text", () => {
  assert.equal(escapeText("a\u202eb\u2066c"), "a\\u202eb\\u2066c");
});

test("escapeText() leaves letters of any script alone", () => {
  assert.equal(escapeText("Käse 用户 🦀"), "Käse 用户 🦀");
});

test("escapeLines() keeps line ends and tabs", () => {
  assert.equal(escapeLines("a\r\n\tb\rc\x07"), "a\n\tb\nc\\x07");
});

test("wrapText() breaks at spaces", () => {
  assert.deepEqual(wrapText("one two three four", 9), ["one two", "three", "four"]);
});

test("wrapText() never breaks a word or a command", () => {
  assert.deepEqual(wrapText("go on with `dunlin migrate --to 5`, or not", 12), [
    "go on with",
    "`dunlin migrate --to 5`,",
    "or not",
  ]);
});

test("wrapText() keeps the line breaks of the text", () => {
  assert.deepEqual(wrapText("one\n  two", 20), ["one", "  two"]);
});

test("stepLabel() names the namespace, and the version as written", () => {
  const step = { kind: "apply", file: null } as const;
  assert.equal(stepLabel({ ...step, id: "1", version: "001", name: "a" }), "001_a");
  assert.equal(stepLabel({ ...step, id: "auth/1", version: "001", name: "a" }), "auth/001_a");
  assert.equal(stepLabel({ ...step, id: "R__views", version: "", name: "views" }), "R__views");
});
