import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lacks } from "./clients.ts";
import { databases } from "./databases.ts";
import type { Source } from "../../src/sources/source.ts";
import { largeInMemory } from "../execution/large/large_in_memory.ts";
import { on, type Project } from "./project.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

const SLEEP = {
  postgres: "SELECT pg_sleep(2)",
  mysql: "DO SLEEP(2)",
  mariadb: "DO SLEEP(2)",
} as const;

async function holdFor(project: Project, from: "now" | "long ago"): Promise<void> {
  const at = project.database.name === "postgres"
    ? from === "now" ? "now() + interval '1 hour'" : "now() - interval '1 second'"
    : from === "now"
    ? "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR"
    : "UTC_TIMESTAMP(6) - INTERVAL 1 SECOND";
  await project.query(
    "UPDATE dunlin_migrations_lock SET token = token + 1, holder = 'dunlin pid 7 from a host that is gone', " +
      `since = ${at}, expires_at = ${at} WHERE id = 'lease'`,
  );
}

/** Ends the session that sleeps, as a network that fails does. */
async function cutOff(project: Project): Promise<void> {
  const postgres = project.database.name === "postgres";
  const find = postgres
    ? "SELECT pid FROM pg_stat_activity WHERE datname = current_database() " +
      "AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep(2)%'"
    : `SELECT ID FROM ${PROCESSLIST} WHERE DB = DATABASE() ` +
      "AND ID <> CONNECTION_ID() AND INFO LIKE '%SLEEP(2)%'";
  for (;;) {
    const [id] = await project.column(find);
    if (id === undefined) continue;
    await project.query(postgres ? `SELECT pg_terminate_backend(${id})` : `KILL ${id}`);
    return;
  }
}

