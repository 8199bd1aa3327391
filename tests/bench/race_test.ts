import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import type { Call, Contender } from "../../bench/race/contender.ts";
import type { Race } from "../../bench/race/race.ts";
import type { Entry } from "../../bench/race/results.ts";
import { runRace } from "../../bench/race/run_race.ts";
import { Standing } from "../../bench/race/standing.ts";
import { databaseNamed } from "../contract/databases.ts";

const TWO_TABLES: Race = {
  name: "two",
  title: "two tables",
  engines: ["sqlite"],
  command: "migrate",
  recorded: 0,
  pending: 2,
  delayMs: 0,
  sql: (n) => `CREATE TABLE bench_${n} (id INT);`,
  rows: null,
  ownTransactions: true,
  single: false,
  limitMs: 20_000,
  share: 1,
};

/** A contender whose program is a few lines of JavaScript; it is given the database's path. */
function scripted(name: string, program: string, more: Partial<Contender> = {}): Contender {
  const flags = process.versions["deno"] === undefined ? [] : ["run", "--quiet", "--allow-all"];
  return {
    name,
    kind: "peer",
    version: "1",
    remark: () => null,
    refusal: () => null,
    write: (folder) => writeFile(join(folder, "run.mjs"), program),
    call: (folder, _work, url): Call => ({
      program: process.execPath,
      args: [...flags, join(folder, "run.mjs"), decodeURIComponent(url.pathname)],
    }),
    history: () => null,
    ...more,
  };
}

const MAKES_BOTH = `import { DatabaseSync } from "node:sqlite";
const db = new DatabaseSync(process.argv[2]);
db.exec("CREATE TABLE bench_1 (id INT); CREATE TABLE bench_2 (id INT)");
db.close();
`;

async function raced(contenders: readonly Contender[], race = TWO_TABLES): Promise<{
  readonly entries: readonly Entry[];
  readonly log: readonly string[];
}> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-bench-test-"));
  const log: string[] = [];
  const standing = new Standing();
  const tell = (line: string) => void log.push(line);
  const options = { rounds: 2, budgetMs: 60_000, folder, standing, log: tell };
  try {
    const { entries } = await runRace(race, databaseNamed("sqlite"), contenders, options);
    return { entries, log };
  } finally {
    await standing.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

test("who does the work has a time for each round, without the one that warms up", async () => {
  const { entries: [entry] } = await raced([scripted("honest", MAKES_BOTH)]);
  assert.equal(entry?.absent, null);
  assert.equal(entry?.ms.length, 2);
  assert.ok(entry?.ms.every((ms) => ms !== null && ms > 0));
});

test("who does not do the work has no time, however fast", async () => {
  const { entries: [entry], log } = await raced([scripted("liar", "")]);
  assert.deepEqual(entry?.ms, []);
  assert.match(entry?.absent ?? "", /failed: .* 0 of 2 tables/);
  assert.match(log.join("\n"), /two on sqlite: liar failed/);
});

test("who fails is told with the reason, and does not keep the others from running", async () => {
  const { entries } = await raced([
    scripted("broken", 'throw new Error("no such thing");'),
    scripted("honest", MAKES_BOTH),
  ]);
  assert.match(entries[0]?.absent ?? "", /no such thing/);
  assert.equal(entries[1]?.ms.length, 2);
});

test("who cannot take part is told, and not run", async () => {
  const refusal = () => "is for PostgreSQL alone";
  const { entries: [entry], log } = await raced([scripted("other", MAKES_BOTH, { refusal })]);
  assert.equal(entry?.absent, "is for PostgreSQL alone");
  assert.deepEqual(log, []);
});

test("who takes too long is ended", async () => {
  const forever = scripted(
    "slow",
    'process.stdout.write("applying\\n"); setInterval(() => {}, 1000);',
  );
  const { entries: [entry] } = await raced([forever], { ...TWO_TABLES, limitMs: 300 });
  assert.match(entry?.absent ?? "", /not done after 0.3 s/);
});

test(
  "a run that is not timed tells how much memory it held",
  { skip: process.platform === "linux" ? false : "only Linux tells" },
  async () => {
    const { entries: [entry] } = await raced([scripted("honest", MAKES_BOTH)]);
    assert.ok((entry?.peakMb ?? 0) > 5, `${entry?.peakMb} MB`);
  },
);
