import assert from "node:assert/strict";
import { test } from "node:test";
import { databases } from "../../contract/databases.ts";
import { lossyLink } from "../../contract/lossy_link.ts";
import { on } from "../../contract/project.ts";
import { largeInMemory } from "./large_in_memory.ts";

const ROWS = 900;
const PADDING = "x".repeat(1000);
const FILE = `CREATE TABLE birds (id INT, padding TEXT);\n${
  Array.from({ length: ROWS }, (_, id) => `INSERT INTO birds VALUES (${id}, '${PADDING}');\n`)
    .join("")
}`;

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  test(
    `${database.name}: a link that breaks in the middle of a large file costs no row and doubles none`,
    { skip: database.skip },
    on(database, async (project) => {
      const link = await lossyLink(project.fresh.url, {
        packetBytes: 1_400,
        loseEvery: 1_000,
        resentAfterMs: 40,
        breakEvery: 250,
        breaks: 2,
      });
      try {
        const run = await project.up({
          url: link.url,
          retries: 10,
          migrations: largeInMemory({ "1_birds.up.sql": FILE }, 20_000),
          largeCuts: { sliceUnits: 20_000, unitUnits: 150_000 },
        });
        assert.deepEqual(run.applied, ["1"]);
        assert.equal(link.seen.broken, 2);
      } finally {
        link.close();
      }
      const ids = Array.from({ length: ROWS }, (_, id) => String(id));
      assert.deepEqual(await project.column("SELECT id FROM birds ORDER BY id"), ids);
      assert.deepEqual(await project.versions(), ["1"]);
      assert.deepEqual(await project.journal(), []);
      assert.ok(project.said("retrying").length >= 1);
    }),
  );
}
