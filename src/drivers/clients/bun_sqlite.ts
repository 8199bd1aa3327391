import type { Row } from "../connection.ts";
import type { SqliteDatabase, SqliteStatement } from "../sqlite_session.ts";
import { borrow, type BorrowedConnection } from "./borrowed_connection.ts";
import { sqliteLender } from "./sqlite_lender.ts";
import { statementEnds } from "./statement_ends.ts";

/** An open `Database` of `bun:sqlite`, by structure. */
export interface BunSqliteLike {
  /** Whether a transaction is open. */
  readonly inTransaction: boolean;
  /** Path of the file. */
  readonly filename: string;
  /** Prepares the first statement of a text. */
  // deno-lint-ignore no-explicit-any -- generic over rows and parameters
  prepare(text: string, ...params: any[]): any;
  /** Only ever called on databases of dunlin's own. */
  close(throwOnError?: boolean): void;
}

interface BunStatement {
  readonly columnNames: readonly string[];
  safeIntegers(enabled: boolean): unknown;
  all(...params: unknown[]): Row[];
  iterate(): Iterable<unknown>;
  finalize(): void;
}

/**
 * An open `Database` of `bun:sqlite`, for `Migrator.over`. It runs in the
 * caller's thread. Bun leaves foreign keys off unless it is told; they stay as
 * its owner has them.
 *
 * @throws {DunlinError} `unsupported`, if it is in a transaction
 */
export function fromBunSqlite(database: BunSqliteLike): Promise<BorrowedConnection> {
  const { constructor } = database as unknown as {
    readonly constructor: new (path: string) => BunSqliteLike;
  };
  return borrow(sqliteLender({
    name: "bun:sqlite database",
    owner: database,
    path: database.filename,
    open: () => ({ database: asNode(database), release() {} }),
    scratch: () => asNode(new constructor(":memory:")),
  }));
}

/** As `node:sqlite` has it. */
function asNode(database: BunSqliteLike): SqliteDatabase {
  return {
    get isTransaction() {
      return database.inTransaction;
    },
    prepare: (text) => statement(text, explained(() => database.prepare(text))),
    endOf: statementEnds(),
    close: () => database.close(),
  };
}

function statement(text: string, prepared: BunStatement): SqliteStatement {
  return {
    sourceSQL: text,
    setReadBigInts: (enabled) => void prepared.safeIntegers(enabled),
    columns: () => prepared.columnNames,
    all: (...params) => explained(() => prepared.all(...params)),
    iterate: () => prepared.iterate(),
    finalize: () => prepared.finalize(),
  };
}

/** Bun calls SQLite's extended result code `errno`. */
function explained<Answer>(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    const { errno } = error as { errno?: number };
    if (error instanceof Error && errno !== undefined) Object.assign(error, { errcode: errno });
    throw error;
  }
}
