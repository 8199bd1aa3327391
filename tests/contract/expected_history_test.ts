import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Connection, DriverError } from "../../src/drivers/connection.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import type { RunResult } from "../../src/execution/run.ts";
import { expectedHistoryOf } from "../../src/execution/expected_history_of.ts";
import { collectMigrations } from "../../src/migrations/collect.ts";
import type { Target } from "../../src/plan/step.ts";
import { databases } from "./databases.ts";
import { inMemory, on, type Project } from "./project.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (name VARCHAR(20));",
  "0002_nests.up.sql": "CREATE TABLE nests (id INT);",
  "3_eggs.up.sql": "CREATE TABLE eggs (id INT);",
  'R__Ünïcode 🐦 names\' "quotes".sql': "DELETE FROM eggs;",
};

/** A run over a connection whose queries pass through somebody's hands. */
async function upOver(
  project: Project,
  through: (query: Connection["query"]) => Connection["query"],
): Promise<RunResult> {
  const connection = await project.connection();
  try {
    connection.query = through(connection.query.bind(connection));
    const migrator = await Migrator.over(connection, { migrations: inMemory(project.files) });
    return await migrator.up();
  } finally {
    await connection.close();
  }
}

/** How many rows of the history a run was answered that has nothing to do. */
async function rowsSent(project: Project): Promise<number> {
  let sent = 0;
  const { applied } = await upOver(project, (query) => async (asked) => {
    const rows = await query(asked);
    sent += rows.filter((row) => (row as { part?: unknown }).part === "H").length;
    return rows as never;
  });
  assert.deepEqual(applied, []);
  return sent;
}

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: a history as the files have it`, { skip }, () => {
    test(
      "is recognised, whatever its names hold, and none of its rows is sent",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        assert.equal(await rowsSent(project), 0);
        assert.equal((await project.up()).applied.length, 0);
        assert.deepEqual(
          project.events.find(({ type }) => type === "up_to_date"),
          { type: "up_to_date", applied: 4 },
        );
      }),
    );

    test(
      "is recognised by a baseline, too",
      on(database, async (project) => {
        project.files = { "1_birds.up.sql": FILES["1_birds.up.sql"] };
        await project.run({ kind: "baseline", version: "1" });
        assert.equal(await rowsSent(project), 0);
      }),
    );

    test(
      "is sent where one row differs in anything that counts",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        const was = "SELECT checksum FROM dunlin_migrations WHERE id = ";
        const [one, other] = await Promise.all(
          ["1", "2"].map((id) => project.column(`${was}'${id}'`)),
        );
        for (
          const [change, code, message] of [
            [`checksum = '${other}' WHERE id = '1'`, "plan-refused", /1_birds was edited/],
            [`checksum = '${one}', id = '4' WHERE id = '1'`, "plan-refused", /./],
            ["kind = 'odd' WHERE id = '4'", "history-damaged", /odd/],
            ["kind = 'versioned', origin = 'odd' WHERE id = '4'", "history-damaged", /odd/],
            ["origin = 'applied', version = 'x' WHERE id = '4'", "history-damaged", /a number/],
          ] as const
        ) {
          await project.query(`UPDATE dunlin_migrations SET ${change}`);
          const failure = await project.failure(project.up());
          assert.equal(failure.code, code, change);
          assert.match(failure.message, message, change);
        }
      }),
    );

    test(
      "is sent where an origin is written in another way, to the last blank",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        for (const odd of ["applied ", "Applied", "baseline  ", "applied\t"]) {
          await project.query(`UPDATE dunlin_migrations SET origin = '${odd}' WHERE id = '1'`);
          const failure = await project.failure(project.up());
          assert.equal(failure.code, "history-damaged", JSON.stringify(odd));
          assert.ok(failure.message.includes(odd.trimEnd()), failure.message);
        }
        await project.query("UPDATE dunlin_migrations SET origin = 'applied' WHERE id = '1'");
        assert.equal(await rowsSent(project), 0);
      }),
    );

    test(
      "but for the newest is recognised, and the newest are applied",
      on(database, async (project) => {
        const { "3_eggs.up.sql": newest, ...older } = FILES;
        const { 'R__Ünïcode 🐦 names\' "quotes".sql': _, ...versioned } = older;
        project.files = versioned;
        await project.up();
        project.files = { ...versioned, "3_eggs.up.sql": newest };
        assert.deepEqual((await project.up()).applied, ["3"]);
        assert.deepEqual(await project.versions(), ["1", "0002", "3"]);
      }),
    );

    test(
      "is read row by row where the server cannot make a digest",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        const refused: string[] = [];
        const { applied } = await upOver(project, (query) => (asked) => {
          if (!/sha2|group_concat/i.test(asked.text)) return query(asked);
          refused.push(asked.text);
          return Promise.reject(new DriverError("sql", "0", "no such function"));
        });
        assert.deepEqual(applied, []);
        assert.equal(refused.length, 1);
      }),
    );
  });
}

test("a history is expected by runs that only apply, and by none that looks back at it", () => {
  const { migrations, late } = collectMigrations(
    [{ name: "1_a.up.sql", path: "1_a.up.sql", content: "SELECT 1;" }],
    { dialect: "sqlite" },
  );
  const expected = (target: Target) =>
    expectedHistoryOf({ migrations, late, env: undefined, target });
  assert.equal(expected({ kind: "latest" })?.entries.length, 1);
  assert.equal(expected({ kind: "up", steps: 1 })?.entries.length, 1);
  assert.equal(expected({ kind: "down", steps: 1 }), undefined);
  assert.equal(expected({ kind: "version", version: "1" }), undefined);
  assert.equal(expected({ kind: "redo", steps: "all" }), undefined);
});
