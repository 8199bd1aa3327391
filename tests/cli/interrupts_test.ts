import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { databases } from "../contract/databases.ts";
import type { DatabaseName, FreshDatabase } from "../contract/databases.ts";
import { test as testOffNode } from "./off_node.ts";
import { onNode } from "./program.ts";
import { Project, table } from "./project.ts";

const noSignals = process.platform === "win32" ? "Windows sends no signals to a process" : false;

/** A statement that takes a while; how long decides whether it is waited for. */
function slow(name: DatabaseName, seconds: number): string {
  if (name === "postgres") return `SELECT pg_sleep(${seconds});`;
  if (name !== "sqlite") return `SELECT SLEEP(${seconds});`;
  return `WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM c ` +
    `WHERE x < ${seconds * 3_000_000}) SELECT max(x) FROM c;`;
}

/**
 * One that takes a while, one more, and one that travels in another message
 * even where a slow network makes messages hold several.
 */
function threeOf(name: DatabaseName, seconds: number): Record<string, string> {
  return {
    ...table(1, "one"),
    ...table(2, "two"),
    ...table(3, "three"),
    "migrations/1_one.up.sql": "CREATE TABLE one (id INTEGER);\n" +
      (name === "mariadb" ? "SET @messages_end_here = 1;\n" : "") + `${slow(name, seconds)}\n`,
    "migrations/2_two.up.sql": "CREATE TABLE two (id INTEGER);\n" +
      (name === "postgres" ? "CREATE INDEX CONCURRENTLY two_id ON two (id);\n" : ""),
  };
}

async function holds(fresh: FreshDatabase, table: string): Promise<boolean> {
  return await fresh.raw.query(`SELECT * FROM ${table}`).then(() => true, () => false);
}

async function finishes(name: DatabaseName, project: Project, fresh: FreshDatabase): Promise<void> {
  project.write(threeOf(name, 0)); // the slow statement is not the point any more
  const { code, err } = await project.run("migrate");
  assert.equal(code, 0, err);
  for (const made of ["one", "two", "three"]) assert.ok(await holds(fresh, made), made);
}

for (const { name, skip: missing, fresh: make } of databases) {
  if (name === "mysql") continue; // MariaDB stands for the family
  const skip = missing || noSignals ||
    (onNode && name === "mariadb" ? "PostgreSQL and SQLite show it on Node" : false);
  const withProject = async (
    files: Record<string, string>,
    act: (project: Project, fresh: FreshDatabase) => Promise<void>,
  ) => {
    const fresh = await make();
    try {
      await act(new Project(files, fresh.url), fresh);
    } finally {
      await fresh.dispose();
    }
  };

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`${name}: the first ${signal} finishes the migration and stops`, { skip }, async () => {
      await withProject(threeOf(name, 1), async (project, fresh) => {
        const running = project.start(["migrate"]);
        await running.said(/Applying 1_one/);
        running.kill(signal);
        const { code, out, err } = await running.ended;
        assert.equal(code, 1, out + err);
        assert.match(err, /^stopping after the current migration; once more stops it now\n/);
        assert.match(out, /Applied 1_one/);
        assert.match(err, /stopped between two migrations[^]*\n {2}left {3}(2, )?3\n/);
        assert.deepEqual([await holds(fresh, "one"), await holds(fresh, "three")], [true, false]);
        assert.equal((await project.run("migrate")).code, 0);
        assert.ok(await holds(fresh, "three"));
      });
    });
  }

  test(
    `${name}: the second signal stops at once, and migrate finishes later`,
    { skip },
    async () => {
      await withProject(threeOf(name, 60), async (project, fresh) => {
        const running = project.start(["migrate"]);
        await running.said(/Applying 1_one/);
        // a DDL statement of MariaDB that is cut short is a human's to settle
        if (name === "mariadb") { while (!await holds(fresh, "one")); }
        running.kill("SIGINT");
        await running.said(/once more stops it now/);
        const began = performance.now();
        running.kill("SIGTERM");
        const { code, out } = await running.ended;
        assert.equal(code, 1);
        assert.ok(performance.now() - began < 10_000);
        assert.doesNotMatch(out, /Applied 1_one/);
        if (name === "sqlite") {
          assert.deepEqual(await fresh.raw.query("PRAGMA integrity_check"), [{
            integrity_check: "ok",
          }]);
        }
        assert.equal(await holds(fresh, "two"), false);
        await finishes(name, project, fresh);
      });
    },
  );

  test(`${name}: a signal while waiting for the lock ends the waiting`, { skip }, async () => {
    await withProject(threeOf(name, 60), async (project, fresh) => {
      const holder = project.start(["migrate"]);
      await holder.said(/Applying 1_one/);
      const waiter = project.start(["migrate", "--lock-wait", "60"]);
      await waiter.said(/Waiting for the migration lock/);
      waiter.kill("SIGINT");
      const { code, err } = await waiter.ended;
      assert.equal(code, 1, err);
      assert.match(err, /next +run the same command again/);
      holder.kill("SIGINT");
      await holder.said(/once more stops it now/);
      holder.kill("SIGINT");
      await holder.ended;
      await finishes(name, project, fresh);
    });
  });
}

testOffNode("sqlite: two signals at any moment leave a file that migrate finishes", {
  skip: noSignals,
}, async () => {
  const lines = [/Created/, /Applying 1/, /Applied 1/, /Applying 2/, /Applied 2/, /Applying 3/];
  for (const line of lines) {
    const project = new Project(threeOf("sqlite", 0));
    const running = project.start(["migrate"]);
    await running.said(line);
    running.kill("SIGINT");
    running.kill("SIGINT");
    await running.ended;
    const { code, err } = await project.run("migrate");
    assert.equal(code, 0, `${line}: ${err}`);
    assert.deepEqual(await project.tables(), ["one", "three", "two"], `${line}`);
    const rows = await project.query("SELECT version FROM dunlin_migrations ORDER BY version");
    assert.deepEqual(rows.map(({ version }) => version), ["1", "2", "3"]);
  }
});

for (const args of [["migrate"], ["status"]]) {
  test(`${args}: a signal while a server does not answer ends the program at once`, {
    skip: noSignals,
  }, async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    try {
      const project = new Project(table(1, "a"), `postgres://u@127.0.0.1:${port}/x`);
      const running = project.start(args);
      await once(silent, "connection");
      running.kill("SIGINT");
      assert.equal((await running.ended).code, 1);
    } finally {
      silent.close();
    }
  });
}

const grace = databases.find(({ name }) => name === "postgres");
test(
  "after the grace of --grace a SIGTERM stops what is running",
  { skip: noSignals || (grace?.skip ?? "no PostgreSQL") },
  async () => {
    const fresh = await grace?.fresh();
    if (!fresh) return;
    try {
      const project = new Project(threeOf("postgres", 60), fresh.url);
      const running = project.start(["migrate", "--grace", "1"]);
      await running.said(/Applying 1_one/);
      const began = performance.now();
      running.kill("SIGTERM");
      const { code, out, err } = await running.ended;
      assert.equal(code, 1, out + err);
      assert.match(err, /the grace of 1 s is over\nstopping now/);
      assert.ok(performance.now() - began >= 1000);
      assert.equal(await holds(fresh, "one"), false);
      await finishes("postgres", project, fresh);
    } finally {
      await fresh.dispose();
    }
  },
);
