import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Event } from "../../src/events/event.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { start } from "../cli/program.ts";
import { databases } from "./databases.ts";
import { beforeMigration, hooked, near } from "./hooked.ts";
import { NEWER_FORMAT, type NewerDunlin, withNewerDunlin } from "./newer_dunlin.ts";
import { withFolder } from "./processes/runner_process.ts";
import { inMemory, on, type Project } from "./project.ts";

const FILES = {
  "1_birds.up.sql": "CREATE TABLE birds (id INT);",
  "2_one.up.sql": "INSERT INTO birds VALUES (1);",
  "3_nests.up.sql": "CREATE TABLE nests (id INT);",
  "4_two.up.sql": "INSERT INTO birds VALUES (2);",
};
const [FIRST, SECOND] = Object.entries(FILES);
const ADD_COLUMN = "ALTER TABLE dunlin_migrations ADD COLUMN lately INT";
const ALTERED = "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); " +
  "ALTER TABLE eggs ADD COLUMN n INT; INSERT INTO eggs VALUES (2, 1);";
const VACUUMED = "CREATE TABLE eggs (id INT); INSERT INTO eggs VALUES (1); VACUUM; " +
  "INSERT INTO eggs VALUES (2);";
/** A file that is kept piece by piece. */
const PIECES = { postgres: VACUUMED, mysql: ALTERED, mariadb: ALTERED, sqlite: VACUUMED };
/** What a session does that lost its lock and does not know it yet. */
const FREE = {
  postgres: "SELECT pg_advisory_unlock_all()",
  mysql: "SELECT RELEASE_ALL_LOCKS()",
  mariadb: "SELECT RELEASE_ALL_LOCKS()",
  sqlite: "SELECT 1",
};

/** A run of the newer dunlin, a step of which a test may wait for. */
async function newerUp(
  project: Project,
  newer: NewerDunlin,
  files: Readonly<Record<string, string>>,
  beforeUpgrade: () => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const { Migrator, connect } = await newer.load();
  const connection = await connect(project.fresh.url);
  try {
    const beforeSend = async (text: string) => {
      if (text.includes(`SET format = ${NEWER_FORMAT}`)) await beforeUpgrade();
    };
    const migrator = await Migrator.over(hooked(connection, { beforeSend }), {
      migrations: inMemory(files),
      lockWaitSeconds: 20,
      retries: 0,
    });
    return (await migrator.up()).applied;
  } finally {
    await connection.close();
  }
}

async function formatOf(project: Project): Promise<number> {
  const [format] = await project.column(
    "SELECT format FROM dunlin_migrations_lock WHERE id = 'fence'",
  );
  return Number(format);
}

async function tokenOf(project: Project): Promise<string> {
  const [token] = await project.column(
    "SELECT token FROM dunlin_migrations_lock WHERE id = 'fence'",
  );
  return token ?? "";
}

/** One run of a command line; what it applied, and what it said of its failure. */
async function program(project: Project, folder: string, options: { readonly program?: string }) {
  // deno-fmt-ignore
  const args = ["migrate", "--json", "--database", project.fresh.url, "--dir", folder,
    "--lock-wait", "90"];
  const { code, out, err } = await start(args, {
    cwd: folder,
    permissions: ["--allow-all"],
    ...options,
  }).ended;
  const events = out.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Event);
  const applied = events.flatMap((event) =>
    event.type === "migration_applied" ? [event.step.version] : []
  );
  return { code, applied, err: out + err };
}

