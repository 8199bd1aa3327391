import assert from "node:assert/strict";
import { test } from "node:test";
import { createTasks, type TaskContext, type TaskDatabase } from "../../tasks.ts";
import type { Migrator } from "../../mod.ts";
import { databases, type FreshDatabase } from "../contract/databases.ts";

const MIGRATIONS = {
  description: "a table of birds",
  namespace: "",
  list: () =>
    Promise.resolve([{
      name: "1_birds.up.sql",
      path: "1_birds.up.sql",
      content: "CREATE TABLE birds (name VARCHAR(20));",
    }]),
};

for (const { name, skip, fresh } of databases) {
  const onFresh = async (
    act: (c: TaskContext) => unknown,
    look: (fresh: FreshDatabase) => Promise<unknown> = () => Promise.resolve(),
  ) => {
    const database = await fresh();
    try {
      await createTasks().add("a", act).run("a", [], { database: database.url });
    } finally {
      await look(database).finally(() => database.dispose());
    }
  };

  test(`${name}: sql() is one connection, opened once`, { skip }, () =>
    onFresh(async (c) => {
      const sql = await c.sql();
      assert.equal(await c.sql(), sql);
      await sql.execute(
        "CREATE TABLE birds (name VARCHAR(20)); INSERT INTO birds VALUES ('dunlin')",
      );
      const mark = sql.dialect === "postgres" ? "$1" : "?";
      const found = await sql.query(`SELECT name FROM birds WHERE name = ${mark}`, ["dunlin"]);
      assert.deepEqual(found.map((row) => ({ ...row })), [{ name: "dunlin" }]);
    }));

  test(
    `${name}: calls on sql() made at once wait for each other`,
    { skip },
    () =>
      onFresh(async (c) => {
        const sql = await c.sql();
        await sql.execute("CREATE TABLE birds (name VARCHAR(20))");
        const inserts = ["a", "b", "c"].map((bird) =>
          sql.execute(`INSERT INTO birds VALUES ('${bird}')`)
        );
        const [, , , rows] = await Promise.all([...inserts, sql.query("SELECT * FROM birds")]);
        assert.equal(rows?.length, 3);
      }),
  );

  test(`${name}: transaction() keeps all or nothing`, { skip }, () =>
    onFresh(async (c) => {
      const sql = await c.sql();
      await sql.execute("CREATE TABLE birds (name VARCHAR(20))");
      await sql.transaction(() => sql.execute("INSERT INTO birds VALUES ('kept')"));
      const failed = sql.transaction(async () => {
        await sql.execute("INSERT INTO birds VALUES ('lost')");
        throw new Error("no");
      });
      await assert.rejects(failed, { message: "no" });
      const rows = await sql.query<{ name: string }>("SELECT name FROM birds");
      assert.deepEqual(rows.map(({ name }) => name), ["kept"]);
    }));

  test(`${name}: what was asked of sql() without await is done, and its failure told`, {
    skip,
  }, async () => {
    const make = "CREATE TABLE birds (name VARCHAR(20))";
    await onFresh(async (c) => {
      const sql = await c.sql();
      void sql.execute(make);
      void sql.transaction(() => sql.execute("INSERT INTO birds VALUES ('kept')"));
    }, async ({ raw }) => {
      assert.equal((await raw.query("SELECT * FROM birds")).length, 1);
    });
    const failed = onFresh(async (c) => void (await c.sql()).execute("SELECT * FROM nowhere"));
    await assert.rejects(failed, { code: "task-failed" });
  });

  test(`${name}: a transaction left open is an error, and is rolled back`, { skip }, async () => {
    const left = onFresh(async (c) => {
      const sql = await c.sql();
      await sql.execute("CREATE TABLE birds (name VARCHAR(20))");
      await sql.execute("BEGIN; INSERT INTO birds VALUES ('lost')");
    }, async ({ raw }) => assert.deepEqual(await raw.query("SELECT * FROM birds"), []));
    await assert.rejects(left, { code: "task-failed", state: "it was rolled back" });
  });

  test(`${name}: what the server refuses is told in its own words`, { skip }, async () => {
    const refused = onFresh(async (c) => await (await c.sql()).query("SELECT * FROM nowhere"));
    await assert.rejects(refused, (error: { code: string; server: { message: string } }) => {
      assert.equal(error.code, "task-failed");
      assert.match(error.server.message, /nowhere/);
      return true;
    });
  });

  test(`${name}: migrator() and sql() are closed when the run ends, also by a failure`, {
    skip,
  }, async () => {
    const opened: { sql?: TaskDatabase; migrator?: Migrator } = {};
    const database = await fresh();
    try {
      const tasks = createTasks().add("a", async (c) => {
        opened.migrator = await c.migrator();
        assert.equal(await c.migrator(), opened.migrator);
        assert.deepEqual((await opened.migrator.up()).applied, ["1"]);
        opened.sql = await c.sql();
        assert.deepEqual(await opened.sql.query("SELECT * FROM birds"), []);
        throw new Error("no");
      });
      const options = { database: database.url, migrations: MIGRATIONS };
      await assert.rejects(tasks.run("a", [], options), { message: "the task a failed: no" });
      await assert.rejects(opened.sql!.query("SELECT 1"));
      await assert.rejects(opened.migrator!.status());
    } finally {
      await database.dispose();
    }
  });
}

test("nothing is opened before it is asked for", async () => {
  await createTasks().add("a", () => {}).run("a", [], { database: "postgres://127.0.0.1:1/none" });
});

test("without a database, sql() and migrator() say how to give one", async () => {
  const wants = { code: "missing-url", next: /database: URL/ };
  await assert.rejects(createTasks().add("a", (c) => c.sql()).run("a"), wants);
  await assert.rejects(createTasks().add("a", (c) => c.migrator()).run("a"), wants);
});
