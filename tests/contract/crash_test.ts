import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { RunningServer } from "../tools/servers/server_process.ts";
import {
  type DatabaseName,
  databases,
  type FreshDatabase,
  type TestDatabase,
} from "./databases.ts";
import { onPrivateServer } from "./private_server.ts";
import { type Files, Project } from "./project.ts";
import { lazySession } from "./servers/lazy_session.ts";
import { freshMysql } from "./servers/mysql.ts";
import { freshPostgres } from "./servers/postgres.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

type ServerName = Exclude<DatabaseName, "sqlite">;

const FRESH: Record<ServerName, (url: string) => Promise<FreshDatabase>> = {
  postgres: freshPostgres,
  mysql: freshMysql,
  mariadb: freshMysql,
};

const INNODB_WAIT = "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
const TABLE_WAIT = `SELECT 1 FROM ${PROCESSLIST} ` +
  "WHERE state = 'Waiting for table metadata lock'";
/** Finds a session that waits for a row, or for a table, of another one. */
const WAITS: Record<ServerName, { readonly row: string; readonly table: string }> = {
  postgres: {
    row: "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
    table: "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
  },
  mysql: { row: INNODB_WAIT, table: TABLE_WAIT },
  mariadb: { row: INNODB_WAIT, table: TABLE_WAIT },
};

const FIRST: Files = {
  "1_birds.up.sql":
    "CREATE TABLE birds (id INT PRIMARY KEY, n INT); INSERT INTO birds VALUES (1, 1);",
};
const LAST: Files = { "3_last.up.sql": "INSERT INTO birds (id) VALUES (9);" };

for (const database of databases) {
  if (database.name === "sqlite") continue; // there is no server that could be lost
  const name: ServerName = database.name;

  test(
    `${name}: the power of the server is cut while four runners are there; all go on when it is back`,
    { skip: database.skip, timeout: 120_000 },
    onPrivateServer(name, async (server, context) => {
      await context.test("in a transaction: nothing is lost or doubled", () =>
        withCrash(database, server, {
          text: "INSERT INTO birds VALUES (2, 1); UPDATE birds SET n = n + 1 WHERE id = 1; " +
            "INSERT INTO birds VALUES (3, 1);",
          waits: WAITS[name].row,
        }, async (project) => {
          const birds = await project.column("SELECT id FROM birds ORDER BY id");
          assert.deepEqual(birds, ["1", "2", "3", "9"]);
          assert.deepEqual(await project.column("SELECT n FROM birds WHERE id = 1"), ["2"]);
        }));

      await context.test("in a change of a table: nothing is lost or doubled", () =>
        withCrash(database, server, {
          text: "INSERT INTO birds VALUES (2, 1); ALTER TABLE birds ADD COLUMN m INT; " +
            "UPDATE birds SET m = 1; INSERT INTO birds VALUES (3, 1, 1);",
          waits: WAITS[name].table,
        }, async (project) => {
          const birds = await project.column("SELECT id FROM birds WHERE m = 1 ORDER BY id");
          assert.deepEqual(birds, ["1", "2", "3"]);
        }));
    }),
  );
}

/** Runs four at once and cuts the power as soon as one of them waits in the second migration. */
async function withCrash(
  database: TestDatabase,
  server: RunningServer,
  { text, waits }: { readonly text: string; readonly waits: string },
  look: (project: Project) => Promise<void>,
): Promise<void> {
  const fresh = await FRESH[database.name as ServerName](server.url);
  const before = new Project(database, fresh);
  before.files = FIRST;
  await before.up();
  const blocker = await fresh.session();
  await blocker.query("BEGIN");
  await blocker.query("UPDATE birds SET n = 7 WHERE id = 1");
  const project = new Project(database, { ...fresh, raw: lazySession(fresh.session) });
  project.files = { ...FIRST, "2_more.up.sql": text, ...LAST };
  const waiting = new Set<number>();
  const running = Promise.all(Array.from({ length: 4 }, (_, runner) =>
    project.up({
      lockWaitSeconds: 60,
      retries: 8,
      onEvent: ({ type }) => type === "lock_waiting" && waiting.add(runner),
    })));
  await comesToPass(
    async () => waiting.size === 3 && (await fresh.raw.query(waits)).length > 0,
    running,
  );
  await server.kill();
  await server.restart();
  const runs = await running;
  // one that lost its link in the middle may count what another has finished meanwhile
  assert.deepEqual([...new Set(runs.flatMap((run) => run.applied))].sort(), ["2", "3"]);
  assert.deepEqual(await project.versions(), ["1", "2", "3"]);
  assert.deepEqual(await project.journal(), []);
  await look(project);
  await fresh.dispose();
}

/** Asks again and again until it is so; fails if what runs ends before. */
async function comesToPass(
  isSo: () => Promise<boolean>,
  running: Promise<unknown>,
): Promise<void> {
  let end: unknown;
  running.then(() => end = "the runs have ended", (error) => end = error);
  while (!await isSo()) {
    assert.equal(end, undefined);
    await pause(150); // InnoDB tells nothing new to those who ask more often
  }
}
