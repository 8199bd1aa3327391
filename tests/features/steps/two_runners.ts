import assert from "node:assert/strict";
import { step } from "../step.ts";
import type { World } from "../world.ts";
import { wordsOf } from "../words_of.ts";

/** Two programs at once; a gate keeps one of them in the middle of its work. */
export const TWO_RUNNER_STEPS = [
  step(
    /a TypeScript migration "(\w+)" that adds a row to "(\w+)" and waits until a gate is opened/,
    (world, name, into) => {
      world.project.write({
        [`migrations/${name}.ts`]: `import { existsSync } from "node:fs";
export async function up(db) {
  await db.execute("INSERT INTO ${into} (id) VALUES (2)");
  while (!existsSync(new URL("../gate", import.meta.url))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
export async function down(db) {
  await db.execute("DELETE FROM ${into} WHERE id = 2");
}
`,
      });
    },
  ),
  step(/a (?:first|second) "dunlin ([^"]*)" has said "([^"]*)"/, async (world, line, words) => {
    await world.startBeside(wordsOf(line!)).said(new RegExp(words!));
  }),
  step(/the gate is opened/, (world) => void world.project.write({ gate: "" })),
  step(/I run "dunlin ([^"]*)" and "dunlin ([^"]*)" at once/, (world, first, second) => {
    for (const line of [first!, second!]) world.startBeside(wordsOf(line));
  }),
  step(/both succeed/, (world) => succeed(world, 2)),
  step(/the first succeeds/, (world) => succeed(world, 1)),
];

async function succeed(world: World, count: number): Promise<void> {
  const ends = await world.ends();
  assert.equal(ends.length, count);
  for (const { code, out, err } of ends) assert.equal(code, 0, out + err);
}
