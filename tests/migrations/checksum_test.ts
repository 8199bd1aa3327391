import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checksum, normalizeText } from "../../src/migrations/checksum.ts";

/** Made with `printf … | sha256sum`: these must never change, histories hold them. */
const VECTORS: Record<string, string> = {
  "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "select 1;": "354b7196c9ba5fb4b21cf615bb6ec4cd5c07503c34229feef033fc081a8c03f4",
  "select 1;\nselect 2;": "b1a668cc8f385c71b9d64504067d5145d91dcf27d37d8201c08c65a20268cab9",
  "größe": "d353a2671b67afff0941ae456e5c76e9394bd6579774ae7542a6185fb9843384",
};

for (const [text, expected] of Object.entries(VECTORS)) {
  test(`checksum() of ${JSON.stringify(text)} is pinned`, () => {
    assert.equal(checksum(text), expected);
  });
}

test("checksum() does not change with line ends, a BOM or white space at the end", () => {
  const expected = checksum("a\n\tb  \nc");
  for (
    const same of [
      "a\r\n\tb  \r\nc",
      "a\r\tb  \rc",
      "\ufeffa\n\tb  \nc",
      "a\n\tb  \nc \t\v\f\r\n\n",
    ]
  ) {
    assert.equal(checksum(same), expected, JSON.stringify(same));
  }
});

test("checksum() changes with white space inside the file", () => {
  const one = checksum("a \nb");
  for (const other of ["a\nb", " a \nb", "a \n\nb", "a \nb\u00a0", "\ufeff\ufeffa \nb"]) {
    assert.notEqual(checksum(other), one, JSON.stringify(other));
  }
});

test("normalizeText() changes nothing when done twice", () => {
  const text = fc.array(fc.constantFrom("a", "\r", "\n", " ", "\t", "é")).map((l) => l.join(""));
  fc.assert(fc.property(text, (one) => {
    assert.equal(normalizeText(normalizeText(one)), normalizeText(one));
  }));
});
