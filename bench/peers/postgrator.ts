import { join } from "node:path";
import { numberOf } from "../race/contender.ts";
import { ANY_ENGINE, countOf, type Peer, writeSql } from "./peer.ts";

/** postgrator: `NNNNNN.do.bench.sql` over the plain drivers. */
export const postgrator: Peer = {
  name: "postgrator",
  engines: ANY_ENGINE,
  remark: ({ engine, upToDate }) =>
    upToDate || engine === "postgres" ? null : "without transactions",
  write: async (folder, { migrations }) => {
    for (const migration of migrations) {
      await writeSql(join(folder, `${numberOf(migration)}.do.bench.sql`), migration);
    }
  },
  call: ({ installed, node, folder, url }) => ({
    program: node,
    args: [join(installed, "run/postgrator.js"), folder],
    env: { BENCH_URL: url.href },
  }),
  // it begins with a row of its own for version 0
  history: () => `${countOf("schemaversion")} WHERE version > 0`,
};
