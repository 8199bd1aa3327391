import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunResult } from "../../src/execution/run.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { databases } from "./databases.ts";
import { beforeMigration, hooked, type Hooks, near } from "./hooked.ts";
import { inMemory, on, type Project } from "./project.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "2_nests.up.sql": "CREATE TABLE nests (id INT); INSERT INTO nests VALUES (1);",
  "3_eggs.up.sql": "INSERT INTO birds VALUES (3);",
};

/** A run on a session that a test steps into. */
async function steppedInto(project: Project, hooks: Hooks): Promise<RunResult> {
  const connection = await project.connection();
  project.events = [];
  try {
    const migrator = await Migrator.over(hooked(connection, hooks), {
      migrations: inMemory(project.files),
    });
    return await near(() => migrator.up({ onEvent: (event) => project.events.push(event) }));
  } finally {
    await connection.close();
  }
}

const BUMP = "UPDATE dunlin_migrations_lock SET revision = revision + 1 WHERE id = 'fence'";
const TAKE = "UPDATE dunlin_migrations_lock SET token = token + 1 WHERE id = 'fence'";
const RECORD = "INSERT INTO dunlin_migrations SELECT '2', kind, origin, namespace, '2', 'nests', " +
  "(SELECT MAX(c) FROM sum), 2, applied_at, duration_ms, applied_by, tool_version, file, " +
  "down_text, down_checksum FROM dunlin_migrations WHERE id = '1'";

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: the guard`, { skip }, () => {
    for (
      const [what, change] of [["the revision moves on", BUMP], ["another takes the token", TAKE]]
    ) {
      for (const id of ["1", "2"]) {
        test(
          `${what} behind the runner's back, before migration ${id}: it plans again and nothing runs twice`,
          on(database, async (project) => {
            project.files = FILES;
            const act = () => project.query(change as string);
            const run = await steppedInto(project, { beforeSend: beforeMigration(id, act) });
            assert.deepEqual(run.applied, ["1", "2", "3"]);
            assert.equal(project.said("replanned").length, 1);
            assert.deepEqual(await project.column("SELECT id FROM nests"), ["1"]);
            assert.deepEqual(await project.versions(), ["1", "2", "3"]);
            assert.equal(project.said("migration_failed").length, 0);
          }),
        );
      }
    }

    test(
      "another session applies a migration in between: it is not applied again",
      on(database, async (project) => {
        project.files = FILES;
        const act = async () => {
          const { checksum } = await import("../../src/migrations/checksum.ts");
          const sum = checksum(FILES["2_nests.up.sql"]);
          await project.query("CREATE TABLE nests (id INT)");
          await project.query("INSERT INTO nests VALUES (7)");
          await project.query(RECORD.replace("(SELECT MAX(c) FROM sum)", `'${sum}'`));
          await project.query(BUMP);
        };
        const run = await steppedInto(project, { beforeSend: beforeMigration("2", act) });
        assert.deepEqual(run.applied, ["1", "3"]);
        assert.deepEqual(await project.column("SELECT id FROM nests"), ["7"]);
        assert.deepEqual(await project.versions(), ["1", "2", "3"]);
      }),
    );

    test(
      "a new plan that refuses is told, with what was done before",
      on(database, async (project) => {
        project.files = FILES;
        const act = async () => {
          await project.query("UPDATE dunlin_migrations SET checksum = 'x' WHERE id = '1'");
          await project.query(BUMP);
        };
        const running = steppedInto(project, { beforeSend: beforeMigration("2", act) });
        const error = await project.failure(running);
        assert.equal(error.code, "plan-refused");
        assert.match(error.message, /1_birds was edited/);
        assert.deepEqual(error.progress?.applied, ["1"]);
        assert.equal(await project.exists("nests"), false);
      }),
    );

    test(
      "a migration that ends dunlin's transaction is told, and gets no history row",
      {
        skip: name === "mysql" || name === "mariadb" ? "code runs under the journal there" : false,
      },
      on(database, async (project) => {
        for (const escape of ["COMMIT", "COMMIT; BEGIN", "ROLLBACK; BEGIN"]) {
          project.files = {
            "1_a.ts": {
              up: async (db) => {
                await db.execute("CREATE TABLE IF NOT EXISTS birds (id INT)");
                await db.execute(escape);
              },
            },
          };
          const error = await project.failure(project.up());
          assert.equal(error.code, "own-tables-touched", `${escape}: ${error.message}`);
          assert.match(error.state ?? "", /is kept or undone/);
          assert.match(error.next ?? "", /transaction command/);
          assert.deepEqual(await project.versions(), []);
          const again = await project.failure(project.up({ lockWaitSeconds: 0 }));
          assert.equal(again.code, "own-tables-touched");
        }
      }),
    );
  });
}
