import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { databaseNamed } from "../contract/databases.ts";
import { inMemory, on, type Project } from "../contract/project.ts";

const database = databaseNamed("sqlite");
const BIRDS = { "1_a.up.sql": "CREATE TABLE birds (id INTEGER PRIMARY KEY);" };
const PARENT = "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT); " +
  "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INT REFERENCES parent (id) ON DELETE CASCADE); " +
  "INSERT INTO parent VALUES (1, 'a'), (2, 'b'); INSERT INTO child VALUES (10, 1), (20, 2);";
const REBUILD = "CREATE TABLE parent2 (id INTEGER PRIMARY KEY, name TEXT NOT NULL); " +
  "INSERT INTO parent2 SELECT * FROM parent; DROP TABLE parent; ALTER TABLE parent2 RENAME TO parent;";

const children = (project: Project) => project.column("SELECT id FROM child ORDER BY id");

describe("sqlite: foreign keys", () => {
  for (
    const [what, text] of [
      ["a rebuild", REBUILD],
      ["a rebuild inside the file's own transaction", `BEGIN; ${REBUILD} COMMIT;`],
      [
        "a rebuild between PRAGMA foreign_keys lines",
        `PRAGMA foreign_keys = OFF; ${REBUILD} PRAGMA foreign_keys = ON;`,
      ],
      ["all of that", `PRAGMA foreign_keys=off; BEGIN; ${REBUILD} COMMIT; PRAGMA foreign_keys=on;`],
    ] as const
  ) {
    test(
      `${what} does not delete the rows that point at the table`,
      on(database, async (project) => {
        project.files = { "1_a.up.sql": PARENT, "2_b.up.sql": text };
        await project.up();
        assert.deepEqual(await children(project), ["10", "20"]);
        assert.equal(project.said("statement_kept").length, 0);
      }),
    );
  }

  test(
    "ON DELETE CASCADE works in a migration of data",
    on(database, async (project) => {
      project.files = { "1_a.up.sql": PARENT, "2_b.up.sql": "DELETE FROM parent WHERE id = 1;" };
      await project.up();
      assert.deepEqual(await children(project), ["20"]);
    }),
  );

  test(
    "the directive decides otherwise",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": PARENT,
        "2_b.up.sql": "-- dunlin: foreign-keys off\nDELETE FROM parent WHERE id = 1; " +
          "UPDATE child SET parent = 2;",
      };
      await project.up();
      assert.deepEqual(await children(project), ["10", "20"]);
    }),
  );

  test(
    "a rebuild that leaves a row pointing nowhere is refused",
    on(database, async (project) => {
      const text = REBUILD.replace("SELECT * FROM parent", "SELECT * FROM parent WHERE id = 2");
      project.files = { "1_a.up.sql": PARENT, "2_b.up.sql": text };
      const error = await project.failure(project.up());
      assert.equal(error.code, "migration-failed");
      assert.match(error.message, /foreign key points nowhere: row 10 of child/);
      assert.deepEqual(await project.versions(), ["1"]);
      assert.deepEqual(await project.column("SELECT id FROM parent ORDER BY id"), ["1", "2"]);
    }),
  );

  test(
    "a row that pointed nowhere before does not stand in the way",
    on(database, async (project) => {
      project.files = { "1_a.up.sql": PARENT, "2_b.up.sql": REBUILD };
      await project.run({ kind: "up", steps: 1 });
      await project.query("PRAGMA foreign_keys = 0");
      await project.query("INSERT INTO child VALUES (30, 99)");
      await project.up();
      assert.deepEqual(await children(project), ["10", "20", "30"]);
    }),
  );

  for (
    const [what, text] of [["success", REBUILD], ["failure", `${REBUILD} SELECT * FROM nowhere;`]]
  ) {
    for (const before of [0, 1]) {
      test(
        `after ${what} foreign keys are what they were: ${before ? "on" : "off"}`,
        on(database, async (project) => {
          const connection = await project.connection();
          try {
            await connection.isolate?.(); // a run would move to a thread, with a new session
            await connection.send(`PRAGMA foreign_keys = ${before}`);
            const files = { "1_a.up.sql": PARENT };
            await (await Migrator.over(connection, { migrations: inMemory(files) })).up();
            const more = { ...files, "2_b.up.sql": text as string };
            const migrator = await Migrator.over(connection, { migrations: inMemory(more) });
            await migrator.up().catch(() => {});
            const rows = await connection.query({ text: "PRAGMA foreign_keys" });
            assert.deepEqual(rows, [{ foreign_keys: before }]);
          } finally {
            await connection.close();
          }
        }),
      );
    }
  }
});

describe("sqlite: stopping between two of many migrations", () => {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `${1001 + index}_a.up.sql`,
      `CREATE TABLE t${1001 + index} (n INT);`,
    ]),
  );

  /** Runs until the 20th is told, and stops there; then what is left. */
  async function stopped(migrator: Migrator) {
    const stop = new AbortController();
    const told = { started: 0, applied: 0 };
    const onEvent = ({ type }: { type: string }) => {
      if (type === "migration_started") told.started++;
      if (type === "migration_applied" && ++told.applied === 20) stop.abort();
    };
    const error = await migrator.up({ signal: stop.signal, onEvent }).then(
      () => assert.fail("the run was expected to stop"),
      (error) => error,
    );
    assert.equal(error.code, "interrupted");
    assert.equal(error.progress.applied.length, told.applied);
    assert.equal(told.started, told.applied);
    const applied = (await migrator.status()).migrations.filter(({ state }) => state === "applied");
    assert.equal(applied.length, told.applied);
    assert.equal((await migrator.up()).applied.length, 100 - told.applied);
    return told.applied;
  }

  test("in this thread, none is begun any more", async () => {
    const migrator = await Migrator.connect("sqlite::memory:", { migrations: inMemory(many) });
    assert.equal(await stopped(migrator), 20);
    await migrator.close();
  });

  test(
    "in a thread of its own, those that were done meanwhile are told",
    on(database, async (project) => {
      const migrator = await Migrator.connect(project.fresh.url, { migrations: inMemory(many) });
      // a message holds 50 at most
      assert.ok(await stopped(migrator) < 100);
      await migrator.close();
    }),
  );
});

