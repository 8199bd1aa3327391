import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { checksum } from "../../src/migrations/checksum.ts";
import { decode } from "../../src/migrations/decode.ts";
import { TextScan, wholeLength } from "../../src/migrations/text_scan.ts";

const parts = fc.array(
  fc.constantFrom(
    ..."a é😀€\r\n\t\v\f ;".split(""),
    ..."\r\n,\r,\n,\ufeff, \n ,\u0085,\u00a0,\u2028,\0".split(","),
  ),
  { maxLength: 40, size: "max" },
).map((found) => Buffer.from(found.join("").toWellFormed(), "utf8"));
const bytes = fc.oneof(
  { weight: 4, arbitrary: parts },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array)) },
);
const lengths = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 60, size: "max" });

/** As a file is read: the beginning of a sequence waits for the next piece. */
function scan(content: Uint8Array, cuts: readonly number[]): TextScan {
  const scan = new TextScan();
  let [from, to] = [0, 0];
  for (const length of [...cuts, content.length]) {
    to = Math.min(to + length, content.length);
    const whole = wholeLength(content.subarray(from, to));
    scan.update(content.subarray(from, from + whole));
    from += whole;
  }
  scan.update(content.subarray(from));
  return scan;
}

test("the checksum of bytes in any pieces is that of the whole text", () => {
  fc.assert(
    fc.property(bytes, lengths, (content, cuts) => {
      const decoded = decode(content);
      const found = scan(content, cuts);
      assert.equal(found.bad === null, decoded.kind === "text");
      if (decoded.kind === "text") assert.equal(found.checksum(), checksum(decoded.text));
    }),
    { numRuns: 5000 },
  );
});

test("a wrong byte goes before a NUL, as for a file that is held", () => {
  const content = Buffer.from([0x61, 0, 0x62, 0xff, 0x63]);
  assert.deepEqual(scan(content, [2, 1]).bad, { kind: "byte", at: 3 });
  assert.deepEqual(scan(content.subarray(0, 3), [1, 1]).bad, { kind: "nul", at: 1 });
});

test("pieces end where a sequence does", () => {
  const euro = Buffer.from("a€");
  assert.deepEqual([1, 2, 3, 4].map((end) => wholeLength(euro.subarray(0, end))), [1, 1, 1, 4]);
  const smile = Buffer.from("😀");
  assert.deepEqual([1, 2, 3, 4].map((end) => wholeLength(smile.subarray(0, end))), [0, 0, 0, 4]);
});

test("white space of any length at the end is held back without being held", () => {
  const scan = new TextScan();
  scan.update(Buffer.from("SELECT 1;"));
  const blank = Buffer.alloc(1 << 20, " \n");
  for (let piece = 0; piece < 8; piece++) scan.update(blank);
  assert.equal(scan.checksum(), checksum("SELECT 1;"));
});
