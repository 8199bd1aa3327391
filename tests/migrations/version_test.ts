import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalVersion, compareVersions, isVersion } from "../../src/migrations/version.ts";

const digits = fc.stringMatching(/^[0-9]{1,30}$/);

test("isVersion() takes ASCII digits of any length and nothing else", () => {
  for (const good of ["0", "001", "20260301120000", "9".repeat(40)]) {
    assert.ok(isVersion(good), good);
  }
  for (const bad of ["", "1a", "-1", "1.0", " 1", "１", "1\n"]) assert.ok(!isVersion(bad), bad);
});

test("canonicalVersion() strips leading zeros and keeps the last", () => {
  assert.deepEqual(["0", "000", "001", "10", "0100"].map(canonicalVersion), [
    "0",
    "0",
    "1",
    "10",
    "100",
  ]);
});

test("canonicalVersion() refuses what is not digits", () => {
  assert.throws(() => canonicalVersion("1a"), RangeError);
});

test("compareVersions() orders as numbers what JavaScript numbers cannot tell apart", () => {
  assert.ok(compareVersions("18446744073709551616", "18446744073709551617") < 0);
  assert.equal(compareVersions("001", "1"), 0);
  assert.ok(compareVersions("9", "10") < 0);
});

test("compareVersions() in text order compares what is written", () => {
  assert.ok(compareVersions("9", "10", "text") > 0);
  assert.ok(compareVersions("001", "1", "text") < 0);
});

test("compareVersions() agrees with BigInt for all versions", () => {
  fc.assert(fc.property(digits, digits, (a, b) => {
    const expected = BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
    assert.equal(Math.sign(compareVersions(a, b)), expected);
  }));
});