/** Whether a program stopped because a newer dunlin has written the tables. */
const stopped = (said: string) => /"newer-format"/.test(said) && /in format 2/.test(said);

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: an older and a newer dunlin`, { skip }, () => {
    test(
      "the newer one raises the format when it has work to do, not before",
      on(database, (project) =>
        withNewerDunlin(async (newer) => {
          project.files = FILES;
          await project.up();
          assert.deepEqual(await newerUp(project, newer, FILES), []);
          assert.equal(await formatOf(project), 1);
          const more = { ...FILES, "5_three.up.sql": "INSERT INTO birds VALUES (3);" };
          assert.deepEqual(await newerUp(project, newer, more), ["5"]);
          assert.equal(await formatOf(project), NEWER_FORMAT);
          assert.deepEqual(await newerUp(project, newer, more), []);
          const error = await project.failure(project.up());
          assert.equal(error.code, "newer-format");
        })),
    );

    test(
      "an older one that waits while the tables are upgraded stops in words, and writes nothing",
      { timeout: 60_000 },
      on(database, (project) =>
        withNewerDunlin(async (newer) => {
          project.files = Object.fromEntries([FIRST!]);
          await project.up();
          const own = { "9_old.up.sql": "CREATE TABLE old (id INT);" };
          project.files = { ...project.files, ...own };
          let old: Promise<unknown> = Promise.resolve();
          const applied = await newerUp(project, newer, FILES, () =>
            new Promise((resolve) => {
              old = project.failure(project.up({
                onEvent: ({ type }) => type === "lock_waiting" && resolve(),
              }));
              old.catch(() => resolve());
            }));
          const { code, message, state, progress } = await project.failure(
            old.then((error) => Promise.reject(error)),
          );
          assert.equal(code, "newer-format");
          assert.match(message, /format 2, which a newer dunlin wrote; this one knows format 1/);
          assert.equal(state, "nothing more was changed");
          assert.deepEqual(progress?.applied, []);
          assert.deepEqual(applied, ["2", "3", "4"]);
          assert.equal(project.said("lock_acquired").length, 1);
          assert.equal(
            await tokenOf(project),
            name === "sqlite" ? "0" : "2",
            "it took nothing over",
          );
          assert.equal(await project.exists("old"), false);
          assert.deepEqual(await project.versions(), ["1", "2", "3", "4"]);
        })),
    );

    test(
      "an older one in mid-run, whose lock is lost to a newer one, meets its guard and stops in words",
      { timeout: 60_000 },
      on(database, (project) =>
        withNewerDunlin(async (newer) => {
          project.files = FILES;
          const connection = await project.connection();
          let applied: readonly string[] = [];
          const act = async () => {
            await connection.query({ text: FREE[name] });
            await project.query(ADD_COLUMN);
            applied = await newerUp(project, newer, Object.fromEntries([FIRST!, SECOND!]));
          };
          const migrator = await Migrator.over(
            hooked(connection, { beforeSend: beforeMigration("2", act) }),
            { migrations: inMemory(FILES), lockWaitSeconds: 20, retries: 0 },
          );
          const events: string[] = [];
          const error = await project.failure(
            near(() => migrator.up({ onEvent: ({ type }) => events.push(type) })),
          );
          await connection.close();
          assert.deepEqual(applied, ["2"]);
          assert.equal(error.code, "newer-format");
          assert.deepEqual(error.progress?.applied, ["1"]);
          assert.ok(events.includes("replanned"), events.join(" "));
          assert.ok(!events.includes("migration_failed"), events.join(" "));
          assert.deepEqual(await project.column("SELECT id FROM birds"), ["1"]);
          assert.equal(await project.exists("nests"), false);
          assert.deepEqual(await project.versions(), ["1", "2"]);
        })),
    );

    test(
      "the upgrade is guarded: after another's write in between all is read again",
      { skip: name === "sqlite" && "its transaction is the lock: nobody writes in between" },
      on(database, (project) =>
        withNewerDunlin(async (newer) => {
          project.files = Object.fromEntries([FIRST!]);
          await project.up();
          let tries = 0;
          const applied = await newerUp(project, newer, FILES, async () => {
            if (++tries > 1) return;
            await project.query(
              "UPDATE dunlin_migrations_lock SET revision = revision + 1 WHERE id = 'fence'",
            );
          });
          assert.deepEqual([tries, applied], [2, ["2", "3", "4"]]);
          assert.equal(await formatOf(project), NEWER_FORMAT);
        })),
    );

    test(
      "columns that a newer one has added, in the same format, disturb nobody",
      on(database, async (project) => {
        project.files = Object.fromEntries([FIRST!]);
        await project.up();
        for (const table of ["", "_journal", "_lock"]) {
          await project.query(`ALTER TABLE dunlin_migrations${table} ADD COLUMN lately INT`);
        }
        project.files = {
          ...FILES,
          "4_two.down.sql": "DELETE FROM birds WHERE id = 2;",
          "5_pieces.up.sql": PIECES[name],
          "R__again.sql": "DELETE FROM birds WHERE id = 7;",
        };
        const { applied } = await project.up();
        assert.deepEqual(applied, ["2", "3", "4", "5", "R__again"]);
        project.files = { ...project.files, "5_pieces.down.sql": "DROP TABLE eggs;" };
        assert.deepEqual((await project.down(2)).reverted, ["5", "4"]);
        assert.deepEqual((await project.up()).applied, ["4", "5", "R__again"]);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    for (const done of [0, 2]) {
      test(
        `four programs of each at once, on a database with ${done} of 5 migrations: each runs once`,
        { timeout: 120_000 },
        on(database, (project) =>
          withNewerDunlin(async (newer) => {
            project.files = { ...FILES, "5_pieces.up.sql": PIECES[name] };
            if (done > 0) await project.run({ kind: "up", steps: done });
            await withFolder(project.files as Record<string, string>, async (folder) => {
              const ended = await Promise.all(
                Array.from({ length: 8 }, (_, number) =>
                  program(project, folder, number % 2 === 0 ? {} : { program: newer.program })),
              );
              for (const [number, { code, err }] of ended.entries()) {
                if (number % 2 === 1 || code === 0) {
                  assert.equal(code, 0, err);
                } else assert.deepEqual([code, stopped(err)], [1, true], err);
              }
              const applied = ended.flatMap((each) =>
                each.applied
              ).sort();
              assert.deepEqual(applied, ["1", "2", "3", "4", "5"].slice(done));
              assert.deepEqual(await project.versions(), ["1", "2", "3", "4", "5"]);
              const birds = await project.column("SELECT id FROM birds ORDER BY id");
              assert.deepEqual(birds, ["1", "2"]);
              assert.deepEqual(await project.column("SELECT id FROM eggs ORDER BY id"), ["1", "2"]);
              assert.deepEqual(await project.journal(), []);

              await writeFile(join(folder, "6_three.up.sql"), "INSERT INTO birds VALUES (3);");
              const last = await program(project, folder, { program: newer.program });
              assert.deepEqual(last.applied, ["6"], last.err);
              assert.equal(await formatOf(project), NEWER_FORMAT);
              const old = await program(project, folder, {});
              assert.deepEqual([old.code, stopped(old.err)], [1, true], old.err);
            });
          })),
      );
    }
  });
}
