import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../src/drivers/nearest.ts";

for (
  const [word, candidate] of [
    ["sslmod", "sslmode"],
    ["sslmdoe", "sslmode"],
    ["SSLMODE", "sslmode"],
    ["opts", null],
    ["", null],
    ["hots", "host"],
  ] as const
) {
  test(`nearest("${word}") is ${candidate}`, () => {
    assert.equal(nearest(word, ["host", "sslmode", "options"]), candidate);
  });
}
