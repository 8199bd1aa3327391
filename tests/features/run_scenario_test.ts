import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseNamed } from "../contract/databases.ts";
import { readFeatures, scenariosOf } from "./read_features.ts";
import { runScenario } from "./run_scenario.ts";
import { step } from "./step.ts";
import { STEPS } from "./steps/all.ts";
import { World } from "./world.ts";

const FEATURE = `Feature: Birds
  Background:
    Given a bird
  Scenario: it flies
    When it says "%s"
`;

const KINDS = [
  step(/a bird/, () => {}),
  step(/it says "(\w+)"/, (_world, word) => {
    if (word !== "keew") throw new Error("it says keew");
  }),
];

async function run(text: string, kinds = KINDS): Promise<void> {
  const world = new World(databaseNamed("sqlite"), await databaseNamed("sqlite").fresh());
  try {
    for (const scenario of scenariosOf(text, "birds.feature")) {
      await runScenario(scenario, kinds, world);
    }
  } finally {
    await world.dispose();
  }
}

test("a scenario whose steps hold passes", () => run(FEATURE.replace("%s", "keew")));

test("a step that does not hold fails its scenario, with its words and its line", async () => {
  await assert.rejects(
    run(FEATURE.replace("%s", "moo")),
    /birds\.feature:5: it says "moo"\nit says keew/,
  );
});

test("a step that no kind reads fails before anything is done", async () => {
  let done = false;
  const bird = step(/a bird/, () => void (done = true));
  await assert.rejects(run(FEATURE, [bird]), /birds\.feature:5: no step reads “it says "%s"”/);
  assert.equal(done, false);
});

test("a step that two kinds read fails", async () => {
  await assert.rejects(
    run(FEATURE.replace("%s", "keew"), [...KINDS, step(/it says .*/, () => {})]),
    /is read by .* and /,
  );
});

test("what is no Gherkin is an error with its line", () => {
  assert.throws(() => scenariosOf("Birds fly\n", "a"), /\(1:1\)/);
});

test("every kind of step is read from some scenario", () => {
  const steps = readFeatures(new URL("../../features/", import.meta.url)).flatMap((scenario) =>
    scenario.steps
  );
  assert.ok(steps.length > 100, `only ${steps.length} steps were found`);
  const unread = STEPS.filter(({ pattern }) => !steps.some(({ text }) => pattern.test(text)));
  assert.deepEqual(unread.map(({ pattern }) => String(pattern)), []);
});
