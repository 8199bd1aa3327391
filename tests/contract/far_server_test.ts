import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { databases } from "./databases.ts";
import { hooked } from "./hooked.ts";
import { inMemory, on, type Project } from "./project.ts";

/** A run on a server that seems far away, so that a message carries many migrations. */
async function far(project: Project, messages: string[] = []) {
  const connection = await project.connection();
  project.events = [];
  const beforeSend = (text: string) => void messages.push(text);
  try {
    const migrator = await Migrator.over(hooked(connection, { delayMs: 15, beforeSend }), {
      migrations: inMemory(project.files),
    });
    return await migrator.up({
      onEvent: (event) => {
        project.events.push(event);
      },
    });
  } finally {
    await connection.close();
  }
}

const GOOD = Object.fromEntries(
  Array.from({ length: 9 }, (_, i) => [`${i + 1}_m.up.sql`, `CREATE TABLE t${i + 1} (id INT);`]),
);

for (const database of databases) {
  const { name, skip } = database;
  const server = name !== "sqlite";

  describe(`${name}: a server far away`, { skip }, () => {
    test(
      "many migrations travel in one message",
      { skip: server ? false : "a file is never far away" },
      on(database, async (project) => {
        project.files = GOOD;
        const messages: string[] = [];
        const run = await far(project, messages);
        assert.equal(run.applied.length, 9);
        const own = messages.filter((text) => text.includes("/* dunlin "));
        assert.equal(own.length, 1);
        assert.equal(project.said("migration_applied").length, 9);
        assert.equal(project.said("migration_started").length, 9);
      }),
    );

    for (
      const [what, bad] of [
        ["syntax error", "CREATE TABEL t5 (id INT);"],
        ["refusal", "CREATE TABLE t1 (id INT);"],
      ] as const
    ) {
      test(
        `a ${what} in the fifth of nine: the four before it are applied, none behind it is`,
        on(database, async (project) => {
          project.files = { ...GOOD, "5_m.up.sql": `-- not yet\n  ${bad}` };
          const error = await project.failure(far(project));
          assert.deepEqual(error.progress, {
            applied: ["1", "2", "3", "4"],
            reverted: [],
            failed: "5",
            remaining: ["6", "7", "8", "9"],
          });
          assert.deepEqual([error.where?.file, error.where?.line], ["migrations/5_m.up.sql", 2]);
          assert.deepEqual(await project.versions(), ["1", "2", "3", "4"]);
          assert.equal(project.said("migration_applied").length, 4);
          assert.deepEqual(
            project.said("migration_started").map(({ step }) => step.version),
            ["1", "2", "3", "4", "5"],
          );
          assert.equal(await project.exists("t6"), false);
          project.files = GOOD;
          assert.equal((await far(project)).applied.length, 5);
        }),
      );
    }

    test(
      "a migration is never said to be applied before another session can see it",
      on(database, async (project) => {
        project.files = GOOD;
        const seen: Promise<boolean>[] = [];
        const connection = await project.connection();
        try {
          const migrator = await Migrator.over(hooked(connection, { delayMs: 15 }), {
            migrations: inMemory(GOOD),
          });
          await migrator.up({
            onEvent: (event) => {
              if (event.type !== "migration_applied") return;
              const { version } = event.step;
              seen.push(
                project.column(`SELECT id FROM dunlin_migrations WHERE id = '${version}'`)
                  .then((ids) => ids.length === 1),
              );
            },
          });
        } finally {
          await connection.close();
        }
        assert.equal(seen.length, 9);
        assert.ok((await Promise.all(seen)).every(Boolean));
      }),
    );
  });
}
