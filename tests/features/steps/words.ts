import assert from "node:assert/strict";
import { jsonLines } from "../../cli/project.ts";
import { step } from "../step.ts";

/** How a command ended, and what it said. */
export const WORD_STEPS = [
  step(/it succeeds/, (world) => assert.equal(world.last.code, 0)),
  step(/it exits with (\d)/, (world, code) => assert.equal(world.last.code, Number(code))),
  step(/it says "([^"]*)"/, (world, words) => {
    assert.ok(world.said.includes(words!), `it does not say ${words}`);
  }),
  step(/it says "([^"]*)", in capitals or not/, (world, words) => {
    assert.ok(world.said.toLowerCase().includes(words!.toLowerCase()), `it does not say ${words}`);
  }),
  step(/it does not say "([^"]*)"/, (world, words) => {
    assert.ok(!world.said.includes(words!), `it says ${words}`);
  }),
  step(/it says "([^"]*)" before "([^"]*)"/, (world, first, second) => {
    const places = [world.said.indexOf(first!), world.said.indexOf(second!)];
    assert.ok(places[0]! >= 0 && places[1]! > places[0]!, `they stand at ${places.join(" and ")}`);
  }),
  step(/it says nothing/, (world) => assert.equal(world.said, "")),
  step(/the line of "([^"]*)" says "([^"]*)"/, (world, name, words) => {
    const lines = world.said.split("\n").filter((line) => line.includes(name!));
    assert.equal(lines.length, 1, `lines that name it: ${lines.length}`);
    assert.ok(lines[0]!.includes(words!), String(lines[0]));
  }),
  step(/the JSON says that "(\d+)" is "(\w+)"/, (world, version, state) => {
    const [status] = jsonLines(world.last.out);
    const migrations = status?.["migrations"] as { version: string; state: string }[];
    const found = migrations.find((migration) => migration.version === version);
    assert.equal(found?.state, state);
  }),
];
