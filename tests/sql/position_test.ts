import assert from "node:assert/strict";
import { test } from "node:test";
import { findPositions, offsetAt, positionAt } from "../../src/sql/position.ts";

test("positionAt() counts lines and columns from 1", () => {
  assert.deepEqual(positionAt("a\nbc", 0), { line: 1, column: 1 });
  assert.deepEqual(positionAt("a\nbc", 3), { line: 2, column: 2 });
});

test("positionAt() ends lines at \\n, \\r\\n and a lone \\r", () => {
  assert.deepEqual(positionAt("a\rb\r\nc\nd", 7), { line: 4, column: 1 });
  assert.deepEqual(positionAt("a\rb\r\nc\nd", 5), { line: 3, column: 1 });
});

test("positionAt() counts a code point beyond the BMP as one column", () => {
  assert.deepEqual(positionAt("'😀' x", 5), { line: 1, column: 5 });
});

test("positionAt() knows the place behind the last character", () => {
  assert.deepEqual(positionAt("ab\n", 3), { line: 2, column: 1 });
});

test("positionAt() refuses offsets outside of the text", () => {
  assert.throws(() => positionAt("ab", 3), RangeError);
  assert.throws(() => positionAt("ab", -1), RangeError);
});

test("findPositions() answers in any order what it answers in rising order", () => {
  const text = "a😀b\nc\r\n😀😀d;e";
  const rising = findPositions(text);
  const inOrder = [...text.split("").keys()].map((offset) => rising.at(offset));
  const falling = findPositions(text);
  const backwards = [...text.split("").keys()].reverse().map((offset) => falling.at(offset));
  assert.deepEqual(backwards.reverse(), inOrder);
});

test("offsetAt() is the inverse of positionAt()", () => {
  const text = "a😀b\nc\r\n\r😀d";
  for (const offset of [0, 1, 3, 4, 5, 6, 8, 9, 11]) {
    assert.equal(offsetAt(text, positionAt(text, offset)), offset, `offset ${offset}`);
  }
});

test("offsetAt() stops at the end of the line and of the text", () => {
  assert.equal(offsetAt("ab\ncd", { line: 1, column: 99 }), 2);
  assert.equal(offsetAt("ab\ncd", { line: 9, column: 1 }), 5);
});
