import process from "node:process";
import { requiredServers } from "../../tests/contract/required_servers.ts";
import { DISTURBANCES } from "./disturb/disturbances.ts";
import type { Engine, EngineName } from "./engines/engine.ts";
import { ENGINES, openEngine } from "./engines/open_engine.ts";
import type { ChaosOptions } from "./options.ts";
import { renderFailure } from "./report.ts";
import { runEngine } from "./run_engine.ts";
import { playScenario } from "./scenarios/scenario.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";

const SEED = 20260301;
const PROJECTS = 12;
/** Those that wait for the server's own patience, a minute each. */
const SLOW = ["black hole", "SIGSTOP until taken over"];
const SLOW_SCENARIOS = ["taken-over"];

/** How many of the share's parts came to what. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * The share of a continuous integration: the same few projects on all four
 * databases, and the scenarios that need no minute of waiting.
 */
export async function runCi(options: ChaosOptions, say: (text: string) => void): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const left = [...ENGINES];
  const lane = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      await share(name, options, tally, say);
    }
  };
  await Promise.all([lane(), lane()]);
  return tally;
}

async function share(
  name: EngineName,
  options: ChaosOptions,
  tally: Tally,
  say: (text: string) => void,
): Promise<void> {
  let engine: Engine;
  try {
    engine = await openEngine(name);
  } catch (error) {
    const required = requiredServers(process.env).includes(name);
    tally[required ? "failed" : "skipped"]++;
    return say(`${required ? "failed" : "skipped"}: ${name}: ${(error as Error).message}\n`);
  }
  try {
    for (const disturbance of DISTURBANCES) {
      const reason = disturbance.unfit(engine);
      // what a database has no use for is no skip; what this machine cannot do is
      if (disturbance.name !== "disk full" || name !== "sqlite" || reason === null) continue;
      tally.skipped++;
      say(`skipped: ${name}: ${disturbance.name}: ${reason}\n`);
    }
    await projects(engine, options, tally, say);
    await scenarios(engine, options, tally, say);
  } finally {
    await engine.stop();
  }
}

async function projects(
  engine: Engine,
  options: ChaosOptions,
  tally: Tally,
  say: (text: string) => void,
): Promise<void> {
  const only = DISTURBANCES.map(({ name }) => name).filter((name) => !SLOW.includes(name));
  const fixed = { ...options, seed: SEED, from: 1, runs: PROJECTS, only };
  await runEngine(engine, fixed, (report, project) => {
    const ok = report.verdict === "ok";
    tally[ok ? "passed" : "failed"]++;
    const hits = report.hits.filter(({ landed }) => landed).length;
    say(
      ok
        ? `ok: ${engine.name}: project ${report.run}, disturbed ${hits} times\n`
        : renderFailure(report, project, engine.name, SEED),
    );
  });
}

async function scenarios(
  engine: Engine,
  { program }: ChaosOptions,
  tally: Tally,
  say: (text: string) => void,
): Promise<void> {
  for (const scenario of SCENARIOS) {
    if (!scenario.flavors.includes(engine.flavor)) continue;
    if (SLOW_SCENARIOS.includes(scenario.name)) continue;
    const findings = await playScenario(scenario, engine, program);
    tally[findings.length === 0 ? "passed" : "failed"]++;
    const told = findings.map(({ verdict, what }) => `  ${verdict}: ${what}\n`);
    say(
      `${told.length === 0 ? "ok" : "failed"}: ${engine.name}: ${scenario.name}\n${told.join("")}`,
    );
  }
}
