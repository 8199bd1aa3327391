import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const { name, skip } = database;

  describe(`${name}: notices and warnings`, { skip }, () => {
    test(
      "are told with the migration they belong to, before it is said to be applied",
      on(database, async (project) => {
        const warns = name === "postgres"
          ? "DO $$ BEGIN RAISE WARNING 'cut %', 'short' USING DETAIL = 'd', HINT = 'h'; END $$;"
          : "SET sql_mode = ''; INSERT INTO birds VALUES ('abcdef');";
        project.files = {
          "1_a.up.sql": "CREATE TABLE birds (name VARCHAR(3));",
          "2_b.up.sql": `INSERT INTO birds VALUES ('abc');\n${warns}`,
          "3_c.up.sql": "INSERT INTO birds VALUES ('x');",
        };
        await project.up();
        const [notice, ...others] = project.said("notice");
        assert.equal(others.length, 0, JSON.stringify(others));
        assert.equal(notice?.id, "2");
        assert.match(notice?.severity ?? "", /warning/i);
        assert.match(notice?.message ?? "", name === "postgres" ? /cut short/ : /truncated/);
        assert.ok(notice?.code);
        if (name === "postgres") assert.deepEqual([notice?.detail, notice?.hint], ["d", "h"]);
        else assert.deepEqual([notice?.where?.line, notice?.where?.column], [2, 20]);
        const order = project.events.filter(({ type }) =>
          type === "notice" || type === "migration_applied"
        ).map(({ type }) => type);
        assert.deepEqual(order, [
          "migration_applied",
          "notice",
          "migration_applied",
          "migration_applied",
        ]);
      }),
    );

    test(
      "that are the same are told once, and how often they came again",
      { skip: name !== "postgres" && "MySQL's warnings name their statement" },
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "DO $$ BEGIN FOR i IN 1..2599 LOOP RAISE WARNING 'cut'; END LOOP; END $$;",
          "R__b.sql":
            "DO $$ BEGIN RAISE WARNING 'cut'; RAISE WARNING 'cut'; END $$; SELECT nothing;",
        };
        await project.failure(project.up());
        assert.deepEqual(
          project.said("notice").map(({ id, message, repeated }) => [id, message, repeated]),
          [
            ["1", "cut", undefined],
            ["1", "cut", 2598],
            ["R__b", "cut", undefined],
            ["R__b", "cut", 1],
          ],
        );
        const ends = project.events.filter(({ type }) => /^notice|_applied|_failed/.test(type));
        assert.deepEqual(ends.map(({ type }) => type), [
          "notice",
          "notice",
          "migration_applied",
          "notice",
          "notice",
          "migration_failed",
        ]);
      }),
    );

    test(
      "of a seed that fails are told once, too",
      { skip: name !== "postgres" && "MySQL's warnings name their statement" },
      on(database, async (project) => {
        const said: unknown[] = [];
        const migrator = await project.migrator();
        const content = "DO $$ BEGIN FOR i IN 1..50 LOOP RAISE WARNING 'cut'; END LOOP; END $$;" +
          "SELECT nothing;";
        const seeds = [{ name: "1.sql", path: "seeds/1.sql", content }];
        const onEvent = (event: Event) =>
          event.type === "notice" && said.push([event.message, event.repeated]);
        await project.failure(migrator.seed(seeds, { onEvent }));
        assert.deepEqual(said, [["cut", undefined], ["cut", 49]]);
      }),
    );

    test(
      "dunlin's own statements leave none",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE birds (name VARCHAR(3));" };
        await project.up();
        await project.failure(
          project.up().then(() => {
            project.files = { ...project.files, "2_b.up.sql": "SELECT nothing;" };
            return project.up();
          }),
        );
        assert.deepEqual(project.said("notice"), []);
      }),
    );
  });
}
