import { dbmate } from "./dbmate.ts";
import { drizzle } from "./drizzle.ts";
import { knex } from "./knex.ts";
import { kysely } from "./kysely.ts";
import { nodePgMigrate } from "./node_pg_migrate.ts";
import type { Peer } from "./peer.ts";
import { postgrator } from "./postgrator.ts";
import { umzug } from "./umzug.ts";

/** All of them, in the order of the tables. */
export const PEERS: readonly Peer[] = [
  dbmate,
  nodePgMigrate,
  knex,
  kysely,
  umzug,
  postgrator,
  drizzle,
];
