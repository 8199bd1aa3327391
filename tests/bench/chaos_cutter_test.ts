import assert from "node:assert/strict";
import { test } from "node:test";
import { type Gap, openCutter } from "../../bench/chaos/gaps/cutter.ts";
import { sourceOf } from "../../bench/workload.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { databaseNamed, type FreshDatabase } from "../contract/databases.ts";

const FILES = [{
  name: "1_birds.up.sql",
  path: "1_birds.up.sql",
  content: "CREATE TABLE birds (id INT);",
}];

/** Applies the file by way of a cutter; what it counted. */
async function throughCutter(fresh: FreshDatabase, gap: Gap | null) {
  const cutter = await openCutter(fresh.url, gap);
  try {
    await using migrator = await Migrator.connect(cutter.url, { migrations: sourceOf(FILES) });
    await migrator.up();
    const { messages, results, broken } = cutter;
    return { messages, results, broken };
  } finally {
    await cutter.close();
  }
}

for (const name of ["postgres", "mysql", "mariadb"] as const) {
  const { skip, fresh } = databaseNamed(name);

  test(`${name}: a cutter without a gap counts messages and results`, { skip }, async () => {
    const database = await fresh();
    try {
      const counts = await throughCutter(database, null);
      assert.ok(counts.messages >= 5, `${counts.messages} messages`);
      assert.ok(counts.results > counts.messages, `${counts.results} results`);
      assert.equal(counts.broken, false);
    } finally {
      await database.dispose();
    }
  });

  for (const kind of ["before message", "behind message", "behind result"] as const) {
    test(`${name}: a cutter breaks ${kind} 1, once`, { skip }, async () => {
      const database = await fresh();
      try {
        const cutter = await openCutter(database.url, { kind, number: 1 });
        try {
          const options = { migrations: sourceOf(FILES) };
          await Migrator.connect(cutter.url, options)
            .then((migrator) => migrator.up().finally(() => migrator.close()))
            .catch(() => {}); // whether it gets over that is not asked here
          assert.ok(cutter.broken);
          await using again = await Migrator.connect(cutter.url, options);
          await again.up();
          assert.equal((await again.status()).migrations[0]?.state, "applied");
        } finally {
          await cutter.close();
        }
      } finally {
        await database.dispose();
      }
    });
  }
}
