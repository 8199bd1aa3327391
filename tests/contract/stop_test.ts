import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Connection } from "../../src/drivers/connection.ts";
import type { DunlinError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import type { RunOptions } from "../../src/execution/migrator_options.ts";
import type { CodeModule } from "../../src/migrations/migration.ts";
import { databases } from "./databases.ts";
import { hooked } from "./hooked.ts";
import { type Files, inMemory, on, type Project } from "./project.ts";

/** A migration that stands behind the one an interrupt arrives in. */
interface Behind {
  readonly called: string;
  readonly file: Files;
  /** What it leaves in the table `log`. */
  readonly rows: number;
}

const insert = (text = "x") => `INSERT INTO log VALUES (13, '${text}');\n`;
const wide = (number: number) => insert("x".repeat(7000)).repeat(number);

const code: CodeModule = {
  up: async (db) => {
    await db.execute(insert());
    await db.execute(insert());
  },
  down: (db) => db.execute("DELETE FROM log WHERE id = 13"),
};

const REBUILD = "CREATE TABLE q (id INTEGER PRIMARY KEY, n INT); " +
  `INSERT INTO q SELECT id, 1 FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p; ${insert()}`;
const PIECES = `-- dunlin: no-transaction\n${insert()}CREATE TABLE d (id INT);\n${insert()}`;

const everywhere: readonly Behind[] = [
  { called: "a TypeScript migration", file: { "13_m.ts": code }, rows: 2 },
  { called: "a file of several messages", file: { "13_m.up.sql": wide(400) }, rows: 400 },
  { called: "a file kept in pieces", file: { "13_m.up.sql": PIECES }, rows: 2 },
  {
    called: "a wide file kept in pieces",
    file: { "13_m.up.sql": `-- dunlin: no-transaction\n${wide(200)}` },
    rows: 200,
  },
];

const inSqlite: readonly Behind[] = [
  ...everywhere,
  { called: "a table rebuilt", file: { "13_m.up.sql": REBUILD }, rows: 1 },
  { called: "a table rebuilt, and more", file: { "13_m.up.sql": REBUILD + wide(99) }, rows: 100 },
  { called: "VACUUM", file: { "13_m.up.sql": `VACUUM;\n${insert()}` }, rows: 1 },
  { called: "a file read as it is sent", file: { "13_m.up.sql": wide(1300) }, rows: 1300 },
];

const numbers = Array.from({ length: 14 }, (_, index) => String(index + 1));
const small: Files = Object.fromEntries(
  numbers.filter((number) => number !== "13").map((number) => [
    `${number}_m.up.sql`,
    number === "1"
      ? "CREATE TABLE log (id INT, pad TEXT); CREATE TABLE p (id INTEGER PRIMARY KEY);"
      : `INSERT INTO log VALUES (${number}, 'x');`,
  ]),
);

/** How often each number of 1 to 14 is in the table `log`. */
async function logged(project: Project): Promise<number[]> {
  const rows = await project.query("SELECT id, COUNT(*) AS n FROM log GROUP BY id");
  return numbers.map((number) => Number(rows.find(({ id }) => String(id) === number)?.["n"] ?? 0));
}

/** Options that stop a run once `version` is applied, or reverted. */
function stoppingAt(how: "signal" | "cancel", version: string, events: Event[] = []) {
  const stop = new AbortController();
  const onEvent = (event: Event) => {
    events.push(event);
    const ended = event.type === "migration_applied" || event.type === "migration_reverted";
    if (ended && event.step.version === version) stop.abort();
  };
  return { [how]: stop.signal, onEvent } satisfies RunOptions;
}

/** What is done is whole and told, and of all else there is no trace. */
async function assertBetween(project: Project, error: DunlinError): Promise<void> {
  assert.equal(error.code, "interrupted");
  assert.match(error.message, /between two migrations/);
  assert.equal(error.progress?.failed, null);
  const { applied = [], remaining = [] } = error.progress ?? {};
  assert.deepEqual(await project.versions(), applied);
  assert.deepEqual([...applied, ...remaining], numbers);
  assert.equal(applied.includes("13"), false);
  const done = numbers.map((number) => number !== "1" && applied.includes(number) ? 1 : 0);
  assert.deepEqual(await logged(project), done);
  assert.deepEqual(await project.journal(), []);
}

/** A session that tells its events between two statements, not behind many of them. */
async function inThisThread(project: Project): Promise<Connection> {
  const connection = await project.connection();
  Object.defineProperty(connection, "isolate", { value: undefined });
  return connection;
}

function assertQuiet(events: readonly Event[]): void {
  const told = (wanted: Event["type"]) => events.filter(({ type }) => type === wanted).length;
  assert.equal(told("replanned"), 0);
  assert.equal(told("migration_failed"), 0);
  assert.equal(told("interrupted"), 1);
  assert.equal(told("migration_started"), told("migration_applied"));
}

function assertOnce(found: readonly number[], { rows }: Behind): void {
  const expected = numbers.map((number) => number === "1" ? 0 : number === "13" ? rows : 1);
  assert.deepEqual(found, expected);
}

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  describe(`${database.name}: an interrupt before a TypeScript migration`, database, () => {
    for (const at of ["9", "12"]) {
      test(
        `when ${at} is applied, it is not begun`,
        on(database, async (project) => {
          const [behind] = everywhere as [Behind];
          project.files = { ...small, ...behind.file };
          const error = await project.failure(project.up(stoppingAt("signal", at)));
          await assertBetween(project, error);
          assertQuiet(project.events);
          const rest = await project.up({ lockWaitSeconds: 0 });
          assert.deepEqual(rest.applied, error.progress?.remaining);
          assertOnce(await logged(project), behind);
        }),
      );
    }

    // its transaction may have been opened by the message of those before it
    test(
      "on a server far away, it is not begun, and nothing stays open",
      on(database, async (project) => {
        const [behind] = everywhere as [Behind];
        const connection = await project.connection();
        const migrations = inMemory({ ...small, ...behind.file });
        const migrator = await Migrator.over(hooked(connection, { delayMs: 15 }), { migrations });
        const events: Event[] = [];
        try {
          const stopping = stoppingAt("signal", "9", events);
          await assertBetween(project, await project.failure(migrator.up(stopping)));
          assertQuiet(events);
          await migrator.up();
          assertOnce(await logged(project), behind);
        } finally {
          await connection.close();
        }
      }),
    );
  });
}

