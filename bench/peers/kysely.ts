import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { numberOf } from "../race/contender.ts";
import { jsMigration } from "./js_migration.ts";
import { ANY_ENGINE, countOf, type Peer } from "./peer.ts";

/** kysely: its `Migrator` over a folder of modules; all in one transaction where DDL may be in one. */
export const kysely: Peer = {
  name: "kysely",
  engines: ANY_ENGINE,
  remark: ({ engine, upToDate }) =>
    upToDate
      ? null
      : engine === "mysql" || engine === "mariadb"
      ? "without transactions"
      : "all in one transaction",
  write: async (folder, { migrations }) => {
    const inside = join(folder, "migrations");
    await mkdir(inside, { recursive: true });
    for (const migration of migrations) {
      const { module } = await jsMigration(folder, migration);
      await writeFile(
        join(inside, `${numberOf(migration)}_bench.js`),
        `import { sql } from "kysely";\n` +
          `export const up = async (db) => void await sql.raw(${module}).execute(db);\n`,
      );
    }
  },
  call: ({ installed, node, folder, url }) => ({
    program: node,
    args: [join(installed, "run/kysely.js"), join(folder, "migrations")],
    env: { BENCH_URL: url.href },
  }),
  history: () => countOf("kysely_migration"),
};
