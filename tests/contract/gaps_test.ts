import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Proxy } from "../../bench/proxy.ts";
import { type DatabaseName, databases } from "./databases.ts";
import { atEveryGap } from "./every_gap.ts";
import type { Files, Project } from "./project.ts";

/** Files whose every statement leaves a mark of its own, so that a loss and a double both show. */
const FILES: Partial<Record<DatabaseName, Files>> = {
  postgres: {
    "1_marks.up.sql": "CREATE TABLE marks (mark text); INSERT INTO marks VALUES ('1');",
    "2_pieces.up.sql": "INSERT INTO marks VALUES ('2a');\n" +
      "CREATE INDEX CONCURRENTLY marks_mark ON marks (mark);\n" +
      "INSERT INTO marks VALUES ('2b');\nVACUUM marks;\nINSERT INTO marks VALUES ('2c');\n",
    "2_pieces.down.sql": "INSERT INTO marks VALUES ('2d');\nDROP INDEX CONCURRENTLY marks_mark;\n" +
      "INSERT INTO marks VALUES ('2e');\n",
    "R__view.sql": "INSERT INTO marks VALUES ('R'); CREATE OR REPLACE VIEW seen AS TABLE marks;",
  },
  mysql: {
    "1_marks.up.sql": "CREATE TABLE marks (mark text); INSERT INTO marks VALUES ('1');",
    "2_pieces.up.sql": "INSERT INTO marks VALUES ('2a');\nALTER TABLE marks ADD COLUMN n INT;\n" +
      "INSERT INTO marks (mark) VALUES ('2b');\nCREATE INDEX marks_n ON marks (n);\n" +
      "INSERT INTO marks (mark) VALUES ('2c');\n",
    "2_pieces.down.sql": "INSERT INTO marks (mark) VALUES ('2d');\n" +
      "ALTER TABLE marks DROP COLUMN n;\nINSERT INTO marks VALUES ('2e');\n",
    "R__view.sql": "INSERT INTO marks (mark) VALUES ('R');\n" +
      "CREATE OR REPLACE VIEW seen AS SELECT mark FROM marks;",
  },
};
const UP = ["1", "2a", "2b", "2c", "R"];
const REDONE = ["1", "2a", "2a", "2b", "2b", "2c", "2c", "2d", "2e", "R", "R"];

async function marks(project: Project): Promise<string[]> {
  return await project.column("SELECT mark FROM marks ORDER BY mark") as string[];
}

/** Up and redo through a proxy that cuts once; what the two left behind must be whole. */
async function through(project: Project, proxy: Proxy): Promise<void> {
  const options = { url: proxy.url, retries: 8, lockWaitSeconds: 30 };
  project.files = FILES[project.database.name === "mariadb" ? "mysql" : project.database.name] ??
    {};
  const up = await project.run({ kind: "latest" }, options);
  assert.deepEqual(up.applied, ["1", "2", "R__view"], "every migration is told once");
  assert.deepEqual(await marks(project), UP);
  const redo = await project.run({ kind: "redo", steps: 1 }, options);
  assert.deepEqual([redo.reverted, redo.applied], [["2"], ["2", "R__view"]]);
  assert.deepEqual(await marks(project), REDONE);
  assert.deepEqual(await project.versions(), ["1", "2", ""]);
  assert.deepEqual(await project.journal(), []);
}

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  const { name, skip } = database;

  describe(`${name}: a link that breaks once`, { skip }, () => {
    test("at any message, or any answer, is made again, and the work is done exactly once", async () => {
      await atEveryGap(database, 11, through);
    });
  });
}
