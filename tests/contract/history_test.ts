import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";
import { checksum } from "../../src/migrations/checksum.ts";
import type { Connection } from "../../src/drivers/connection.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { VERSION } from "../../src/version.ts";
import { databases } from "./databases.ts";
import { inMemory, on } from "./project.ts";

const UP = "CREATE TABLE birds (name VARCHAR(20));\r\n";
const DOWN = "DROP TABLE birds; -- 'ü' \\ \"🐦\"\n";
const FILES = {
  "001_birds.up.sql": UP,
  "001_birds.down.sql": DOWN,
  "2_nests.up.sql": "CREATE TABLE nests (id INT);",
};

/** Everything a connection is asked for, as it passes. */
function counted(connection: Connection): { connection: Connection; asked: string[] } {
  const asked: string[] = [];
  const proxy = new Proxy(connection, {
    get(target, key) {
      const value = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (["query", "send", "copyIn", "reset"].includes(String(key))) {
          asked.push((args[0] as { text?: string })?.text ?? String(args[0]));
        }
        return value.apply(target, args);
      };
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
  return { connection: proxy, asked };
}

const PID = `dunlin pid ${process.pid} \\(run \\w{8}\\)`;
/** Who did it: this process, and as whom the server knows it. */
const BY = {
  postgres: new RegExp(`^${PID} as \\w+ from [\\w.: ]+$`),
  mysql: new RegExp(`^${PID} as \\w+@[\\w.-]+$`),
  mariadb: new RegExp(`^${PID} as \\w+@[\\w.-]+$`),
  sqlite: new RegExp(`^${PID}$`),
};

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: the history`, { skip }, () => {
    test(
      "a row says what was applied, when, by whom and with which text",
      on(database, async (project) => {
        project.files = FILES;
        const before = Date.now();
        await project.up();
        const [row, second] = await project.query(
          "SELECT * FROM dunlin_migrations ORDER BY sequence",
        );
        assert.ok(row && second);
        const { applied_at: at, duration_ms: duration, applied_by: by, ...rest } = row;
        assert.match(String(by), BY[name]);
        assert.deepEqual({ ...rest, sequence: Number(rest.sequence) }, {
          id: "1",
          kind: "versioned",
          origin: "applied",
          namespace: "",
          version: "001",
          name: "birds",
          checksum: checksum(UP),
          sequence: 1,
          tool_version: VERSION,
          file: "migrations/001_birds.up.sql",
          down_text: DOWN,
          down_checksum: checksum(DOWN),
        });
        const said = at instanceof Date ? at.toISOString() : String(at).replace(" ", "T");
        const appliedAt = Date.parse(said.replace(/(\.\d{3})\d*Z?$/, "$1Z"));
        assert.ok(Math.abs(appliedAt - before) < 60_000, `${said} is now, in UTC`);
        assert.ok(Number(duration) >= 0 && Number(duration) < 60_000);
        assert.equal(Number(second.sequence), 2);
        assert.deepEqual([second.down_text, second.down_checksum], [null, null]);
      }),
    );

    test(
      "the duration is measured by the server's clock",
      on(database, async (project) => {
        const slow = {
          postgres: "SELECT pg_sleep(0.2);",
          mysql: "DO SLEEP(0.2);",
          mariadb: "DO SLEEP(0.2);",
          sqlite: "CREATE TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL " +
            "SELECT i + 1 FROM c WHERE i < 900000) SELECT i FROM c;",
        };
        project.files = { "1_slow.up.sql": slow[name] };
        await project.up();
        const [duration] = await project.column("SELECT duration_ms FROM dunlin_migrations");
        assert.ok(Number(duration) >= (name === "sqlite" ? 1 : 200), `${duration} ms`);
        const [event] = project.said("migration_applied");
        assert.ok(event && event.durationMs >= Number(duration) - 5, `${event?.durationMs} ms`);
      }),
    );

    test(
      "an up-to-date run asks one question and writes nothing",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        const fence = "SELECT * FROM dunlin_migrations_lock ORDER BY id";
        const before = await project.query(fence);
        const own = await project.connection();
        const { connection, asked } = counted(own);
        try {
          const migrator = await Migrator.over(connection, { migrations: inMemory(FILES) });
          const run = await migrator.up({ onEvent: (event) => project.events.push(event) });
          assert.deepEqual(run.applied, []);
          assert.equal(asked.length, 1, asked.join("\n---\n"));
          assert.deepEqual(project.said("up_to_date").map(({ applied }) => applied).at(-1), 2);
          assert.deepEqual(await project.query(fence), before);
        } finally {
          await own.close();
        }
      }),
    );

    test(
      "status and plan write nothing, on an empty database and on one with work to do",
      on(database, async (project) => {
        project.files = FILES;
        const empty = await project.migrator();
        try {
          const status = await empty.status();
          assert.equal(status.exists, false);
          assert.deepEqual(status.migrations.map(({ state }) => state), ["pending", "pending"]);
          assert.equal((await empty.plan()).steps.length, 2);
          assert.equal(await project.exists("dunlin_migrations"), false);
        } finally {
          await empty.close();
        }
        await project.run({ kind: "up", steps: 1 });
        const fence = "SELECT * FROM dunlin_migrations_lock ORDER BY id";
        const before = await project.query(fence);
        const migrator = await project.migrator({ readOnly: true });
        try {
          const states = (await migrator.status()).migrations.map(({ state }) => state);
          assert.deepEqual(states, ["applied", "pending"]);
          assert.equal((await migrator.plan({ to: "0" })).steps.length, 1);
          assert.deepEqual(await project.query(fence), before);
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "one migrator can run again and again on its session",
      on(database, async (project) => {
        project.files = FILES;
        const migrator = await project.migrator();
        try {
          assert.deepEqual((await migrator.up({ steps: 1 })).applied, ["001"]);
          assert.deepEqual((await migrator.up()).applied, ["2"]);
          assert.deepEqual((await migrator.up()).applied, []);
          assert.deepEqual(await migrator.down({ steps: 1 }).catch((e) => e.code), "no-down");
          assert.equal((await migrator.status()).migrations.length, 2);
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "calls made at once on one migrator wait for each other",
      on(database, async (project) => {
        project.files = FILES;
        const migrator = await project.migrator();
        try {
          const [first, second, status] = await Promise.all([
            migrator.up(),
            migrator.up(),
            migrator.status(),
          ]);
          assert.ok(first.applied.length > 0);
          assert.deepEqual(second.applied, []);
          assert.deepEqual(
            new Set(status.migrations.map(({ state }) => state)),
            new Set(["applied"]),
          );
        } finally {
          await migrator.close();
        }
      }),
    );

    test(
      "an edited file is refused by name, and changes nothing",
      on(database, async (project) => {
        project.files = FILES;
        await project.up();
        project.files = { ...FILES, "001_birds.up.sql": "SELECT 1;" };
        const refused = await project.failure(project.up());
        assert.equal(refused.code, "plan-refused");
        assert.match(refused.message, /001_birds was edited/);
        assert.deepEqual(await project.versions(), ["001", "2"]);
      }),
    );

    test(
      "versions of more than 64 bits and repeated runs keep their places",
      on(database, async (project) => {
        const big = "99999999999999999999999999";
        project.files = { [`${big}_big.up.sql`]: "CREATE TABLE big (id INT);", ...FILES };
        assert.deepEqual((await project.up()).applied, ["001", "2", big]);
        assert.deepEqual((await project.up()).applied, []);
      }),
    );
  });
}
