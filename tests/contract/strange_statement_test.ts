import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { databaseWords } from "../../src/dialects/database_words.ts";
import { MYSQL_SESSIONS } from "../../src/dialects/mysql_sessions.ts";
import { inProcess } from "../cli/in_process.ts";
import { databases } from "./databases.ts";
import { on, type Project } from "./project.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

/** Acts while a stranger runs a statement with a character that takes four bytes. */
async function besideEmoji<T>(project: Project, act: (stranger: string) => Promise<T>): Promise<T> {
  const stranger = await project.fresh.session();
  const [own] = await stranger.query("SELECT CAST(CONNECTION_ID() AS CHAR) AS id");
  const id = String(own?.["id"]);
  const sleeping = stranger.query("SELECT SLEEP(120), '🐦'").catch(() => {});
  const look = `SELECT 1 FROM ${PROCESSLIST} WHERE ID = ${id} AND STATE = 'User sleep'`;
  try {
    while ((await project.query(look)).length === 0);
    return await act(id);
  } finally {
    await project.query(`KILL ${id}`);
    await sleeping;
  }
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  const { name, skip } = database;

  describe(`${name}: while a stranger's statement holds an emoji`, { skip }, () => {
    test(
      "a run takes over from one that ended in the middle of a statement",
      { timeout: 60_000 },
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id INT); CREATE TABLE b LIKE later;" };
        await project.failure(project.up());
        await project.query(
          "UPDATE dunlin_migrations_journal SET state = 'intent' WHERE position = 2",
        );
        await project.query("CREATE TABLE later (id INT)");
        const { applied } = await besideEmoji(project, () => project.up());
        assert.deepEqual(applied, ["1"]);
      }),
    );

    test(
      "who waits for the lock is told who holds it",
      { timeout: 60_000 },
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id INT);" };
        await project.up();
        let holder: string | null | undefined;
        const up = async () => {
          const error = await besideEmoji(
            project,
            () => project.failure(project.up({ lockWaitSeconds: 0.2 })),
          );
          assert.equal(error.code, "lock-timeout");
          holder = error.message;
        };
        project.files = { ...project.files, "2_b.ts": { up } };
        await project.up();
        assert.match(holder ?? "", /connection \d+ user app from \S+ run by dunlin pid/);
      }),
    );

    test(
      "the sessions that db:drop names where it is refused are named",
      { timeout: 60_000 },
      on(database, async (project) => {
        await besideEmoji(project, async (stranger) => {
          const rows = await project.query(databaseWords("mysql").sessions(project.fresh.name));
          assert.deepEqual(rows.map(({ id }) => id), [stranger]);
          assert.match(
            String(rows[0]?.["session"]),
            new RegExp(`^connection ${stranger}, app@\\S+$`),
          );
        });
      }),
    );

    test(
      "db:drop --force ends that session, too",
      { timeout: 60_000 },
      on(database, async (project) => {
        const stranger = await project.fresh.session();
        const ended = assert.rejects(stranger.query("SELECT SLEEP(120), '🐦'"));
        const look = `SELECT 1 FROM ${PROCESSLIST} WHERE DB = DATABASE() AND STATE = 'User sleep'`;
        while ((await project.query(look)).length === 0);
        const drop = ["db:drop", "--yes", "--force", "--json"];
        const run = await inProcess([...drop, "--database", project.fresh.url]);
        assert.equal(run.code, 0, run.err);
        assert.equal(JSON.parse(run.out)["dropped"], true);
        await ended;
      }),
    );

    test(
      "every session is in the list once, and none is left out",
      { timeout: 60_000 },
      on(database, async (project) => {
        await besideEmoji(project, async (stranger) => {
          const here = "WHERE DB = DATABASE() ORDER BY ID";
          const listed = await project.column(`SELECT ID FROM ${MYSQL_SESSIONS} p ${here}`);
          assert.ok(listed.includes(stranger), listed.join(" "));
          assert.deepEqual(listed, await project.column(`SELECT ID FROM ${PROCESSLIST} ${here}`));
        });
      }),
    );
  });
}
