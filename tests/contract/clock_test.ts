import assert from "node:assert/strict";
import process from "node:process";
import { after, before, describe, test, type TestContext } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { type ServerOnFakedClock, startOnFakedClock } from "../tools/servers/faked_clock.ts";
import { type Relay, relayTo } from "../drivers/relay.ts";
import { databases } from "./databases.ts";
import { near } from "./hooked.ts";
import { type Project, withProject } from "./project.ts";
import { requiredServers } from "./required_servers.ts";
import { freshMysql } from "./servers/mysql.ts";
import { freshPostgres } from "./servers/postgres.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

type ServerName = "postgres" | "mysql" | "mariadb";

/** Work that takes seconds by no clock: `pg_sleep` itself would sleep on for an hour. */
const SLOW = {
  postgres: "SELECT count(*) FROM generate_series(1, 12000000)",
  mysql: "DO SLEEP(2)",
  mariadb: "DO SLEEP(2)",
};
/** Whether it is at it. */
const WORKING = {
  postgres: "SELECT 1 FROM pg_stat_activity WHERE query LIKE '/* dunlin 2 */%' " +
    "AND state = 'active' AND backend_xid IS NOT NULL AND datname = current_database()",
  mysql: `SELECT 1 FROM ${PROCESSLIST} WHERE state = 'User sleep' ` +
    "AND db = DATABASE()",
  mariadb: `SELECT 1 FROM ${PROCESSLIST} WHERE state = 'User sleep' ` +
    "AND db = DATABASE()",
};
const FILES = {
  "1_a.up.sql": "CREATE TABLE a (id int);",
  "2_b.up.sql": "INSERT INTO a VALUES (1);",
  "3_c.up.sql": "INSERT INTO a VALUES (2);",
};
const LEASE = { lock: "lease", leaseSeconds: 2, retries: 8, lockWaitSeconds: 30 } as const;

/** Calls once, with the first event that fits. */
function once(fits: (event: Event) => boolean, act: () => void): (event: Event) => void {
  let done = false;
  return (event) => {
    if (done || !fits(event)) return;
    done = true;
    act();
  };
}

const applied = (version: string) => (event: Event) =>
  event.type === "migration_applied" && event.step.version === version;
const waits = (event: Event) => event.type === "lock_waiting";

