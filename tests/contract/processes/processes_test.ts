import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databases } from "../databases.ts";
import { on, type Project } from "../project.ts";
import { startRunner, withFolder } from "./runner_process.ts";
import { PROCESSLIST } from "../servers/processlist.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "2_one.up.sql": "INSERT INTO birds VALUES (1);",
  "3_nests.up.sql": "CREATE TABLE nests (id INT); INSERT INTO nests VALUES (1);",
};

const SLOW = {
  postgres: "SELECT pg_sleep(2)",
  mysql: "DO SLEEP(2)",
  mariadb: "DO SLEEP(2)",
  sqlite: "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 6000000) " +
    "SELECT COUNT(*) FROM c",
};

/** Waits until another session of the database sleeps. */
async function running(project: Project): Promise<void> {
  const { name } = project.database;
  if (name === "sqlite") return; // it cannot be asked: the event must do
  const look = name === "postgres"
    ? "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    : `SELECT 1 FROM ${PROCESSLIST} WHERE state = 'User sleep' AND db = DATABASE()`;
  while ((await project.query(look)).length === 0);
}

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: processes`, { skip }, () => {
    test(
      "three at once: each migration runs once, all succeed",
      { timeout: 60_000 },
      on(database, async (project) => {
        await withFolder(FILES, async (folder) => {
          const runners = await Promise.all(
            [1, 2, 3].map(() => startRunner(project.fresh.url, folder)),
          );
          for (const runner of runners) runner.start();
          await Promise.all(runners.map(({ ended }) => ended));
          const applied = runners.flatMap(({ said }) =>
            (said.at(-1) as { applied?: string[] }).applied ?? [JSON.stringify(said.at(-1))]
          );
          assert.deepEqual(applied.sort(), ["1", "2", "3"]);
          assert.deepEqual(await project.column("SELECT id FROM birds"), ["1"]);
          assert.deepEqual(await project.versions(), ["1", "2", "3"]);
        });
      }),
    );

    test(
      "one is killed in the middle of a migration: the next run finishes, nothing is doubled",
      { timeout: 60_000 },
      on(database, async (project) => {
        const files = {
          ...FILES,
          "4_slow.up.sql": `INSERT INTO birds VALUES (4); ${
            SLOW[name]
          }; INSERT INTO birds VALUES (5);`,
          "5_last.up.sql": "INSERT INTO birds VALUES (6);",
        };
        await withFolder(files, async (folder) => {
          project.files = files;
          await project.run({ kind: "up", steps: 3 });
          const runner = await startRunner(project.fresh.url, folder);
          runner.start();
          await runner.heard((word) => word === "migration_started");
          await running(project);
          runner.child.kill("SIGKILL");
          await runner.ended;
          const run = await project.up({ lockWaitSeconds: 30 });
          // the server may have finished what the dead one had sent
          assert.ok(["4,5", "5", ""].includes(run.applied.join()), run.applied.join());
          const birds = await project.column("SELECT id FROM birds ORDER BY id");
          assert.deepEqual(birds, ["1", "4", "5", "6"]);
          assert.deepEqual(await project.versions(), ["1", "2", "3", "4", "5"]);
          assert.deepEqual(await project.journal(), []);
        });
      }),
    );

    test(
      "one is killed in a file kept in pieces: the next run finishes, or names the statement",
      { timeout: 60_000 },
      on(database, async (project) => {
        const solo = name === "sqlite"
          ? "VACUUM"
          : name === "postgres"
          ? "VACUUM a"
          : "CREATE TABLE b (id INT)";
        const files = {
          "1_a.up.sql": `CREATE TABLE a (id INT); INSERT INTO a VALUES (1); ${solo}; ` +
            `INSERT INTO a VALUES (2); ${SLOW[name]}; INSERT INTO a VALUES (3); ${
              solo.replace("b", "c")
            };`,
        };
        await withFolder(files, async (folder) => {
          project.files = files;
          const runner = await startRunner(project.fresh.url, folder);
          runner.start();
          await runner.heard((word) => word === "statement_kept" || word === "migration_started");
          await running(project);
          runner.child.kill("SIGKILL");
          await runner.ended;
          try {
            await project.up({ lockWaitSeconds: 30 });
          } catch (error) {
            const { code, message } = error as { code: string; message: string };
            assert.equal(code, "statement-unresolved");
            assert.match(message, /statement \d of 1_a/);
            return;
          }
          assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2", "3"]);
          assert.deepEqual(await project.versions(), ["1"]);
          assert.deepEqual(await project.journal(), []);
        });
      }),
    );
  });
}