/** A large file whose sending halts once, in the middle, until `act` is done. */
function haltedIn(text: string, act: () => Promise<void>): Source {
  const source = largeInMemory({ "1_a.up.sql": text });
  let halted: Promise<void> | null = null;
  async function* until(pieces: AsyncIterable<string>): AsyncGenerator<string> {
    let count = 0;
    for await (const piece of pieces) {
      if (++count === 5) await (halted ??= act());
      yield piece;
    }
  }
  return {
    ...source,
    list: async () =>
      (await source.list()).map((file) => {
        const large = file.large!;
        return { ...file, large: { ...large, readKnown: () => until(large.readKnown()) } };
      }),
  };
}

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const { name, skip } = database;
  const sleep = SLEEP[name as keyof typeof SLEEP];
  const withLease = (act: (project: Project) => Promise<void>) =>
    on(database, async (project) => {
      project.options = { ...project.options, lock: "lease", leaseSeconds: 1 };
      project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
      await act(project);
    });

  describe(`${name}: the lease`, { skip: skip || lacks("second-session") }, () => {
    test(
      "lets eight runners in one after another, and each migration runs once",
      withLease(async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id int);",
          "2_b.up.sql": "INSERT INTO a VALUES (1);",
          "3_c.up.sql": "INSERT INTO a VALUES (2);",
        };
        const runs = await Promise.all(
          Array.from({ length: 8 }, async () => {
            const migrator = await project.migrator();
            return await migrator.up();
          }),
        );
        assert.deepEqual(runs.flatMap(({ applied }) => applied).sort(), ["1", "2", "3"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "is renewed while a statement runs for longer than it holds",
      withLease(async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id int);",
          "2_b.up.sql": `INSERT INTO a VALUES (1);\n${sleep};\nINSERT INTO a VALUES (2);`,
        };
        const first = project.up();
        const second = project.migrator();
        const other = await (await second).up().finally(async () => (await second).close());
        const run = await first;
        assert.deepEqual([...run.applied, ...other.applied].sort(), ["1", "2"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
        assert.equal(run.applied.length * other.applied.length, 0, "one of them did it all");
      }),
    );

    test(
      "is renewed while a large file is sent for longer than it holds, and keeps others out",
      withLease(async (project) => {
        const text = "CREATE TABLE a (id int);\n" + "INSERT INTO a VALUES (1);\n".repeat(400);
        const ends = new Set<string>();
        let refused: unknown = null;
        const halted = haltedIn(text, async () => {
          const end = "SELECT expires_at FROM dunlin_migrations_lock WHERE id = 'lease'";
          // three renewals a second: the first lease has run out long before the last of these
          for (const began = Date.now(); ends.size < 6;) {
            ends.add(String((await project.column(end))[0]));
            assert.ok(Date.now() - began < 60_000, "it is not renewed any more");
          }
          const migrations = largeInMemory({ "1_a.up.sql": text });
          const other = await project.migrator({ migrations, lockWaitSeconds: 0 });
          refused = await other.up().catch((error) => error.code);
        });
        const replanned: string[] = [];
        const run = await project.up({
          migrations: halted,
          largeCuts: { sliceUnits: 2000, unitUnits: 4000 },
          onEvent: ({ type }) => void (type === "replanned" && replanned.push(type)),
        });
        assert.deepEqual([ends.size, refused], [6, "lock-timeout"]);
        assert.deepEqual([run.applied, replanned], [["1"], []]);
        assert.deepEqual(await project.column("SELECT count(*) FROM a"), ["400"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "that is held names its holder when the wait is over",
      withLease(async (project) => {
        await project.up();
        await holdFor(project, "now");
        project.files = { ...project.files, "2_b.up.sql": "CREATE TABLE b (id int);" };
        const error = await project.failure(
          project.run({ kind: "latest" }, { lockWaitSeconds: 1 }),
        );
        assert.equal(error.code, "lock-timeout");
        assert.match(
          error.message,
          /dunlin pid 7 from a host that is gone since .*its lease ends at/,
        );
        assert.deepEqual(await project.versions(), ["1"]);
      }),
    );

    test(
      "of a host that is gone is taken once it has run out",
      withLease(async (project) => {
        await project.up();
        await holdFor(project, "long ago");
        project.files = { ...project.files, "2_b.up.sql": "CREATE TABLE b (id int);" };
        assert.deepEqual((await project.up()).applied, ["2"]);
      }),
    );

    test(
      "counts by the server's clock, whatever this machine's says",
      withLease(async (project) => {
        await project.up();
        await holdFor(project, "now");
        project.files = { ...project.files, "2_b.up.sql": "CREATE TABLE b (id int);" };
        const real = Date.now;
        Date.now = () => real() + 5 * 3_600_000;
        try {
          const wait = { lockWaitSeconds: 1 };
          const error = await project.failure(project.run({ kind: "latest" }, wait));
          assert.equal(error.code, "lock-timeout");
          await holdFor(project, "long ago");
          assert.deepEqual((await project.up()).applied, ["2"]);
        } finally {
          Date.now = real;
        }
      }),
    );

    test(
      "is taken anew, for its whole time, by a runner whose link was lost",
      withLease(async (project) => {
        await project.up();
        project.files = { ...project.files, "2_b.up.sql": `${sleep};` };
        let cut: Promise<unknown> | undefined;
        const run = await project.up({
          leaseSeconds: 30,
          retries: 2,
          onEvent: (event) => {
            if (event.type === "migration_started") cut ??= cutOff(project);
          },
        });
        await cut;
        assert.deepEqual(run.applied, ["2"]);
        assert.equal(project.said("retrying").length, 1);
        // one for each time it was taken: what is left of an older one is not what it holds for
        const token = "SELECT token FROM dunlin_migrations_lock WHERE id = 'lease'";
        assert.deepEqual(await project.column(token), ["3"]);
      }),
    );

    test(
      "is given back at the end",
      withLease(async (project) => {
        await project.up();
        const holder = await project.column(
          "SELECT holder FROM dunlin_migrations_lock WHERE id = 'lease'",
        );
        assert.deepEqual(holder, ["null"]);
      }),
    );

    test(
      "whoever lost it finds its guard in the way, waits and goes on",
      withLease(async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id int);",
          "2_b.up.sql": `INSERT INTO a VALUES (1);\n${sleep};\nINSERT INTO a VALUES (2);`,
          "3_c.up.sql": "INSERT INTO a VALUES (3);",
        };
        const running = project.run({ kind: "latest" }, {
          leaseSeconds: 30,
          onEvent: (event) => {
            if (event.type !== "migration_applied" || event.step.version !== "1") return;
            broken = project.query(
              "UPDATE dunlin_migrations_lock SET token = token + 1, holder = NULL WHERE id = 'lease'",
            ).then(() =>
              project.query(
                "UPDATE dunlin_migrations_lock SET token = token + 1 WHERE id = 'fence'",
              )
            );
          },
        });
        let broken: Promise<unknown> = Promise.resolve();
        const run = await running;
        await broken;
        assert.deepEqual(run.applied, ["1", "2", "3"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2", "3"]);
      }),
    );
  });
}