async function assertOnce(
  project: Project,
  ...runs: readonly { readonly applied: readonly string[] }[]
): Promise<void> {
  const versions = Object.keys(project.files).map((file) => file.slice(0, 1));
  assert.deepEqual(runs.flatMap((run) => run.applied).sort(), versions);
  assert.deepEqual(await project.versions(), versions);
  assert.deepEqual(await project.column("SELECT id FROM a ORDER BY id"), ["1", "2"]);
  assert.deepEqual(await project.journal(), []);
  const negative = await project.column(
    "SELECT version FROM dunlin_migrations WHERE duration_ms < 0",
  );
  assert.deepEqual(negative, [], "no migration took less than no time");
}

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const name = database.name as ServerName;

  describe(`${name}: a server's clock that jumps`, () => {
    let server: ServerOnFakedClock | undefined;
    let reason = "";
    before(async () => {
      try {
        server = await startOnFakedClock(name);
      } catch (error) {
        if (requiredServers(process.env).includes(name)) throw error;
        reason = `no ${name} server on a faked clock: ${(error as Error).message}`;
        process.stderr.write(`skipping: ${reason}\n`);
      }
    });
    after(() => server?.stop());

    /** A database on the server, whose clock is right, and a way to it that can be held up. */
    const onClock =
      (act: (project: Project, server: ServerOnFakedClock, relay: Relay) => Promise<void>) =>
      async (context: TestContext) => {
        if (server === undefined) return context.skip(reason);
        const own = server;
        await own.jump(0);
        const fresh = () => (name === "postgres" ? freshPostgres : freshMysql)(own.url);
        await withProject({ ...database, fresh }, async (project) => {
          project.options = LEASE;
          project.files = FILES;
          const relay = await relayTo(project.fresh.url);
          try {
            await act(project, own, relay);
          } finally {
            relay.letThrough();
            relay.refuseMore();
          }
        });
      };

    test(
      "forward, between two migrations of a runner that is held up: another goes on, each runs once",
      { timeout: 60_000 },
      onClock((project, server, relay) =>
        near(async () => {
          const held = Promise.withResolvers<void>();
          const heard: string[] = [];
          const stop = once(applied("1"), () => {
            relay.holdUp();
            held.resolve();
          });
          const holding = project.run({ kind: "latest" }, {
            url: relay.url,
            onEvent: (event) => {
              heard.push(event.type);
              stop(event);
            },
          });
          holding.catch(held.reject);
          await held.promise;
          const waiting = Promise.withResolvers<void>();
          const second = project.run({ kind: "latest" }, { onEvent: once(waits, waiting.resolve) });
          second.then(() => waiting.resolve(), waiting.reject); // a slow machine may be too late
          await waiting.promise;
          await server.jump(1);
          const other = await second;
          assert.deepEqual(other.applied, ["2", "3"]);
          relay.letThrough();
          await assertOnce(project, await holding, other);
          assert.ok(heard.includes("replanned"), heard.join(" "));
        })
      ),
    );

    for (const hours of [1, -1]) {
      const where = hours > 0 ? "forward" : "back";
      test(
        `${where}, in the middle of a transaction: nobody works beside its runner, each runs once`,
        { timeout: 60_000 },
        onClock(async (project, server) => {
          project.files = {
            ...FILES,
            "2_b.up.sql": `INSERT INTO a VALUES (1);\n${SLOW[name]};`,
          };
          const first = project.run({ kind: "latest" });
          let ended = false;
          first.catch(() => {}).finally(() => ended = true); // looked at below
          while (!ended && (await project.query(WORKING[name])).length === 0);
          const waiting = Promise.withResolvers<void>();
          const second = project.run({ kind: "latest" }, { onEvent: once(waits, waiting.resolve) });
          second.then(() => waiting.resolve(), waiting.reject); // a slow machine may be too late
          await waiting.promise;
          await server.jump(hours);
          const runs = await Promise.all([first, second]);
          assert.ok(runs[0].applied.includes("2"), "who began it has finished it");
          await assertOnce(project, ...runs);
        }),
      );

      test(
        `${where}, in the middle of a transaction whose runner is cut off: it ends, then another goes on`,
        { timeout: 60_000 },
        onClock(async (project, server, relay) => {
          project.files = {
            ...FILES,
            "2_b.up.sql": `INSERT INTO a VALUES (1);\n${SLOW[name]};`,
          };
          const first = project.run({ kind: "latest" }, { url: relay.url });
          let ended = false;
          first.catch(() => {}).finally(() => ended = true); // looked at below
          while (!ended && (await project.query(WORKING[name])).length === 0);
          relay.holdUp();
          const waiting = Promise.withResolvers<void>();
          const second = project.run({ kind: "latest" }, { onEvent: once(waits, waiting.resolve) });
          second.then(() => waiting.resolve(), waiting.reject); // a slow machine may be too late
          await waiting.promise;
          await server.jump(hours);
          if (hours > 0) await second;
          relay.letThrough();
          await assertOnce(project, await first, await second);
        }),
      );
    }

    test(
      "back, with a lease of a runner that is gone: the wait ends when it was told to, and unlock helps",
      { timeout: 60_000 },
      onClock(async (project, server, relay) => {
        project.files = { "1_a.up.sql": FILES["1_a.up.sql"] };
        await project.up();
        project.files = FILES;
        const held = Promise.withResolvers<void>();
        const gone = project.run({ kind: "latest" }, {
          url: relay.url,
          onEvent: once(({ type }) => type === "plan_made", () => {
            relay.holdUp();
            held.resolve();
          }),
        });
        gone.catch(held.reject);
        await held.promise;
        await server.jump(-1);
        const began = performance.now();
        const error = await project.failure(project.up({ lockWaitSeconds: 3 }));
        assert.equal(error.code, "lock-timeout");
        assert.match(error.message, /dunlin pid \d+ .* since .* its lease ends at/);
        assert.ok(performance.now() - began < 20_000);
        const migrator = await project.migrator();
        assert.equal((await migrator.unlock())[0]?.kind, "lease");
        const run = await project.up();
        assert.deepEqual(run.applied, ["2", "3"]);
        relay.letThrough();
        await assertOnce(project, { applied: ["1"] }, await gone, run);
      }),
    );
  });
}
