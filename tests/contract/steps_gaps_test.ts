import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Proxy } from "../../bench/proxy.ts";
import type { CodeModule } from "../../src/migrations/migration.ts";
import { databases } from "./databases.ts";
import { atEveryGap } from "./every_gap.ts";
import type { Project } from "./project.ts";

/** Steps of every kind, each with a mark of its own, so that a loss and a double both show. */
const STEPS: CodeModule = {
  up: async (db) => {
    await db.query("SELECT COUNT(*) FROM information_schema.tables");
    await db.step("table", () => db.execute("CREATE TABLE marks (mark VARCHAR(9))"));
    await db.step("fill", async () => {
      await db.query("INSERT INTO marks (mark) VALUES (?)", ["a"]);
      await db.execute("INSERT INTO marks (mark) VALUES ('b')");
    });
    await db.step("column", async () => {
      await db.query("SELECT COUNT(*) FROM marks");
      await db.execute("ALTER TABLE marks ADD COLUMN n INT");
      await db.query("SELECT COUNT(*) FROM marks");
    });
    await db.step("nothing", () => {});
    await db.query("SHOW TABLES");
    await db.step("more", () => db.execute("INSERT INTO marks (mark) VALUES ('c')"));
  },
  down: async (db) => {
    await db.step("say so", () => db.execute("INSERT INTO marks (mark) VALUES ('d')"));
    await db.step("column", () => db.execute("ALTER TABLE marks DROP COLUMN n"));
  },
};

async function marks(project: Project): Promise<string[]> {
  return await project.column("SELECT mark FROM marks ORDER BY mark");
}

/** Up and down through a proxy that cuts once; what the two left behind must be whole. */
async function through(project: Project, proxy: Proxy): Promise<void> {
  const options = { url: proxy.url, retries: 8, lockWaitSeconds: 30 };
  project.files = { "1_steps.ts": STEPS };
  const up = await project.run({ kind: "latest" }, options);
  assert.deepEqual(up.applied, ["1"]);
  assert.deepEqual(await marks(project), ["a", "b", "c"]);
  const down = await project.run({ kind: "down", steps: 1 }, options);
  assert.deepEqual(down.reverted, ["1"]);
  assert.deepEqual(await marks(project), ["a", "b", "c", "d"]);
  assert.deepEqual(await project.versions(), []);
  assert.deepEqual(await project.journal(), []);
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  const { name, skip } = database;

  describe(`${name}: steps on a link that breaks once`, { skip }, () => {
    test("at any message, or any answer: every step is done exactly once", async () => {
      await atEveryGap(database, 40, through);
    });
  });
}
