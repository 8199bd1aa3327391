import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Ended, type Running, start } from "../cli/program.ts";
import { cluster, type ClusterDatabase } from "./clusters.ts";
import { assertCrowdSucceeds } from "./crowd.ts";
import type { RawSession } from "./databases.ts";
import { on, Project } from "./project.ts";
import { onPrivateServer } from "./private_server.ts";
import { freshGalera } from "./servers/galera.ts";
import { onServer } from "./servers/mysql.ts";

describe("a Galera cluster of three nodes", { skip: cluster.skip }, () => {
  for (const [done, what] of [[0, "an empty"], [3, "a half-done"]] as const) {
    for (const size of [{ library: 3, programs: 0 }, { library: 24, programs: 8 }]) {
      const count = size.library + size.programs;
      test(
        `${count} runners at once, spread over the nodes, on ${what} database: ` +
          "all succeed, each migration is run once",
        { timeout: 120_000 },
        on(cluster, async (project) => {
          const { urls } = project.fresh as ClusterDatabase;
          await assertCrowdSucceeds(project, done, size, urls);
        }),
      );
    }
  }

  test(
    "without a word of the user the lock holds across the nodes",
    on(cluster, async (project) => {
      const [, second] = (project.fresh as ClusterDatabase).urls;
      let waiting: unknown;
      project.files = {
        "1_a.ts": {
          up: async () => {
            waiting = await project.failure(project.up({ url: second!, lockWaitSeconds: 0.3 }));
          },
        },
      };
      await project.up();
      assert.equal((waiting as { code: string }).code, "lock-timeout");
    }),
  );

  test(
    "a node is killed under the runner that works: the others finish, nothing is doubled",
    { timeout: 180_000 },
    onPrivateServer("galera", async (servers) => {
      const folder = await mkdtemp(join(tmpdir(), "dunlin-cluster-"));
      try {
        const fresh = await freshGalera(servers.urls);
        const project = new Project(cluster, fresh);
        await writeFiles(join(folder, "migrations"));
        const [first, second, third] = fresh.urls.map((url) => (args: readonly string[] = []) =>
          start(
            ["migrate", "--json", "--database", url, "--lock-wait", "120", "--lease", "5", ...args],
            { cwd: folder },
          )
        );
        await first!(["--steps", "1"]).ended;
        const others: Running[] = [];
        await onServer(fresh.urls[1]!, async (session) => {
          await session.query("BEGIN; SELECT * FROM birds WHERE id = 1 FOR UPDATE");
          const doomed = second!(["--retries", "2"]);
          await waitsForRow(session, doomed.ended);
          others.push(first!(), third!());
          await Promise.all(others.map((other) => other.said(/"lock_waiting"/)));
          await servers.kill(1);
          const { code, out } = await doomed.ended;
          assert.equal(code, 1);
          assert.doesNotMatch(out, /"migration_applied"/);
        });
        const ended = await Promise.all(others.map((other) => other.ended));
        assert.deepEqual(ended.map(({ code, out }) => code === 0 ? "" : out), ["", ""]);
        await servers.restart(1);
        assert.deepEqual(await project.versions(), ["1", "2", "3", "4"]);
        assert.deepEqual(await project.journal(), []);
        const birds = await project.column("SELECT id FROM birds ORDER BY id");
        assert.deepEqual(birds, ["1", "2", "3", "4"]);
        assert.deepEqual(await project.column("SELECT n FROM birds WHERE id = 1"), ["2"]);
        assert.deepEqual(await project.column("SELECT id FROM nests"), ["1"]);
        const late = await second!().ended;
        assert.match(late.out, /"up_to_date","applied":4/);
        await fresh.dispose();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
  );
});

/** Four migrations; the second has written when it comes to the row of the first. */
async function writeFiles(folder: string): Promise<void> {
  const files = {
    "1_birds.up.sql":
      "CREATE TABLE birds (id INT PRIMARY KEY, n INT); INSERT INTO birds VALUES (1, 1);",
    "2_two.up.sql": "INSERT INTO birds VALUES (2, 1); UPDATE birds SET n = n + 1 WHERE id = 1; " +
      "INSERT INTO birds VALUES (3, 1);",
    "3_nests.up.sql": "CREATE TABLE nests (id INT PRIMARY KEY); INSERT INTO nests VALUES (1);",
    "4_last.up.sql": "INSERT INTO birds VALUES (4, 1);",
  };
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

/** Asks again and again until another session waits for a row; fails if that has ended. */
async function waitsForRow(session: RawSession, ended: Promise<Ended>): Promise<void> {
  let end: Ended | undefined;
  ended.then((it) => end = it);
  const look = "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
  while ((await session.query(look)).length === 0) {
    assert.equal(end, undefined);
    await pause(150); // InnoDB tells nothing new to those who ask more often
  }
}
