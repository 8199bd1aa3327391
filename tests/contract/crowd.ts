import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../src/events/event.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { start } from "../cli/program.ts";
import type { DatabaseName } from "./databases.ts";
import type { Project } from "./project.ts";

/** How many runners of each kind there are. */
export interface CrowdSize {
  /** In this process, each on a session of its own. */
  readonly library: number;
  /** As processes of the command line. */
  readonly programs: number;
}

/** What came of one runner. */
interface Outcome {
  /** The versions it applied, in its order. */
  readonly applied: readonly string[];
  /** What it ended with, unless it succeeded. */
  readonly problem: string | null;
}

interface Runner {
  /** Resolves when it waits for another runner, or has ended. */
  readonly waits: Promise<unknown>;
  readonly outcome: Promise<Outcome>;
}

const WAIT_SECONDS = 120;

const VACUUMED = "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); VACUUM; " +
  "INSERT INTO eggs VALUES (2);";
const ALTERED = "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); SET @x = 1; " +
  "ALTER TABLE eggs ADD COLUMN n INT; INSERT INTO eggs VALUES (2, 1);";

/** A file that is no single transaction. */
const PIECES: Record<DatabaseName, string> = {
  postgres: "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); VACUUM eggs; " +
    "CREATE INDEX CONCURRENTLY eggs_id ON eggs (id); INSERT INTO eggs VALUES (2);",
  mysql: ALTERED,
  mariadb: ALTERED,
  sqlite: VACUUMED,
};

/**
 * Many runners at once, the first of which is held up until all others wait
 * for it: each succeeds, and each migration was run once.
 *
 * @param done How many of the migrations are there before (0 to 3).
 * @param urls Where the runners go, in turn; the project's own database by default.
 */
export async function assertCrowdSucceeds(
  project: Project,
  done: number,
  size: CrowdSize,
  urls: readonly string[] = [project.fresh.url],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-crowd-"));
  try {
    const migrations = join(folder, "migrations");
    const gate = join(folder, "open");
    await mkdir(migrations);
    for (const [name, text] of Object.entries(filesOf(project.database.name, done, gate))) {
      await writeFile(join(migrations, name), text);
    }
    if (done > 0) {
      await withMigrator(urls[0]!, migrations, (migrator) => migrator.up({ steps: done }));
    }
    const urlOf = (number: number) => urls[number % urls.length]!;
    const runners = [
      ...Array.from({ length: size.programs }, (_, i) => startProgram(urlOf(i), folder)),
      ...Array.from({ length: size.library }, (_, i) => startLibrary(urlOf(i), migrations)),
    ];
    await allWaitForOne(runners);
    await writeFile(gate, "");
    const outcomes = await Promise.all(runners.map(({ outcome }) => outcome));
    assert.deepEqual(outcomes.map(({ problem }) => problem).filter(Boolean), []);
    const expected = versionsOf(done);
    assert.deepEqual(outcomes.flatMap(({ applied }) => applied).sort(), expected.slice(done));
    assert.deepEqual(await project.versions(), expected);
    assert.deepEqual(await project.journal(), []);
    assert.deepEqual(await project.column("SELECT id FROM birds ORDER BY id"), [
      "1",
      "2",
      "3",
      "4",
    ]);
    assert.deepEqual(await project.column("SELECT id FROM nests ORDER BY id"), ["1", "2"]);
    assert.deepEqual(await project.column("SELECT id FROM eggs ORDER BY id"), ["1", "2"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The gate is the first that is pending, so whoever has the lock waits there. */
function filesOf(name: DatabaseName, done: number, gate: string): Record<string, string> {
  return {
    "10_birds.up.sql": "CREATE TABLE birds (id INT);",
    "20_one.up.sql": "INSERT INTO birds VALUES (1);",
    "30_nests.up.sql": "CREATE TABLE nests (id INT); INSERT INTO nests VALUES (1);",
    [`${done}5_gate.ts`]: `import { existsSync } from "node:fs";
      import { setTimeout } from "node:timers/promises";
      export async function up() { while (!existsSync(${
      JSON.stringify(gate)
    })) await setTimeout(20); }`,
    "40_two.up.sql": "INSERT INTO birds VALUES (2); INSERT INTO nests VALUES (2);",
    "50_eggs.up.sql": PIECES[name],
    "60_code.ts": 'export const up = (db) => db.execute("INSERT INTO birds VALUES (3)");',
    "70_three.up.sql": "INSERT INTO birds VALUES (4);",
  };
}

function versionsOf(done: number): string[] {
  const versions = ["10", "20", "30", "40", "50", "60", "70"];
  return versions.toSpliced(done, 0, `${done}5`);
}

async function withMigrator<T>(
  url: string,
  migrations: string,
  act: (migrator: Migrator) => Promise<T>,
): Promise<T> {
  const migrator = await Migrator.connect(url, { migrations, lockWaitSeconds: WAIT_SECONDS });
  try {
    return await act(migrator);
  } finally {
    await migrator.close();
  }
}

function startLibrary(url: string, migrations: string): Runner {
  const events: Event[] = [];
  const waiting = Promise.withResolvers<void>();
  const onEvent = (event: Event) => {
    events.push(event);
    if (event.type === "lock_waiting") waiting.resolve();
  };
  const running = withMigrator(url, migrations, (migrator) => migrator.up({ onEvent }));
  const outcome = running.then(() => null, String).then((problem) => ({
    applied: appliedOf(events),
    problem,
  }));
  return { waits: Promise.race([waiting.promise, outcome]), outcome };
}

function startProgram(url: string, folder: string): Runner {
  const args = ["migrate", "--json", "--database", url, "--lock-wait", String(WAIT_SECONDS)];
  const program = start(args, { cwd: folder, permissions: ["--allow-all"] });
  const outcome = program.ended.then(({ code, out, err }) => {
    const events = out.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Event);
    return { applied: appliedOf(events), problem: code === 0 ? null : `${code}: ${out}${err}` };
  });
  const waiting = program.said(/"lock_waiting"/).catch(() => {}); // it ended
  return { waits: waiting, outcome };
}

function appliedOf(events: readonly Event[]): string[] {
  return events.flatMap((event) => event.type === "migration_applied" ? [event.step.version] : []);
}

/** Resolves when all but one wait; the one is held up at the gate. */
async function allWaitForOne(runners: readonly Runner[]): Promise<void> {
  let left = runners.length - 1;
  await new Promise<void>((resolve) => {
    for (const { waits } of runners) {
      waits.then(() => {
        if (--left === 0) resolve();
      });
    }
  });
}
