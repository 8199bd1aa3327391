import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { databaseNamed, databases } from "./databases.ts";
import { near } from "./hooked.ts";
import { inMemory, on } from "./project.ts";

const THREE = {
  "1_a.up.sql": "CREATE TABLE a (id INT);",
  "1_a.down.sql": "DROP TABLE a;",
  "2_b.up.sql": "CREATE TABLE b (id INT);",
  "2_b.down.sql": "DROP TABLE b;",
  "3_c.up.sql": "CREATE TABLE c (id INT);",
  "3_c.down.sql": "DROP TABLE c;",
};

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: what is said is so`, { skip }, () => {
    test(
      "an interrupted `down 3` does not send people to revert three more",
      on(database, async (project) => {
        project.files = THREE;
        await project.up();
        const stop = new AbortController();
        const down = () =>
          project.down(3, {
            signal: stop.signal,
            onEvent: ({ type }) => type === "migration_reverted" && stop.abort(),
          });
        const error = await project.failure(near(down));
        assert.equal(error.code, "interrupted");
        const reverted = error.progress?.reverted.length ?? 0;
        assert.equal(error.progress?.remaining.length, 3 - reverted);
        assert.match(error.next ?? "", new RegExp(`migrate:down ${3 - reverted}\``));
        assert.doesNotMatch(error.next ?? "", /same command/);
      }),
    );

    test(
      "a `down 2`, `redo 2` or `up` of 2 that failed behind the first names what is left, not itself",
      on(database, async (project) => {
        const bad = { ...THREE, "2_b.down.sql": "DROP TABLE nowhere;" };
        project.files = bad;
        await project.up();
        const down = await project.failure(project.down(2));
        assert.match(
          down.next ?? "",
          /mend the file.*`dunlin migrate:down 1` \(1 of those asked for is left\)/,
        );
        assert.doesNotMatch(down.next ?? "", /same command/);
        await project.up();
        const redo = await project.failure(project.run({ kind: "redo", steps: 2 }));
        assert.match(redo.next ?? "", /`dunlin migrate:down 1` \(.*\), then `dunlin migrate`/);
        project.files = THREE;
        await project.run({ kind: "version", version: "0" });
        project.files = { ...THREE, "2_b.up.sql": "INSERT INTO nowhere VALUES (1);" };
        const up = await project.failure(project.run({ kind: "up", steps: 2 }));
        assert.match(up.next ?? "", /`dunlin migrate --steps 1`/);
      }),
    );

    test(
      "a listener that throws is no migration that failed",
      on(database, async (project) => {
        project.files = THREE;
        await assert.rejects(
          project.up({
            onEvent: ({ type }) => {
              if (type === "migration_applied") throw new Error("the chat is down");
            },
          }),
          { name: "Error", message: "the chat is down" },
        );
        assert.deepEqual(await project.versions(), ["1", "2", "3"]);
      }),
    );

    test(
      "code that waits for ever is stopped all the same",
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id INT);",
          "2_b.ts": { up: () => new Promise(() => {}) },
        };
        const stop = new AbortController();
        const error = await project.failure(project.up({
          cancel: stop.signal,
          onEvent: (event) => {
            if (event.type === "migration_started" && event.step.version === "2") {
              setTimeout(() => stop.abort(), 50);
            }
          },
        }));
        assert.equal(error.code, "interrupted");
        assert.deepEqual(await project.versions(), ["1"]);
      }),
    );

    for (
      const [what, change] of [
        ["a version", "UPDATE dunlin_migrations SET version = 'abc'"],
        ["a kind", "UPDATE dunlin_migrations SET kind = 'foo'"],
      ] as const
    ) {
      test(
        `${what} edited by hand is told with a next step`,
        on(database, async (project) => {
          project.files = { "1_a.up.sql": "CREATE TABLE a (id INT);" };
          await project.up();
          await project.query(change);
          const error = await project.failure(project.up());
          assert.equal(error.code, "history-damaged");
          assert.match(error.message, /"(abc|foo)"/);
          assert.ok(error.next);
        }),
      );
    }
  });
}

