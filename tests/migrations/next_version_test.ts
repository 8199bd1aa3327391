import assert from "node:assert/strict";
import { test } from "node:test";
import { nextVersion } from "../../src/migrations/next_version.ts";

const now = new Date("2026-03-01T23:59:59.500Z");

const CASES: [string, string[], string][] = [
  ["an empty folder", [], "20260301235959"],
  ["older timestamps", ["20260101000000"], "20260301235959"],
  ["the same second", ["20260301235959"], "20260302000000"],
  ["a later one", ["20280228235959"], "20280229000000"],
  ["running numbers", ["001", "002"], "003"],
  ["a running number that grows", ["099", "100"], "101"],
  ["a width that is full", ["9"], "10"],
  ["narrow and wide numbers", ["1", "10", "9"], "11"],
  ["dates", ["20260101"], "20260301235959"],
  ["dates with minutes", ["202601010000"], "20260301235959"],
  ["milliseconds", ["20260101000000123"], "20260301235959000"],
  ["later milliseconds", ["20290101000000123"], "20290101000000124"],
  ["fourteen digits that are no date", ["99999999999999"], "100000000000000"],
  ["more than 64 bits", ["18446744073709551616"], "18446744073709551617"],
  ["seconds since 1970", ["1700000000"], "1772409599"],
];

for (const [what, existing, expected] of CASES) {
  test(`nextVersion() after ${what} is ${expected}`, () => {
    assert.equal(nextVersion(existing, now), expected);
  });
}
