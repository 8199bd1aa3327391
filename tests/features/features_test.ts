import { test } from "node:test";
import { databases } from "../contract/databases.ts";
import { bunCompiler } from "../binary/compiler.ts";
import { onNode } from "../cli/program.ts";
import { readFeatures, type Scenario } from "./read_features.ts";
import { runScenario } from "./run_scenario.ts";
import { STEPS } from "./steps/all.ts";
import { World } from "./world.ts";

const ENGINES: readonly string[] = ["postgres", "mysql", "mariadb", "sqlite"];
const scenarios = readFeatures(new URL("../../features/", import.meta.url));
const compiler = await bunCompiler();

/** Without an engine among its tags a scenario is about all of them. */
function isAbout({ tags }: Scenario, engine: string): boolean {
  const named = tags.filter((tag) => ENGINES.includes(tag));
  return named.length === 0 || named.includes(engine);
}

function whySkipped({ tags }: Scenario): string | false {
  if (onNode) return "shown on Deno and Bun, which start in no time";
  return tags.includes("binary") ? compiler.skip : false;
}

for (const scenario of scenarios) {
  for (const database of databases.filter(({ name }) => isAbout(scenario, name))) {
    const skip = database.skip || whySkipped(scenario);
    test(`${database.name}: ${scenario.feature}: ${scenario.name}`, { skip }, async () => {
      const world = new World(database, await database.fresh());
      try {
        await runScenario(scenario, STEPS, world);
      } finally {
        await world.dispose();
      }
    });
  }
}
