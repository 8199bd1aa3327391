import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import mysql from "mysql2/promise";
// @ts-types="@types/pg"
import pg from "pg";
import { type ProxyCounts, type ProxyOptions, startProxy } from "../../bench/proxy.ts";
import { databaseNamed, type FreshDatabase } from "../contract/databases.ts";

const NAMES = ["postgres", "mysql", "mariadb"] as const;
type Name = (typeof NAMES)[number];

interface Client {
  query(sql: string, params?: unknown[]): Promise<unknown>;
  end(): Promise<unknown>;
}

async function connect(name: Name, url: string): Promise<Client> {
  if (name !== "postgres") {
    const options = { uri: url.replace("mariadb:", "mysql:"), multipleStatements: true };
    const connection = await mysql.createConnection(options);
    connection.on("error", () => {});
    return connection;
  }
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** What one client's doings cost; the client may be cut off by them. */
async function measure(
  name: Name,
  options: Omit<ProxyOptions, "target">,
  act: (client: Client, fresh: FreshDatabase) => Promise<void>,
): Promise<ProxyCounts> {
  const fresh = await databaseNamed(name).fresh();
  const proxy = await startProxy({ target: fresh.url, ...options });
  try {
    const client = await connect(name, proxy.url);
    await act(client, fresh);
    await client.end().catch(() => {});
    return proxy.counts();
  } finally {
    await proxy.close();
    await fresh.dispose();
  }
}

async function tables(fresh: FreshDatabase): Promise<number> {
  const schema = fresh.url.startsWith("postgres:") ? "'public'" : "database()";
  const [row] = await fresh.raw.query(
    `SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = ${schema}`,
  );
  return Number(row!["n"]);
}

async function untilTables(fresh: FreshDatabase, count: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (await tables(fresh) !== count) {
    assert.ok(Date.now() < deadline, `never saw ${count} tables`);
    await pause(10);
  }
}

for (const name of NAMES) {
  const { skip } = databaseNamed(name);
  const simple = name === "postgres" ? "Query" : "COM_QUERY";

  test(`${name}: counts a message of several statements as one round trip`, { skip }, async () => {
    const counts = await measure(name, {}, async (client) => {
      await client.query(
        "CREATE TABLE birds (a INT); INSERT INTO birds VALUES (1); SELECT * FROM birds",
      );
    });
    assert.equal(counts.messages[simple], 1);
    assert.equal(counts.roundTrips, 1);
    assert.equal(counts.commands, 1);
    assert.equal(counts.sessions, 1);
    assert.ok(counts.loginRoundTrips > 0);
  });

  test(`${name}: counts one round trip for each message that is waited for`, { skip }, async () => {
    const counts = await measure(name, {}, async (client) => {
      for (let i = 0; i < 5; i++) await client.query("SELECT 1");
    });
    assert.equal(counts.roundTrips, 5);
    assert.equal(counts.messages[simple], 5);
  });

  test(
    `${name}: counts a message larger than a chunk once, and all its bytes`,
    { skip },
    async () => {
      const counts = await measure(name, {}, async (client) => {
        await client.query(`SELECT length('${"x".repeat(1_000_000)}')`);
      });
      assert.equal(counts.messages[simple], 1);
      assert.equal(counts.roundTrips, 1);
      assert.ok(counts.bytesUp > 1_000_000, `${counts.bytesUp}`);
      assert.ok(counts.bytesDown < 100_000, `${counts.bytesDown}`);
    },
  );

  test(`${name}: makes a round trip longer by twice the delay`, { skip }, async () => {
    await measure(name, { delayMs: 25 }, async (client) => {
      const began = performance.now();
      await client.query("SELECT 1");
      assert.ok(performance.now() - began >= 49);
    });
  });

  test(`${name}: cutAfter lets the server finish the n-th command unheard`, { skip }, async () => {
    await measure(name, { cutAfter: 2 }, async (client, fresh) => {
      await client.query("CREATE TABLE bird1 (a INT)");
      await assert.rejects(client.query("CREATE TABLE bird2 (a INT)"));
      await untilTables(fresh, 2);
    });
  });

  test(`${name}: cutBefore keeps the n-th command from the server`, { skip }, async () => {
    await measure(name, { cutBefore: 2 }, async (client, fresh) => {
      await client.query("CREATE TABLE bird1 (a INT)");
      await assert.rejects(client.query("CREATE TABLE bird2 (a INT)"));
      assert.equal(await tables(fresh), 1);
    });
  });

  test(`${name}: after a cut a new session goes through`, { skip }, async () => {
    const fresh = await databaseNamed(name).fresh();
    const proxy = await startProxy({ target: fresh.url, cutBefore: 1 });
    try {
      const cut = await connect(name, proxy.url);
      await assert.rejects(cut.query("SELECT 1"));
      const again = await connect(name, proxy.url);
      await again.query("SELECT 1");
      await again.end();
      assert.equal(proxy.counts().sessions, 2);
    } finally {
      await proxy.close();
      await fresh.dispose();
    }
  });
}

test("postgres: tells the messages of a query with parameters apart", {
  skip: databaseNamed("postgres").skip,
}, async () => {
  const counts = await measure("postgres", {}, async (client) => {
    await client.query("SELECT $1::int", [1]);
  });
  assert.deepEqual(
    Object.keys(counts.messages).filter((name) => !/Startup|Password|Terminate/.test(name)).sort(),
    ["Bind", "Describe", "Execute", "Parse", "Sync"],
  );
  assert.equal(counts.roundTrips, 1);
});

test("a target that is no TCP database is a wrong call", async () => {
  await assert.rejects(startProxy({ target: "sqlite:app.db" }), TypeError);
});