for (const database of databases.filter(({ name }) => name === "sqlite")) {
  describe("sqlite: nothing is begun behind an interrupt", () => {
    for (const behind of inSqlite) {
      for (const how of ["signal", "cancel"] as const) {
        // in the middle of a message, and right before the migration behind it
        for (const at of ["9", "12"]) {
          test(
            `${how} when ${at} is applied, ${behind.called}: the same session goes on`,
            on(database, async (project) => {
              const connection = await inThisThread(project);
              const options = { migrations: inMemory({ ...small, ...behind.file }), retries: 0 };
              const migrator = await Migrator.over(connection, options);
              const events: Event[] = [];
              const stopping = stoppingAt(how, at, events);
              try {
                const error = await project.failure(migrator.up(stopping));
                await assertBetween(project, error);
                assertQuiet(events);
                assert.equal(error.progress?.applied.at(-1), at);
                assert.equal(connection.inTransaction?.(), false);
                assert.deepEqual((await migrator.up()).applied, error.progress?.remaining);
                assertOnce(await logged(project), behind);
              } finally {
                await connection.close();
              }
            }),
          );
        }
      }

      // what the thread has done before it was told to stop is done
      test(
        `in a thread of its own, ${behind.called}: it is done once, whole`,
        on(database, async (project) => {
          project.files = { ...small, ...behind.file };
          const migrator = await project.migrator();
          const events: Event[] = [];
          const stopped = migrator.up(stoppingAt("signal", "9", events));
          const first = await stopped.then(({ applied }) => applied, (error: DunlinError) => {
            assert.equal(error.code, "interrupted");
            return error.progress?.applied ?? [];
          });
          assert.deepEqual(events.filter(({ type }) => type === "replanned"), []);
          assert.deepEqual(await project.versions(), first);
          assert.deepEqual(await project.journal(), []);
          assert.deepEqual([...first, ...(await migrator.up()).applied], numbers);
          assertOnce(await logged(project), behind);
        }),
      );
    }

    test(
      "reverting stops between two migrations, too",
      on(database, async (project) => {
        const wanted = numbers.filter((number) => number !== "3" && number !== "13");
        const downs = wanted.map((number) => [
          `${number}_m.down.sql`,
          number === "1"
            ? "DROP TABLE log; DROP TABLE p;"
            : `DELETE FROM log WHERE id = ${number};`,
        ]);
        const third: CodeModule = {
          up: (db) => db.execute("INSERT INTO log VALUES (3, 'x')"),
          down: (db) => db.execute("DELETE FROM log WHERE id = 3"),
        };
        const { "3_m.up.sql": _, ...others } = small;
        const files: Files = { ...others, ...Object.fromEntries(downs), "3_m.ts": third };
        const connection = await inThisThread(project);
        const migrator = await Migrator.over(connection, { migrations: inMemory(files) });
        try {
          await migrator.up();
          const all = { kind: "down", steps: "all" } as const;
          const stopped = migrator.run(all, stoppingAt("signal", "5"));
          const error = await project.failure(stopped);
          assert.equal(error.code, "interrupted");
          assert.deepEqual(error.progress?.remaining, ["4", "3", "2", "1"]);
          assert.deepEqual(await project.versions(), ["1", "2", "3", "4"]);
          assert.deepEqual((await logged(project)).slice(0, 5), [0, 1, 1, 1, 0]);
          await migrator.run(all);
          assert.equal(await project.exists("log"), false);
        } finally {
          await connection.close();
        }
      }),
    );
  });
}
