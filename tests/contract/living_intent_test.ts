import assert from "node:assert/strict";
import process from "node:process";
import { describe, test } from "node:test";
import { databaseNamed } from "./databases.ts";
import { on, type Project } from "./project.ts";

const database = databaseNamed("sqlite");
const BROKEN = "CREATE TABLE a (id INT); VACUUM; INSERT INTO nowhere VALUES (1);";
const MENDED = "CREATE TABLE a (id INT); VACUUM; INSERT INTO a VALUES (1);";

/** As a runner that was killed in its VACUUM leaves it, noted at that time by that process. */
async function killedInVacuum(project: Project, pid: number, since: Date): Promise<void> {
  project.files = { "1_a.up.sql": BROKEN };
  await project.failure(project.up());
  project.files = { "1_a.up.sql": MENDED };
  await project.query("DELETE FROM dunlin_migrations_journal WHERE position = 3");
  await project.query("UPDATE dunlin_migrations_journal SET state = 'intent' WHERE position = 2");
  await project.query(
    "UPDATE dunlin_migrations_lock SET holder = ?, since = ? WHERE id = 'lease'",
    [`dunlin pid ${pid} (run 00000000)`, since.toISOString()],
  );
}

describe("sqlite: a statement begun and not ended", () => {
  test(
    "is waited for while the process that noted it lives, as long as a lock would be",
    on(database, async (project) => {
      await killedInVacuum(project, process.pid, new Date());
      await project.up({ lockWaitSeconds: 0.5 });
      const [waited] = project.said("lock_waiting");
      assert.match(waited?.holder ?? "", new RegExp(`^dunlin pid ${process.pid} `));
    }),
  );

  test(
    "is not waited for when an earlier process had the pid of this one, as in a restarted container",
    on(database, async (project) => {
      await killedInVacuum(project, process.pid, new Date(Date.now() - 86_400_000));
      await project.up({ lockWaitSeconds: 0.5 });
      assert.deepEqual(project.said("lock_waiting"), []);
      assert.deepEqual(await project.column("SELECT id FROM a"), ["1"]);
      assert.deepEqual(await project.journal(), []);
    }),
  );
});
