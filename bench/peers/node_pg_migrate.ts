import { join } from "node:path";
import { numberOf } from "../race/contender.ts";
import { countOf, type Peer, writeSql } from "./peer.ts";

/** node-pg-migrate: its command line, SQL files; all in one transaction unless told otherwise. */
export const nodePgMigrate: Peer = {
  name: "node-pg-migrate",
  engines: ["postgres"],
  remark: ({ ownTransactions, upToDate }) =>
    ownTransactions || upToDate ? null : "all in one transaction",
  write: async (folder, { migrations }) => {
    for (const migration of migrations) {
      await writeSql(join(folder, `${numberOf(migration)}_bench.sql`), migration, {
        before: "-- Up Migration\n",
        after: "\n-- Down Migration\n",
      });
    }
  },
  call: ({ installed, node, folder, url }, { ownTransactions }) => {
    const target = new URL(url);
    target.searchParams.set("sslmode", "disable");
    return {
      program: node,
      args: [
        join(installed, "node_modules/node-pg-migrate/bin/node-pg-migrate.js"),
        "up",
        "--migrations-dir",
        folder,
        ...ownTransactions ? ["--no-single-transaction"] : [],
      ],
      env: { DATABASE_URL: target.href },
    };
  },
  history: () => countOf("pgmigrations"),
};