for (const kind of ["postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(kind);
  test(
    `${kind}: behind a pooler a session that cannot be opened twice is refused, for want of a heartbeat`,
    { skip: database.skip },
    on(database, async (project) => {
      const connection = await project.connection();
      const pooled = new Proxy(connection, {
        get(target, key) {
          if (key === "server") return { ...target.server, connectionId: "1" };
          const value = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      try {
        const migrator = await Migrator.over(pooled, { migrations: inMemory(THREE) });
        const error = await project.failure(migrator.up());
        assert.equal(error.code, "unsupported");
        assert.match(error.message, /a lease needs a second connection/);
        assert.equal(await project.exists("dunlin_migrations"), false);
      } finally {
        await connection.close();
      }
    }),
  );
}

const postgres = databaseNamed("postgres");
describe("postgres: what a file asks of its transaction", { skip: postgres.skip }, () => {
  test(
    "no-transaction leaves a file its own BEGIN … COMMIT",
    on(postgres, async (project) => {
      project.files = {
        "1_a.up.sql": "-- dunlin: no-transaction\n" +
          "BEGIN; CREATE TABLE a (id INT); INSERT INTO nosuch VALUES (1); COMMIT;",
      };
      await project.failure(project.up());
      assert.equal(await project.exists("a"), false);
    }),
  );

  test(
    "BEGIN ISOLATION LEVEL SERIALIZABLE is refused, not lost",
    on(postgres, async (project) => {
      project.files = {
        "1_a.up.sql": "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE a (id INT);\nCOMMIT;",
      };
      const error = await project.failure(project.up());
      assert.equal(error.code, "invalid-migrations");
      assert.match(error.message, /SERIALIZABLE/);
      assert.equal(error.where?.line, 1);
    }),
  );

  test(
    "a procedure that commits runs under no-transaction",
    on(postgres, async (project) => {
      project.files = {
        "1_p.up.sql": "CREATE TABLE a (id INT);\n" +
          "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1); COMMIT; END $$;",
        "2_call.up.sql": "-- dunlin: no-transaction\nCALL p();",
      };
      await project.up();
      assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
      assert.deepEqual(await project.journal(), []);
    }),
  );
});

const sqlite = databaseNamed("sqlite");
test(
  "sqlite: a new violation beside an old one in a table WITHOUT ROWID is refused",
  { skip: sqlite.skip },
  on(sqlite, async (project) => {
    await project.query("PRAGMA foreign_keys = 0");
    await project.query("CREATE TABLE p (id INTEGER PRIMARY KEY)");
    await project.query("CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p) WITHOUT ROWID");
    await project.query("INSERT INTO c VALUES (1, 7)");
    project.files = { "1_c.up.sql": "-- dunlin: foreign-keys off\nINSERT INTO c VALUES (2, 8);" };
    const error = await project.failure(project.up());
    assert.match(error.message, /a foreign key points nowhere: a row of c/);
    assert.deepEqual(await project.column("SELECT id FROM c"), ["1"]);
  }),
);

const mariadb = databaseNamed("mariadb");
test(
  "mariadb: rows that ROLLBACK cannot undo are said to be kept",
  { skip: mariadb.skip },
  on(mariadb, async (project) => {
    project.files = {
      // what a function writes, the statement that calls it does not say
      "1_m.up.sql": "CREATE TABLE m (id INT) ENGINE=MyISAM;\nDELIMITER //\n" +
        "CREATE FUNCTION f() RETURNS INT MODIFIES SQL DATA\n" +
        "BEGIN INSERT INTO m VALUES (1); RETURN 1; END //\nDELIMITER ;\n",
      "2_n.up.sql": "CREATE TEMPORARY TABLE t AS SELECT f() AS n; INSERT INTO nosuch VALUES (1);",
    };
    const error = await project.failure(project.up());
    assert.match(error.state ?? "", /knows no transactions: what was changed there is kept/);
    assert.match(error.next ?? "", /undo by hand/);
  }),
);

for (const kind of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(kind);
  test(
    `${kind}: sql_select_limit = 0 of a file does not switch the guard off`,
    { skip: database.skip },
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "SET sql_select_limit = 0; CREATE TABLE a (id INT);\n" +
          "INSERT INTO a VALUES (1 + SLEEP(1)); CREATE TABLE b (id INT);",
      };
      let moved: Promise<unknown> = Promise.resolve();
      const run = project.up({
        onEvent: ({ type }) => {
          if (type !== "migration_started") return;
          moved = new Promise((resolve) => setTimeout(resolve, 300)).then(() =>
            project.query("UPDATE dunlin_migrations_lock SET token = token + 1 WHERE id = 'fence'")
          );
        },
      });
      await run.then(() => {}, () => {}); // it plans again, or says what stands in the way
      await moved;
      assert.ok(project.said("replanned").length > 0);
      assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
    }),
  );
}
