import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode } from "../../src/migrations/decode.ts";

const bytes = (...values: (number | string)[]) =>
  new Uint8Array(
    values.flatMap((value) =>
      typeof value === "number" ? [value] : [...new TextEncoder().encode(value)]
    ),
  );

test("decode() reads UTF-8, drops a BOM and keeps CR LF", () => {
  assert.deepEqual(decode(bytes(0xef, 0xbb, 0xbf, "é\r\n𝄞")), { kind: "text", text: "é\r\n𝄞" });
});

test("decode() drops a BOM of decoded text too", () => {
  assert.deepEqual(decode("\ufeffa"), { kind: "text", text: "a" });
});

test("decode() says line and column, in code points, of the first bad byte", () => {
  const refused = decode(bytes("é\r\n𝄞x", 0xe9, "t", 0xff));
  assert.equal(refused.kind, "refused");
  assert.deepEqual(
    refused.kind === "refused" && [refused.line, refused.column, refused.message],
    [2, 3, 'byte 0xE9 is not UTF-8, it looks like Latin-1, where it is "é"'],
  );
});

const BAD: Record<string, number[]> = {
  "an overlong slash": [0xc0, 0xaf],
  "a long overlong": [0xe0, 0x80, 0xaf],
  "a surrogate": [0xed, 0xa0, 0x80],
  "beyond U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
  "a cut sequence": [0xe2, 0x82],
  "a lone continuation": [0x80],
};

for (const [what, values] of Object.entries(BAD)) {
  test(`decode() refuses ${what} where it starts`, () => {
    const refused = decode(bytes("a", ...values));
    assert.deepEqual(refused.kind === "refused" && [refused.line, refused.column], [1, 2]);
  });
}

test("decode() names UTF-16 by its mark", () => {
  const little = decode(bytes(0xff, 0xfe, 0x61, 0));
  assert.match(little.kind === "refused" ? little.message : "", /UTF-16 \(little endian\)/);
  const big = decode(bytes(0xfe, 0xff, 0, 0x61));
  assert.match(big.kind === "refused" ? big.message : "", /UTF-16 \(big endian\)/);
});

test("decode() refuses NUL with its place, and guesses UTF-16 without a mark", () => {
  const nul = decode(bytes("a\nb", 0));
  assert.deepEqual(nul.kind === "refused" && [nul.line, nul.column], [2, 2]);
  const utf16 = decode(bytes("S", 0, "E", 0));
  assert.match(utf16.kind === "refused" ? utf16.message : "", /UTF-16/);
});

test("decode() refuses exactly what a strict TextDecoder refuses", () => {
  const strict = new TextDecoder("utf-8", { fatal: true });
  const piece = fc.oneof(
    fc.constantFrom(0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x8f, 0x90, 0xa0, 0xbf, 0x61),
    fc.integer({ min: 1, max: 255 }),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (values) => {
    const content = bytes(0x61, ...values);
    let expected: string | null = null;
    try {
      expected = strict.decode(content);
    } catch { /* refused */ }
    const decoded = decode(content);
    assert.equal(decoded.kind === "text" ? decoded.text : null, expected);
  }));
});
