import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { Migrator } from "../../src/execution/migrator.ts";
import { databaseNamed } from "./databases.ts";
import { type Files, inMemory } from "./project.ts";
import { onPrivateServer } from "./private_server.ts";
import { openPostgres } from "./servers/postgres.ts";

const FILES: Files = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "2_one.up.sql": "INSERT INTO birds VALUES (1);",
  "3_two.up.sql": "INSERT INTO birds VALUES (2);",
};

test(
  "postgres: a failover in the middle is sat out, and each migration is run once",
  { skip: databaseNamed("postgres").skip },
  onPrivateServer("replica", async (server) => {
    const address = await switchingAddress(server.primary.url);
    const refusals: string[] = [];
    const replica = await openPostgres(server.replica.url);
    const migrator = await Migrator.connect(address.url, {
      migrations: inMemory(FILES),
      retries: 8,
    });
    try {
      await migrator.up({ steps: 2 });
      while ((await replica.query("SELECT to_regclass('birds') AS there"))[0]?.["there"] === null);
      while ((await replica.query("SELECT 1 FROM birds")).length === 0);
      // the address leads to the replica before that is promoted
      address.lead(server.replica.url);
      const run = await migrator.up({
        onEvent: (event) => {
          if (event.type !== "retrying") return;
          refusals.push(event.error.code);
          if (event.error.code === "read-only") void replica.query("SELECT pg_promote(false)");
        },
      });
      assert.deepEqual(run.applied, ["3"]);
      assert.ok(refusals.includes("read-only"), refusals.join(", "));
      assert.deepEqual(await replica.query("SELECT id FROM birds ORDER BY id"), [
        { id: 1 },
        { id: 2 },
      ]);
    } finally {
      await migrator.close();
      await replica.close();
      await address.close();
    }
  }),
);

/** One address for whichever server it leads to; what was connected is cut when that changes. */
async function switchingAddress(first: string) {
  let target = new URL(first);
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[client, server], [server, client]] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = new URL(first);
  url.port = String((listener.address() as AddressInfo).port);
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    lead: (to: string) => {
      target = new URL(to);
      cut();
    },
    close: async () => {
      listener.close();
      cut();
      await once(listener, "close");
    },
  };
}
