import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lacks } from "./clients.ts";
import { databases } from "./databases.ts";
import { on, type Project } from "./project.ts";

const SLEEP = {
  postgres: "SELECT pg_sleep(30)",
  mysql: "DO SLEEP(30)",
  mariadb: "DO SLEEP(30)",
} as const;

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const { name, skip } = database;

  /** Starts a run that sits in its second migration, and says when it does. */
  const stuck = async (project: Project, lock: "native" | "lease") => {
    project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
    await project.up(); // alone: of a message with both a server may answer only in the end
    project.files = {
      ...project.files,
      "2_b.up.sql": `INSERT INTO a VALUES (1);\n${SLEEP[name as keyof typeof SLEEP]};`,
    };
    const begun = Promise.withResolvers<void>();
    const cancel = new AbortController();
    const run = project.run({ kind: "latest" }, {
      lock,
      cancel: cancel.signal,
      onEvent: (event) => {
        if (event.type === "migration_started" && event.step.version === "2") begun.resolve();
      },
    });
    run.catch(() => {}); // each test looks at it in its own time
    await begun.promise;
    return { run, cancel };
  };

  describe(`${name}: unlock`, { skip }, () => {
    test(
      "nobody is named where nobody holds the lock",
      on(database, async (project) => {
        const migrator = await project.migrator();
        assert.deepEqual(await migrator.unlock(), []);
      }),
    );

    test(
      "names the session that holds the lock, and ends it",
      on(database, async (project) => {
        const { run } = await stuck(project, "native");
        const migrator = await project.migrator();
        const [holder] = await migrator.lockHolders();
        assert.equal(holder?.kind, "native");
        assert.match(holder?.holder ?? "", /(pid|connection) \d+/);
        assert.equal((await migrator.unlock()).length, 1);
        const error = await project.failure(run);
        assert.equal(error.code, "connection-lost");
        project.files = { ...project.files, "2_b.up.sql": "INSERT INTO a VALUES (2);" };
        assert.deepEqual((await project.up()).applied, ["2"]);
        assert.deepEqual(await project.column("SELECT id FROM a"), ["2"], "it was rolled back");
      }),
    );

    test(
      "breaks up a lease between two transactions of its holder, which cannot write any more",
      { skip: lacks("second-session") },
      on(database, async (project) => {
        project.options = { ...project.options, lock: "lease" };
        project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
        await project.up();
        await project.query(
          "UPDATE dunlin_migrations_lock SET token = token + 1, holder = 'dunlin pid 7 from afar', " +
            (name === "postgres"
              ? "expires_at = now() + interval '1 hour', since = now()"
              : "expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, since = UTC_TIMESTAMP(6)") +
            " WHERE id = 'lease'",
        );
        const before = await project.column(
          "SELECT token FROM dunlin_migrations_lock WHERE id = 'fence'",
        );
        const migrator = await project.migrator();
        const [holder] = await migrator.unlock();
        assert.equal(holder?.kind, "lease");
        assert.match(holder?.holder ?? "", /dunlin pid 7 from afar since/);
        const after = await project.column(
          "SELECT token FROM dunlin_migrations_lock WHERE id = 'fence'",
        );
        assert.equal(Number(after[0]), Number(before[0]) + 1, "its guard would fire");
        project.files = { ...project.files, "2_b.up.sql": "INSERT INTO a VALUES (2);" };
        assert.deepEqual((await project.up()).applied, ["2"]);
      }),
    );

    test(
      "a lease whose holder's transaction is at work is not broken up",
      { skip: lacks("second-session", "cancel") },
      on(database, async (project) => {
        const { run, cancel } = await stuck(project, "lease");
        const migrator = await project.migrator({ lockTimeoutMs: 1000 });
        const error = await project.failure(migrator.unlock());
        assert.equal(error.code, "lock-timeout");
        cancel.abort();
        await project.failure(run);
      }),
    );
  });
}
