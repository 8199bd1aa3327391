import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DatabaseName, databases } from "./databases.ts";
import { type Files, on } from "./project.ts";

const FILES: Files = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "2_one.up.sql": "INSERT INTO birds VALUES (1);",
  "3_nests.up.sql": "CREATE TABLE nests (id INT); INSERT INTO nests VALUES (1);",
  "4_two.up.sql": "INSERT INTO birds VALUES (2); INSERT INTO nests VALUES (2);",
  "5_three.up.sql": "INSERT INTO birds VALUES (3);",
  "6_code.ts": { up: (db) => db.execute("INSERT INTO birds VALUES (4)") },
};

/** Statements that cannot be in a transaction, so that the file is kept piece by piece. */
const PIECES: Record<DatabaseName, string> = {
  postgres: "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); VACUUM eggs; " +
    "CREATE INDEX CONCURRENTLY eggs_id ON eggs (id); INSERT INTO eggs VALUES (2);",
  mysql: "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); SET @x = 1; " +
    "ALTER TABLE eggs ADD COLUMN n INT; INSERT INTO eggs VALUES (2, 1);",
  mariadb: "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); SET @x = 1; " +
    "ALTER TABLE eggs ADD COLUMN n INT; INSERT INTO eggs VALUES (2, 1);",
  sqlite: "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); VACUUM; " +
    "INSERT INTO eggs VALUES (2);",
};

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: several runners at once`, { skip }, () => {
    for (const count of [2, 8]) {
      for (const done of [0, 3]) {
        test(
          `${count} on a database with ${done} of 7 migrations: each runs once, all succeed`,
          { timeout: 60_000 },
          on(database, async (project) => {
            project.files = { ...FILES, "7_pieces.up.sql": PIECES[name] };
            if (done > 0) await project.run({ kind: "up", steps: done });
            const runs = await Promise.all(
              Array.from({ length: count }, () => project.up({ lockWaitSeconds: 60 })),
            );
            const applied = runs.flatMap((run) => run.applied).sort();
            assert.deepEqual(applied, ["1", "2", "3", "4", "5", "6", "7"].slice(done));
            const birds = await project.column("SELECT id FROM birds ORDER BY id");
            assert.deepEqual(birds, ["1", "2", "3", "4"]);
            assert.deepEqual(await project.column("SELECT id FROM eggs ORDER BY id"), ["1", "2"]);
            assert.deepEqual(await project.versions(), ["1", "2", "3", "4", "5", "6", "7"]);
            assert.deepEqual(await project.journal(), []);
          }),
        );
      }
    }

    test(
      "up and down at once: whatever the order, history and tables agree",
      on(database, async (project) => {
        const all = Object.entries(FILES).slice(0, 3).flatMap(([file, text]) => [
          [file, text],
          [file.replace(".up.", ".down."), "DELETE FROM birds WHERE id = 0;"],
        ]);
        project.files = {
          ...Object.fromEntries(all),
          "1_birds.down.sql": "DROP TABLE birds;",
          "3_nests.down.sql": "DROP TABLE nests;",
        };
        await project.up();
        await Promise.all([project.up(), project.down("all"), project.up(), project.down("all")]);
        const left = await project.versions();
        assert.equal(await project.exists("nests"), left.includes("3"));
        assert.equal(await project.exists("birds"), left.includes("1"));
      }),
    );

    test(
      "who waits too long is told who holds the lock, and nothing is changed",
      on(database, async (project) => {
        let waiting: unknown;
        project.files = {
          "1_a.ts": {
            up: async () => {
              waiting = await project.failure(
                project.run({ kind: "latest" }, { lockWaitSeconds: 0.3 }),
              );
            },
          },
        };
        const started = performance.now();
        await project.run({ kind: "latest" });
        const error = waiting as { code: string; message: string; state: string; next: string };
        assert.equal(error.code, "lock-timeout");
        assert.match(error.message, /0\.3 s: \S+/);
        assert.match(error.message, name === "sqlite" ? /dunlin pid \d+/ : /\d+/);
        assert.match(error.next, /--lock-wait/);
        assert.ok(performance.now() - started < 20_000);
      }),
    );

    test(
      "who waits hears of it, and goes on when the lock is free",
      on(database, async (project) => {
        let second: Promise<{ applied: readonly string[] }> | undefined;
        const heard: string[] = [];
        project.files = {
          "1_a.ts": {
            up: () =>
              new Promise((resolve) => {
                second = project.run({ kind: "latest" }, {
                  onEvent: ({ type }) => {
                    heard.push(type);
                    if (type === "lock_waiting") resolve();
                  },
                });
                second.catch(resolve);
              }),
          },
        };
        await project.run({ kind: "latest" });
        assert.deepEqual((await second)?.applied, []);
        assert.ok(heard.includes("lock_acquired"), heard.join(" "));
      }),
    );
  });
}
