import assert from "node:assert/strict";
import { test } from "node:test";
import { cutText, textWidth } from "../../src/reporters/text_width.ts";

const WIDTHS: readonly (readonly [what: string, text: string, width: number])[] = [
  ["nothing", "", 0],
  ["ASCII", "create_users", 12],
  ["accented letters", "café", 4],
  ["a letter with a combining mark", "cafe\u0301", 4],
  ["ideographs", "用户", 4],
  ["kana", "ユーザー", 8],
  ["half-width kana", "ﾕｰｻﾞｰ", 5],
  ["Hangul syllables", "사용자", 6],
  ["Hangul in parts", "\u1100\u1161\u11a8", 2],
  ["full-width letters", "ＡＢ", 4],
  ["an emoji", "🦀", 2],
  ["an emoji with a skin tone", "👍🏽", 2],
  ["a family, which is one emoji", "👩‍👩‍👧", 2],
  ["a flag", "🇫🇮", 2],
  ["a sign made an emoji", "❤\ufe0f", 2],
  ["a sign that is none", "❤", 1],
  ["a zero-width space", "a\u200bb", 2],
  ["Devanagari with a spacing vowel", "का", 2],
];

for (const [what, text, width] of WIDTHS) {
  test(`textWidth() of ${what} is ${width}`, () => assert.equal(textWidth(text), width));
}

test("cutText() leaves alone what fits", () => {
  assert.equal(cutText("用户", 4), "用户");
});

test("cutText() never cuts a wide character in half", () => {
  assert.equal(cutText("用户表", 4), "用…");
  assert.equal(cutText("用户表", 5), "用户…");
});

test("cutText() keeps combining marks with their letter", () => {
  assert.equal(cutText("e\u0301e\u0301e\u0301", 2), "e\u0301…");
});

test("cutText() to nothing is nothing", () => {
  assert.equal(cutText("abc", 0), "");
});
