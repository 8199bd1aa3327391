import type { SqliteDatabase } from "../sqlite_session.ts";
import { borrow, type BorrowedConnection } from "./borrowed_connection.ts";
import { sqliteLender } from "./sqlite_lender.ts";
import { unsupported } from "./refusals.ts";

/** An open `DatabaseSync` of `node:sqlite`, by structure. */
export interface NodeSqliteLike {
  /** Whether a transaction is open. */
  readonly isTransaction: boolean;
  /** Prepares the first statement of a text. */
  // deno-lint-ignore no-explicit-any -- overloads differ between the runtimes' types
  prepare(text: string, ...options: any[]): unknown;
  /** Tells it from other clients of SQLite. */
  exec(text: string): void;
}

/**
 * An open `DatabaseSync` of `node:sqlite`, for `Migrator.over`. It runs in the
 * caller's thread.
 *
 * @throws {DunlinError} `unsupported`, if it is closed or in a transaction
 */
// deno-lint-ignore require-await -- a refusal rejects, like every other
export async function fromNodeSqlite(database: NodeSqliteLike): Promise<BorrowedConnection> {
  const owner = database as unknown as SqliteDatabase & {
    readonly isOpen?: boolean;
    readonly constructor: new (path: string) => SqliteDatabase;
    location?(): string | null;
  };
  if (owner.isOpen === false) {
    throw unsupported("the node:sqlite database is closed", "open it first");
  }
  return borrow(sqliteLender({
    name: "node:sqlite database",
    owner,
    path: owner.location?.() ?? null,
    open: () => ({ database: owner, release() {} }),
    scratch: () => new owner.constructor(":memory:"),
  }));
}
