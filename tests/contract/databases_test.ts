import assert from "node:assert/strict";
import { test } from "node:test";
import { cluster } from "./clusters.ts";
import { type DatabaseName, databases, type FreshDatabase } from "./databases.ts";
import { pooled } from "./pooled.ts";
import { requiredServers } from "./required_servers.ts";
import { onServer } from "./servers/mysql.ts";

const sameFor = (text: string) => ({ postgres: text, mysql: text, mariadb: text, sqlite: text });
const LIST_TABLES: Record<DatabaseName, string> = {
  ...sameFor(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = (SELECT DATABASE())",
  ),
  postgres:
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table'",
};

async function withFresh<Fresh extends FreshDatabase>(
  database: { fresh(): Promise<Fresh> },
  act: (fresh: Fresh) => Promise<void>,
): Promise<void> {
  const fresh = await database.fresh();
  try {
    await act(fresh);
  } finally {
    await fresh.dispose();
  }
}

for (const database of databases) {
  const { name, skip } = database;

  test(
    `${name}: a fresh database is empty`,
    { skip },
    () =>
      withFresh(database, async ({ raw }) => {
        assert.deepEqual(await raw.query(LIST_TABLES[name]), []);
      }),
  );

  test(
    `${name}: two fresh databases share nothing`,
    { skip },
    () =>
      withFresh(database, (one) =>
        withFresh(database, async (other) => {
          assert.notEqual(one.url, other.url);
          await one.raw.query("CREATE TABLE birds (name VARCHAR(20))");
          assert.deepEqual(await other.raw.query(LIST_TABLES[name]), []);
          assert.deepEqual(await one.raw.query(LIST_TABLES[name]), [{ name: "birds" }]);
        })),
  );

  test(
    `${name}: sessions of one database see each other's committed work`,
    { skip },
    () =>
      withFresh(database, async ({ raw, session }) => {
        const other = await session();
        await other.query("CREATE TABLE birds (name VARCHAR(20))");
        await other.query("INSERT INTO birds VALUES ('dunlin')");
        assert.deepEqual(await raw.query("SELECT name FROM birds"), [{ name: "dunlin" }]);
      }),
  );

  test(
    `${name}: dispose() does not wait for a session that is left in a transaction`,
    { skip },
    async () => {
      const fresh = await database.fresh();
      const left = await fresh.session();
      await left.query("CREATE TABLE birds (name VARCHAR(20))");
      await left.query("BEGIN");
      await left.query("INSERT INTO birds VALUES ('dunlin')");
      await fresh.dispose();
      await fresh.dispose();
    },
  );

  test(
    `${name}: a refused statement is a rejection`,
    { skip },
    () =>
      withFresh(database, async ({ raw }) => {
        await assert.rejects(raw.query("SELECT * FROM nowhere"), /nowhere/);
      }),
  );
}

test(
  "pooled: many clients share two sessions, and the database is seen past them",
  { skip: pooled.skip },
  () =>
    withFresh(pooled, async ({ pooledSession, raw }) => {
      const clients = await Promise.all(Array.from({ length: 5 }, pooledSession));
      const answers = await Promise.all(
        clients.map((client) => client.query("SELECT pg_backend_pid() AS pid FROM pg_sleep(0.01)")),
      );
      assert.equal(new Set(answers.map(([row]) => row!["pid"])).size, 2);
      await clients[0]!.query("CREATE TABLE birds (name VARCHAR(20))");
      assert.deepEqual(await raw.query(LIST_TABLES.postgres), [{ name: "birds" }]);
    }),
);

test(
  "cluster: a fresh database is the same one on every node",
  { skip: cluster.skip },
  () =>
    withFresh(cluster, async ({ urls, raw }) => {
      await raw.query("CREATE TABLE birds (name VARCHAR(20))");
      for (const url of urls) {
        await onServer(url, async (node) => {
          await node.query("SET SESSION wsrep_sync_wait = 15");
          assert.deepEqual(await node.query(LIST_TABLES.mariadb), [{ name: "birds" }]);
        });
      }
      assert.equal(new Set(urls).size, 3);
    }),
);

test("required servers: all in CI, those named otherwise, none by default", () => {
  assert.deepEqual(requiredServers({}), []);
  assert.deepEqual(requiredServers({ CI: "true" }), [
    "postgres",
    "mysql",
    "mariadb",
    "pgbouncer",
    "galera",
  ]);
  assert.deepEqual(requiredServers({ CI: "true", DUNLIN_REQUIRE_SERVERS: "mysql, postgres" }), [
    "mysql",
    "postgres",
  ]);
});
