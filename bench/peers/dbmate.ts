import process from "node:process";
import { join } from "node:path";
import { numberOf } from "../race/contender.ts";
import { ANY_ENGINE, countOf, type Peer, writeSql } from "./peer.ts";

// a native program; npm has it for each system under a name of its own
const PACKAGE = `@dbmate/${process.platform}-${process.arch}`;

/** dbmate: its program, `NNNNNN_bench.sql` with `-- migrate:up`, each in a transaction. */
export const dbmate: Peer = {
  name: "dbmate",
  package: PACKAGE,
  engines: ANY_ENGINE,
  write: async (folder, { migrations }) => {
    for (const migration of migrations) {
      await writeSql(join(folder, `${numberOf(migration)}_bench.sql`), migration, {
        before: "-- migrate:up\n",
        after: "\n-- migrate:down\n",
      });
    }
  },
  call: ({ installed, folder, url }) => {
    const target = new URL(url);
    if (url.protocol === "postgres:") target.searchParams.set("sslmode", "disable");
    if (url.protocol === "mariadb:") target.href = url.href.replace(/^mariadb:/, "mysql:");
    return {
      program: join(installed, "node_modules", PACKAGE, "bin/dbmate"),
      args: ["--url", target.href, "--migrations-dir", folder, "--no-dump-schema", "migrate"],
    };
  },
  history: () => countOf("schema_migrations"),
};
