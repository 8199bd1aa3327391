import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lacks } from "./clients.ts";
import { databases } from "./databases.ts";
import { on, type Project } from "./project.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

const SLEEP = {
  postgres: "SELECT pg_sleep(30)",
  mysql: "DO SLEEP(30)",
  mariadb: "DO SLEEP(30)",
  sqlite: "SELECT 1",
};

/** Waits until another session of the database sleeps. */
async function running(project: Project): Promise<void> {
  const { name } = project.database;
  const look = name === "postgres"
    ? "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    : `SELECT 1 FROM ${PROCESSLIST} WHERE state = 'User sleep' AND db = DATABASE()`;
  while ((await project.query(look)).length === 0);
}

for (const database of databases) {
  const { name, skip } = database;
  const cannot = name === "sqlite" ? "SQLite's engine cannot be stopped from beside it" : false;

  describe(`${name}: stopping`, { skip }, () => {
    test(
      "signal: the current migration is finished, then the run stops; the next run goes on",
      on(database, async (project) => {
        const stop = new AbortController();
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id INT);",
          "2_b.ts": {
            up: async (db) => {
              await db.execute("CREATE TABLE b (id INT)");
              stop.abort();
              await db.execute("INSERT INTO b VALUES (1)");
            },
          },
          "3_c.up.sql": "CREATE TABLE c (id INT);",
        };
        const error = await project.failure(project.up({ signal: stop.signal }));
        assert.equal(error.code, "interrupted");
        assert.match(error.state ?? "", /whole/);
        assert.deepEqual(error.progress, {
          applied: ["1", "2"],
          reverted: [],
          failed: null,
          remaining: ["3"],
        });
        assert.deepEqual(await project.versions(), ["1", "2"]);
        assert.equal(project.said("interrupted").length, 1);
        assert.deepEqual((await project.up({ lockWaitSeconds: 0 })).applied, ["3"]);
      }),
    );

    test(
      "signal: a file kept in pieces is finished, too",
      on(database, async (project) => {
        const stop = new AbortController();
        const solo = { postgres: "VACUUM a", mysql: "CREATE TABLE b (id INT)", sqlite: "VACUUM" };
        project.files = {
          "1_a.up.sql": `CREATE TABLE a (id INT); ${solo[name === "mariadb" ? "mysql" : name]}; ` +
            "INSERT INTO a VALUES (1);",
          // code is not sent together with what stands before it, so the stop is felt here or behind it
          "2_b.ts": { up: (db) => db.execute("CREATE TABLE c (id INT)") },
          "3_c.up.sql": "CREATE TABLE d (id INT);",
        };
        const onEvent = ({ type }: { type: string }) => {
          if (type === "statement_kept") stop.abort();
        };
        const error = await project.failure(project.up({ signal: stop.signal, onEvent }));
        assert.equal(error.code, "interrupted");
        assert.equal(error.progress?.applied[0], "1");
        assert.equal(error.progress?.remaining.at(-1), "3");
        assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "an aborted signal keeps a run from beginning",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id INT);" };
        for (const how of ["signal", "cancel"]) {
          const error = await project.failure(project.up({ [how]: AbortSignal.abort() }));
          assert.equal(error.code, "interrupted");
        }
        assert.equal(await project.exists("a"), false);
        assert.deepEqual((await project.up()).applied, ["1"]);
      }),
    );

    for (const how of ["signal", "cancel"] as const) {
      test(
        `${how}: waiting for the lock ends`,
        on(database, async (project) => {
          const stop = new AbortController();
          let waiting: unknown;
          project.files = {
            "1_a.ts": {
              up: async () => {
                waiting = await project.failure(
                  project.run({ kind: "latest" }, {
                    [how]: stop.signal,
                    lockWaitSeconds: 60,
                    onEvent: ({ type }) => {
                      if (type === "lock_waiting") stop.abort();
                    },
                  }),
                );
              },
            },
          };
          await project.run({ kind: "latest" });
          assert.equal((waiting as { code: string }).code, "interrupted");
        }),
      );
    }

    test(
      "cancel: the running statement is stopped, the migration rolls back, the lock is free",
      { skip: cannot || (name !== "sqlite" && lacks("cancel")) },
      on(database, async (project) => {
        const stop = new AbortController();
        const file = (last: string) =>
          `INSERT INTO a VALUES (1); ${last}; INSERT INTO a VALUES (2);`;
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id INT);",
          "2_b.up.sql": file(SLEEP[name]),
          "3_c.up.sql": "CREATE TABLE c (id INT);",
        };
        const run = project.failure(project.up({ signal: stop.signal, cancel: stop.signal }));
        await running(project);
        const asked = performance.now();
        stop.abort();
        const error = await run;
        assert.ok(performance.now() - asked < 10_000);
        assert.equal(error.code, "interrupted");
        assert.match(error.message, /while 2 was running/);
        assert.deepEqual(error.progress, {
          applied: ["1"],
          reverted: [],
          failed: "2",
          remaining: ["3"],
        });
        assert.deepEqual(await project.column("SELECT id FROM a"), []);
        project.files = { ...project.files, "2_b.up.sql": file("SELECT 1") };
        assert.deepEqual((await project.up({ lockWaitSeconds: 5 })).applied, ["2", "3"]);
        assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "cancel: code is stopped at its next call, and its transaction rolls back",
      on(database, async (project) => {
        const stop = new AbortController();
        let aborted: boolean | undefined;
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id INT);",
          "2_b.ts": {
            up: async (db) => {
              if (name === "mysql" || name === "mariadb") await db.execute("BEGIN");
              await db.execute("INSERT INTO a VALUES (1)");
              stop.abort();
              aborted = db.signal.aborted;
              await db.execute("INSERT INTO a VALUES (2)");
            },
          },
        };
        const error = await project.failure(project.up({ cancel: stop.signal }));
        assert.equal(error.code, "interrupted");
        assert.equal(aborted, true);
        assert.deepEqual(await project.column("SELECT id FROM a"), []);
        assert.deepEqual(await project.versions(), ["1"]);
      }),
    );
  });
}
