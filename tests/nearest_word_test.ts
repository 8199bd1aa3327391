import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWord } from "../src/nearest_word.ts";

test("nearestWord() finds what is one slip away", () => {
  for (const slip of ["dwon", "dow", "downn", "doxn", "DOWN"]) {
    assert.equal(nearestWord(slip, ["up", "down"]), "down", slip);
  }
});

test("nearestWord() finds nothing where nothing is near", () => {
  assert.equal(nearestWord("left", ["up", "down"]), null);
  assert.equal(nearestWord("", ["up", "down"]), null);
});

test("nearestWord() allows longer words more slips", () => {
  const known = ["host", "sslmode", "options"];
  assert.equal(nearestWord("sslmdoe", known), "sslmode");
  assert.equal(nearestWord("hots", known), "host");
  assert.equal(nearestWord("opts", known), null);
});

test("nearestWord() prefers the nearer of two", () => {
  assert.equal(nearestWord("timeouts", ["timers", "timeout"]), "timeout");
});
