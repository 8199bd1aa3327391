import { Migrator } from "../mod.ts";
import type { FreshDatabase, TestDatabase } from "../tests/contract/databases.ts";
import { type ProxyCounts, startProxy } from "./proxy.ts";
import { runCli } from "./run_program.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf, nothing, sourceOf, withFolder } from "./workload.ts";

/** Through which door dunlin is used: `import`, or a process of the command line. */
export type Door = "library" | "command line";

/** What one run sent, and how long it took. */
export interface CountedRun extends ProxyCounts {
  readonly durationMs: number;
}

/**
 * Runs a scenario on an empty database of its own and counts what goes over
 * the wire, unencrypted so that it can be read.
 *
 * @throws {Error} If the run did not apply what is pending.
 */
export async function countRun(
  database: TestDatabase,
  scenario: Scenario,
  door: Door,
): Promise<CountedRun> {
  const fresh = await database.fresh();
  try {
    return await onFresh(fresh, scenario, door);
  } finally {
    await fresh.dispose();
  }
}

async function onFresh(fresh: FreshDatabase, scenario: Scenario, door: Door): Promise<CountedRun> {
  const { applied, pending, delayMs } = scenario;
  const before = applied ?? 0;
  // those applied before have nothing to do: only how many they are counts
  const files = filesOf(before + pending, (n) => n > before ? scenario.up(n) : nothing(n));
  if (applied !== null) await applyHere(fresh.url, files.slice(0, applied));
  const target = new URL(fresh.url);
  target.searchParams.set("sslmode", "disable");
  const proxy = await startProxy({ target: target.href, delayMs });
  try {
    const began = performance.now();
    const ran = door === "library"
      ? await applyHere(proxy.url, files)
      : await applyByCli(proxy.url, files);
    const durationMs = performance.now() - began;
    if (ran !== pending) throw new Error(`${scenario.name}: ${ran} applied instead of ${pending}`);
    return { ...proxy.counts(), durationMs };
  } finally {
    await proxy.close();
  }
}

/** How many were applied. */
async function applyHere(url: string, files: Parameters<typeof sourceOf>[0]): Promise<number> {
  const migrator = await Migrator.connect(url, { migrations: sourceOf(files) });
  try {
    return (await migrator.up()).applied.length;
  } finally {
    await migrator.close();
  }
}

async function applyByCli(url: string, files: Parameters<typeof sourceOf>[0]): Promise<number> {
  const said = await withFolder(
    files,
    (folder) => runCli(["migrate", "--json", "--dir", folder], url),
  );
  const events = said.trim().split("\n").map((line) => JSON.parse(line));
  return events.filter((event) => event.type === "migration_applied").length;
}
