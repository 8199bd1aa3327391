import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt } from "../../src/sql/excerpt.ts";

test("excerpt() shows the line and a caret below the place", () => {
  assert.equal(excerpt("one\ntwo x\nthree", 8), "two x\n    ^");
});

test("excerpt() keeps tabs, so that the caret stands right at any tab width", () => {
  assert.equal(excerpt("\ta\tb", 3), "\ta\tb\n\t \t^");
});

test("excerpt() underlines as much as asked for, to the end of the line", () => {
  assert.equal(excerpt("select nmae;\nx", 7, 4), "select nmae;\n       ^^^^");
  assert.equal(excerpt("select nmae\nx", 7, 400), "select nmae\n       ^^^^");
});

test("excerpt() cuts a line of 160 kB around the place", () => {
  const text = "x".repeat(80_000) + "HERE" + "y".repeat(80_000);
  const [line = "", carets = ""] = excerpt(text, 80_000, 4).split("\n");
  assert.ok(line.length <= 102, `${line.length} columns`);
  assert.equal(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1), "HERE");
  assert.ok(line.startsWith("…") && line.endsWith("…"));
});

test("excerpt() does not cut a line of a hundred columns", () => {
  const line = "a".repeat(100);
  assert.equal(excerpt(line, 99).split("\n")[0], line);
});

test("excerpt() points behind the last character at the end of the text", () => {
  assert.equal(excerpt("ab", 2), "ab\n  ^");
  assert.equal(excerpt("ab\n", 3), "\n^");
});

test("excerpt() counts a code point beyond the BMP once", () => {
  assert.equal(excerpt("😀😀x", 4), "😀😀x\n  ^");
});
