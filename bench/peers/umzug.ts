import { join } from "node:path";
import { numberOf } from "../race/contender.ts";
import { ANY_ENGINE, countOf, type Peer, writeSql } from "./peer.ts";

/** umzug: SQL files over the plain drivers, with a table of names as its storage. */
export const umzug: Peer = {
  name: "umzug",
  engines: ANY_ENGINE,
  remark: () => "its storage a plain table",
  write: async (folder, { migrations }) => {
    for (const migration of migrations) {
      await writeSql(join(folder, `${numberOf(migration)}_bench.sql`), migration);
    }
  },
  call: ({ installed, node, folder, url }) => ({
    program: node,
    args: [join(installed, "run/umzug.js"), folder],
    env: { BENCH_URL: url.href },
  }),
  history: () => countOf("umzug_migrations"),
};
