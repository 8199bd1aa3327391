import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { step } from "../step.ts";
import { wordsOf } from "../words_of.ts";

const MEASURED = fileURLToPath(new URL("../measured_program.ts", import.meta.url));

/** What is typed, and what is set before. */
export const COMMAND_STEPS = [
  step(/I run "dunlin ?([^"]*)"/, async (world, line) => {
    await world.run(wordsOf(line!));
  }),
  step(/I have run "dunlin ([^"]*)"/, async (world, line) => {
    assert.equal((await world.run(wordsOf(line!))).code, 0);
  }),
  step(/I have tried "dunlin ([^"]*)"/, async (world, line) => {
    assert.notEqual((await world.run(wordsOf(line!))).code, 0);
  }),
  step(/I run "dunlin ([^"]*)" and its memory is measured/, async (world, line) => {
    await world.run(wordsOf(line!), {
      program: MEASURED,
      permissions: ["--allow-all"],
    });
    const [, peak] = /^peak memory: (\d+) kB$/m.exec(world.last.err) ?? [];
    world.peakKilobytes = peak === undefined ? null : Number(peak);
  }),
  step(/it took at most (\d+) MB of memory/, (world, limit) => {
    const { peakKilobytes } = world;
    assert.ok(peakKilobytes !== null, "nothing was measured");
    assert.ok(peakKilobytes / 1000 < Number(limit), `it took ${peakKilobytes} kB`);
  }),
  step(/the variable "(\w+)" is "([^"]*)"/, (world, name, value) => {
    world.variables[name!] = value!;
  }),
  step(/no database is named/, (world) => {
    world.project.url = null;
  }),
  step(
    /the database is named with the password "(\w+)" on a port nobody listens on/,
    (world, password) => {
      const url = new URL(world.fresh.url);
      url.password = password!;
      url.port = "9";
      world.project.url = url.href;
    },
  ),
];
