import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CodeModule } from "../../src/migrations/migration.ts";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

const BIRDS = "CREATE TABLE birds (id INT PRIMARY KEY, name VARCHAR(40))";

for (const database of databases) {
  const { name, skip } = database;
  const transactional = name === "postgres" || name === "sqlite";
  const placeholders = name === "postgres" ? "$1, $2" : "?, ?";

  describe(`${name}: a TypeScript migration`, { skip }, () => {
    test(
      "one without a down is told before anything that stands on it is reverted",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": { up: (db) => db.execute("CREATE TABLE a (id int)") },
          "2_b.up.sql": "CREATE TABLE b (id int)",
          "2_b.down.sql": "DROP TABLE b",
        };
        await project.up();
        for (
          const run of [() => project.down(2), () => project.run({ kind: "redo", steps: "all" })]
        ) {
          const error = await project.failure(run());
          assert.equal(error.code, "no-down");
          assert.match(error.state ?? "", /^nothing was run/);
          assert.match(error.message, /1_a\.ts exports no down/);
          assert.deepEqual(await project.versions(), ["1", "2"]);
          assert.equal(await project.exists("b"), true);
        }
      }),
    );

    test(
      "queries with parameters and executes several statements",
      on(database, async (project) => {
        let dialect: string | undefined;
        project.files = {
          "1_a.ts": {
            up: async (db) => {
              dialect = db.dialect;
              await db.execute(`${BIRDS}; INSERT INTO birds VALUES (1, 'knot');`);
              await db.query(`INSERT INTO birds VALUES (${placeholders})`, [2, "d';--"]);
              const rows = await db.query<{ name: string }>("SELECT name FROM birds ORDER BY id");
              assert.deepEqual(rows.map((row) => row.name), ["knot", "d';--"]);
            },
            down: (db) => db.execute("DROP TABLE birds"),
          },
        };
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.equal(dialect, name);
        assert.deepEqual(await project.versions(), ["1"]);
        assert.deepEqual((await project.up()).applied, []);
        assert.deepEqual((await project.down()).reverted, ["1"]);
        assert.equal(await project.exists("birds"), false);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "a query the server refuses fails the migration, in the server's words",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": BIRDS,
          "2_b.ts": {
            up: async (db) => {
              await db.query("INSERT INTO birds VALUES (1, 'a')");
              await db.query("INSERT INTO bords VALUES (1, 'a')");
            },
          },
        };
        const error = await project.failure(project.up());
        assert.equal(error.code, "migration-failed");
        assert.match(error.message, /migration 2_b failed/);
        assert.match(error.server?.message ?? "", /bords/);
        assert.equal(error.where?.file, "migrations/2_b.ts");
        assert.deepEqual(await project.versions(), ["1"]);
        if (transactional) {
          assert.deepEqual(await project.column("SELECT id FROM birds"), []);
          assert.match(error.state ?? "", /rolled back/);
        } else assert.match(error.state ?? "", /kept/);
      }),
    );

    test(
      "code that throws fails the migration in its own words",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": {
            up: async (db) => {
              await db.execute(BIRDS);
              throw new RangeError("too few birds");
            },
          },
        };
        const error = await project.failure(project.up());
        assert.match(error.message, /too few birds/);
        assert.ok((error.cause as Error) instanceof RangeError);
        assert.equal(await project.exists("birds"), !transactional);
        assert.deepEqual(await project.versions(), []);
      }),
    );

    test(
      "after a failure the mended code runs again",
      on(database, async (project) => {
        const up = (statement: string): CodeModule => ({
          up: async (db) => {
            await db.execute(BIRDS.replace("TABLE", "TABLE IF NOT EXISTS"));
            await db.execute(statement);
          },
        });
        project.files = { "1_a.ts": up("INSERT INTO bords VALUES (1, 'a')") };
        await project.failure(project.up());
        project.files = { "1_a.ts": up("INSERT INTO birds VALUES (1, 'a')") };
        if (!transactional) {
          const error = await project.failure(project.up());
          assert.equal(error.code, "statement-unresolved");
          assert.match(error.message, /failed after it had begun to write/);
          const migrator = await project.migrator();
          await migrator.resolve("1", "retry");
          await migrator.close();
        }
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.deepEqual(await project.column("SELECT id FROM birds"), ["1"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "an error that holds the database's URL is told without its password",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": {
            up: () => Promise.reject(new Error("no answer from mysql://app:hunter2@db.example/x")),
          },
        };
        const error = await project.failure(project.up());
        assert.match(error.message, /no answer from mysql:\/\/app:\*+@db\.example\/x/);
        assert.doesNotMatch(JSON.stringify(project.events), /hunter2/);
      }),
    );

    test(
      "a forgotten await is waited for",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": {
            up: async (db) => {
              await db.execute(BIRDS);
              void db.execute("INSERT INTO birds VALUES (1, 'a')");
              void db.query("INSERT INTO birds VALUES (2, 'b')");
            },
          },
        };
        await project.up();
        assert.deepEqual(await project.column("SELECT id FROM birds ORDER BY id"), ["1", "2"]);
      }),
    );

    test(
      "a forgotten await that fails, fails the migration",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": {
            up: async (db) => {
              await db.execute(BIRDS);
              void db.execute("INSERT INTO bords VALUES (1, 'a')");
            },
          },
        };
        const error = await project.failure(project.up());
        assert.match(error.server?.message ?? "", /bords/);
        assert.deepEqual(await project.versions(), []);
      }),
    );

    test(
      "a call after the migration has ended is refused",
      on(database, async (project) => {
        let late: Promise<unknown> | undefined;
        let call: (() => Promise<void>) | undefined;
        project.files = {
          "1_a.ts": { up: (db) => void (call = () => db.execute("SELECT 1")) },
          "2_b.ts": { up: () => void (late = call?.().catch((error) => error)) },
        };
        await project.up();
        assert.ok(await late instanceof TypeError);
      }),
    );

    test(
      "no down: the revert is refused, the migration stays applied",
      on(database, async (project) => {
        project.files = { "1_a.ts": { up: (db) => db.execute(BIRDS) } };
        await project.up();
        const error = await project.failure(project.down());
        assert.match(`${error.code} ${error.message}`, /no down|exports no down/);
        assert.deepEqual(await project.versions(), ["1"]);
        assert.equal(await project.exists("birds"), true);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "a module that does not load fails by name",
      on(database, async (project) => {
        const source = {
          description: "memory",
          namespace: "",
          list: () =>
            Promise.resolve([{
              name: "1_a.ts",
              path: "migrations/1_a.ts",
              content: "x",
              load: () => Promise.reject(new SyntaxError("Unexpected token")),
            }]),
        };
        const error = await project.failure(project.up({ migrations: source }));
        assert.match(error.message, /1_a.*Unexpected token/);
        assert.equal(error.where?.file, "migrations/1_a.ts");
        assert.deepEqual(await project.versions(), []);
      }),
    );
  });
}