describe("sqlite: the file", () => {
  const isRoot = process.getuid?.() === 0;

  test(
    "another process that holds the file is waited for, and not for ever",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      project.files = { ...BIRDS, "2_b.up.sql": "INSERT INTO birds VALUES (2);" };
      await project.query("BEGIN IMMEDIATE");
      const error = await project.failure(project.up({ lockWaitSeconds: 0.2 }));
      assert.equal(error.code, "lock-timeout");
      const waiting = project.up({ lockWaitSeconds: 20 });
      await project.query("SELECT 1");
      await project.query("COMMIT");
      assert.deepEqual((await waiting).applied, ["2"]);
    }),
  );

  test(
    "whoever waits for locks for ever also waits to read",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      const other = await project.fresh.session();
      const connection = await project.connection();
      try {
        await other.query("BEGIN EXCLUSIVE");
        const options = { migrations: inMemory(BIRDS), lockTimeoutMs: 0 };
        const asked = (await Migrator.over(connection, options)).status();
        await new Promise((resolve) => setImmediate(resolve)); // it has met the lock
        await other.query("COMMIT");
        assert.equal((await asked).exists, true);
      } finally {
        await connection.close();
      }
    }),
  );

  test(
    "a reader that stays does not keep a migration from being committed later",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      const reader = await project.fresh.session();
      await reader.query("BEGIN");
      await reader.query("SELECT * FROM birds");
      project.files = { ...BIRDS, "2_b.up.sql": "INSERT INTO birds VALUES (2);" };
      const run = await project.up({
        onEvent: ({ type }) => {
          // the first COMMIT is asked for while the reader still reads
          if (type === "run_started") setTimeout(() => void reader.query("COMMIT"), 100);
        },
      });
      assert.deepEqual(run.applied, ["2"]);
    }),
  );

  test(
    "a file that is no database is said to be none",
    on(database, async (project) => {
      await writeFile(
        project.fresh.name,
        "this is not a database, but a text of some length\n".repeat(50),
      );
      project.files = BIRDS;
      const error = await project.failure(project.up());
      assert.match(`${error.message} ${error.server?.message}`, /not a database/);
    }),
  );

  test(
    "a file that may only be read is told when there is work to do",
    { skip: isRoot ? "root may write everything" : false },
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      await chmod(project.fresh.name, 0o444);
      assert.deepEqual((await project.up()).applied, []);
      project.files = { ...BIRDS, "2_b.up.sql": "SELECT 1" };
      assert.equal((await project.failure(project.up())).code, "read-only");
    }),
  );

  test(
    "a session that may only read says that nothing can be written",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      project.files = { ...BIRDS, "2_b.up.sql": "SELECT 1" };
      const error = await project.failure(project.up({ url: `${project.fresh.url}?mode=ro` }));
      assert.equal(error.code, "read-only");
      assert.match(error.next ?? "", /right to write the file and its folder/);
      assert.deepEqual(await project.versions(), ["1"]);
    }),
  );

  test(
    "a folder that may not be written is told",
    { skip: isRoot ? "root may write everything" : false },
    on(database, async (project) => {
      await chmod(dirname(project.fresh.name), 0o555);
      project.files = BIRDS;
      const error = await project.failure(project.up());
      await chmod(dirname(project.fresh.name), 0o755);
      assert.match(error.code, /permission-denied|connection-failed|read-only/);
    }),
  );

  test(
    "write-ahead logging set by a file stays, and later files work on it",
    on(database, async (project) => {
      project.files = { "0_wal.up.sql": "PRAGMA journal_mode = WAL;", ...BIRDS };
      await project.up();
      const rows = await project.query("PRAGMA journal_mode");
      assert.deepEqual(rows, [{ journal_mode: "wal" }]);
    }),
  );

  test(
    "a database in memory works, too",
    async () => {
      const migrator = await Migrator.connect("sqlite::memory:", { migrations: inMemory(BIRDS) });
      try {
        assert.deepEqual((await migrator.up()).applied, ["1"]);
        assert.deepEqual((await migrator.up()).applied, []);
      } finally {
        await migrator.close();
      }
    },
  );

  test(
    "a key that is asked for behind another piece is refused, not answered with dunlin's own",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id INTEGER PRIMARY KEY, of_key INT);\n" +
          "INSERT INTO a VALUES (42, NULL);\nVACUUM;\nINSERT INTO a VALUES (7, last_insert_rowid());\n",
      };
      const error = await project.failure(project.up());
      assert.match(
        error.message,
        /statement 2 \(INSERT\), its key or its count, is lost between two pieces/,
      );
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id INTEGER PRIMARY KEY, of_key INT);\nVACUUM;\n" +
          "INSERT INTO a VALUES (42, NULL);\nINSERT INTO a VALUES (7, last_insert_rowid());\n",
      };
      await project.up();
      assert.deepEqual(await project.column("SELECT of_key FROM a WHERE id = 7"), ["42"]);
    }),
  );
});
