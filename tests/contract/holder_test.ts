import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { databases } from "./databases.ts";
import { hooked } from "./hooked.ts";
import { inMemory, on, type Project } from "./project.ts";

/** What a runner is told who has to wait; it waits on. */
async function toldWaiting(project: Project, running: Promise<unknown>[]): Promise<string> {
  const told = Promise.withResolvers<string>();
  const onEvent = (event: Event) => {
    if (event.type === "lock_waiting") told.resolve(event.holder ?? "nobody");
  };
  const run = project.up({ onEvent });
  run.catch(told.reject);
  running.push(run);
  return await told.promise;
}

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const { name, skip } = database;
  const session = name === "postgres" ? "pid" : "connection";
  const sessionId = name === "postgres" ? "pg_backend_pid()" : "CONNECTION_ID()";
  const user = name === "postgres" ? "postgres" : "app";

  /** The server's clock, as a holder's time is written. */
  const clock = async (project: Project): Promise<string> => {
    const [now] = await project.column(
      name === "postgres"
        ? "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
        : "SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%f')",
    );
    return now ?? "";
  };

  describe(`${name}: who waits is told`, { skip }, () => {
    for (const first of [true, false]) {
      test(
        `the holder's session, host and program, and since when it holds the lock (${
          first ? "a first run" : "not a first run"
        })`,
        { timeout: 60_000 },
        on(database, async (project) => {
          project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
          if (!first) await project.up();
          const running: Promise<unknown>[] = [];
          let holder = "";
          const holding = async () => {
            holder = await toldWaiting(project, running);
          };
          project.files = { ...project.files, "2_b.ts": { up: holding } };
          const connection = await project.connection();
          try {
            const [own] = await connection.query({ text: `SELECT ${sessionId} AS id` });
            const connected = await clock(project);
            const migrator = await Migrator.over(connection, {
              migrations: inMemory(project.files),
            });
            await migrator.up();
            const after = await clock(project);
            await Promise.all(running);
            const words = new RegExp(
              `\\b${session} (\\d+) user ${user} from (?:127\\.0\\.0\\.1|localhost)\\S* ` +
                `run by dunlin pid ${process.pid} since (\\S+)Z$`,
            );
            assert.match(holder, words);
            const [, id, since = ""] = words.exec(holder) ?? [];
            assert.equal(id, String(own?.["id"]));
            // milliseconds, cut off: the session was open before, and held nothing
            assert.ok(connected.slice(0, 23) <= since && since <= after, `${connected} ${holder}`);
          } finally {
            await connection.close();
          }
        }),
      );
    }

    test(
      "what the server knows of the holder where dunlin's tables are not there yet",
      { timeout: 60_000 },
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
        const running: Promise<unknown>[] = [];
        let holder = "";
        const beforeSend = async (text: string) => {
          if (holder === "" && text.includes("CREATE TABLE IF NOT EXISTS")) {
            holder = await toldWaiting(project, running);
          }
        };
        const connection = await project.connection();
        try {
          const migrator = await Migrator.over(hooked(connection, { beforeSend }), {
            migrations: inMemory(project.files),
          });
          assert.deepEqual((await migrator.up()).applied, ["1"]);
          await Promise.all(running);
          assert.match(
            holder,
            new RegExp(
              `\\b${session} \\d+ user ${user} from (127\\.0\\.0\\.1|localhost)\\S* ` +
                (name === "postgres" ? "connected since 20" : "in its present state for \\d+ s"),
            ),
          );
        } finally {
          await connection.close();
        }
      }),
    );

    test(
      "nothing that an earlier holder has left: only the fence's own session is believed",
      { timeout: 60_000 },
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
        await project.up();
        const running: Promise<unknown>[] = [];
        let holder = "";
        project.files = { ...project.files, "2_b.up.sql": "CREATE TABLE b (id int);" };
        const connection = await project.connection();
        const beforeSend = async (text: string) => {
          if (holder === "" && text.includes("SET token = token")) {
            holder = await toldWaiting(project, running);
          }
        };
        try {
          const migrator = await Migrator.over(hooked(connection, { beforeSend }), {
            migrations: inMemory(project.files),
          });
          assert.deepEqual((await migrator.up()).applied, ["2"]);
          await Promise.all(running);
          assert.doesNotMatch(holder, /run by/);
          assert.match(holder, /connected since|present state/);
        } finally {
          await connection.close();
        }
      }),
    );
  });
}
