import assert from "node:assert/strict";
import { test } from "node:test";
import { databases } from "./databases.ts";
import { lossyLink } from "./lossy_link.ts";
import { on } from "./project.ts";

const COUNT = 60;
/** So that a message is many packets, and a link may break within it. */
const PADDING = "x".repeat(12_000);

// every sixth is DDL and rows in one file: kept in pieces where DDL commits by itself
const FILES = Object.fromEntries(
  Array.from({ length: COUNT }, (_, index) => {
    const n = index + 1;
    const row = `INSERT INTO done VALUES (${n}, '${PADDING}');`;
    const text = n === 1
      ? `CREATE TABLE done (n INT, padding TEXT); ${row}`
      : n % 6 === 0
      ? `CREATE TABLE t${n} (id INT); ${row}`
      : row;
    return [`${String(n).padStart(2, "0")}_m.up.sql`, text];
  }),
);

for (const database of databases.filter(({ name }) => name !== "sqlite")) {
  test(
    `${database.name}: over a link that loses every hundredth packet and breaks now and then everything is done once`,
    { skip: database.skip },
    on(database, async (project) => {
      project.files = FILES;
      const link = await lossyLink(project.fresh.url, {
        packetBytes: 1_400,
        loseEvery: 100,
        resentAfterMs: 40,
        breakEvery: 190,
        breaks: 3,
      });
      try {
        const run = await project.up({ url: link.url, retries: 10 });
        assert.equal(run.applied.length, COUNT);
        assert.equal(link.seen.broken, 3);
        assert.ok(link.seen.lost >= 4, `${link.seen.lost} packets were lost`);
      } finally {
        link.close();
      }
      const numbers = Array.from({ length: COUNT }, (_, index) => String(index + 1));
      assert.deepEqual(await project.column("SELECT n FROM done ORDER BY n"), numbers);
      assert.equal((await project.versions()).length, COUNT);
      assert.deepEqual(await project.journal(), []);
      assert.equal(project.said("migration_applied").length, COUNT);
      assert.deepEqual((await project.up()).applied, []);
    }),
  );
}
