/**
 * Clients the caller owns, as the connections of `Migrator.over`: `pg`,
 * `mysql2`, `node:sqlite`, `bun:sqlite`, `@db/postgres` and `@db/sqlite`. They
 * are typed by what is used of them, and none of them is imported. dunlin never
 * closes such a client, and gives it back as it was lent.
 *
 * @example
 * ```ts ignore
 * import { DatabaseSync } from "node:sqlite";
 * import { Migrator } from "@dunlin/dunlin";
 * import { fromNodeSqlite } from "@dunlin/dunlin/clients";
 *
 * const database = new DatabaseSync(":memory:");
 * const migrator = await Migrator.over(await fromNodeSqlite(database), {
 *   migrations: "examples/quickstart/migrations",
 * });
 * await migrator.up();
 * database.close();
 * ```
 *
 * @module
 */
export { fromPg } from "./src/drivers/clients/pg.ts";
export type { PgClientLike, PgPooledLike, PgPoolLike } from "./src/drivers/clients/pg.ts";
export { fromMysql2 } from "./src/drivers/clients/mysql2.ts";
export type { Mysql2ConnectionLike, Mysql2PoolLike } from "./src/drivers/clients/mysql2.ts";
export { fromNodeSqlite } from "./src/drivers/clients/node_sqlite.ts";
export type { NodeSqliteLike } from "./src/drivers/clients/node_sqlite.ts";
export { fromBunSqlite } from "./src/drivers/clients/bun_sqlite.ts";
export type { BunSqliteLike } from "./src/drivers/clients/bun_sqlite.ts";
export { fromDenoPostgres } from "./src/drivers/clients/deno_postgres.ts";
export type {
  DenoPostgresPooledLike,
  DenoPostgresPoolLike,
} from "./src/drivers/clients/deno_postgres.ts";
export type {
  DenoPostgresClientLike,
  DenoPostgresResult,
} from "./src/drivers/clients/deno_postgres_connection.ts";
export { fromDenoSqlite } from "./src/drivers/clients/deno_sqlite.ts";
export type { DenoSqliteLike } from "./src/drivers/clients/deno_sqlite.ts";
export type { BorrowedConnection } from "./src/drivers/clients/borrowed_connection.ts";
export { DriverError } from "./src/drivers/connection.ts";
export type {
  Ability,
  Connection,
  ConnectionLimit,
  FailureKind,
  FailurePoint,
  Notice,
  Row,
  SendHooks,
  ServerIdentity,
  StatementResult,
} from "./src/drivers/connection.ts";
export type { Query } from "./src/sql/query.ts";
