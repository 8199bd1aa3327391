import type { Row } from "../connection.ts";
import type { SqliteDatabase, SqliteStatement } from "../sqlite_session.ts";
import { borrow, type BorrowedConnection } from "./borrowed_connection.ts";
import { sqliteLender } from "./sqlite_lender.ts";
import { statementEnds } from "./statement_ends.ts";
import { unsupported } from "./refusals.ts";

/** An open `Database` of `@db/sqlite`, by structure. */
export interface DenoSqliteLike {
  /** Whether it is open. */
  readonly open: boolean;
  /** Whether a transaction is open. */
  readonly inTransaction: boolean;
  /** Of the file, as it was opened. */
  readonly path: string;
  /** Whether 64-bit integers are read as they are. */
  int64: boolean;
  /** Whether JSON is read as objects. */
  parseJson: boolean;
  /** Prepares the first statement of a text. */
  // deno-lint-ignore no-explicit-any -- generic over rows and parameters
  prepare(text: string): any;
  /** Only ever called on databases of dunlin's own. */
  close(): void;
}

interface DenoStatement {
  columnNames(): readonly string[];
  all(...params: unknown[]): Row[];
  iter(): Iterable<unknown>;
  finalize(): void;
}

/**
 * An open `Database` of `@db/sqlite`, for `Migrator.over`. It runs in the
 * caller's thread; how it reads integers and JSON is changed for the run only.
 *
 * @throws {DunlinError} `unsupported`, if it is closed or in a transaction
 */
// deno-lint-ignore require-await -- a refusal rejects, like every other
export async function fromDenoSqlite(database: DenoSqliteLike): Promise<BorrowedConnection> {
  if (!database.open) throw unsupported("the @db/sqlite database is closed", "open it first");
  const { constructor } = database as unknown as {
    readonly constructor: new (path: string) => DenoSqliteLike;
  };
  return borrow(sqliteLender({
    name: "@db/sqlite database",
    owner: database,
    path: database.path,
    open() {
      const { int64, parseJson } = database;
      Object.assign(database, { int64: true, parseJson: false });
      return {
        database: asNode(database),
        release: () => void Object.assign(database, { int64, parseJson }),
      };
    },
    scratch: () => asNode(new constructor(":memory:")),
  }));
}

/** As `node:sqlite` has it. */
function asNode(database: DenoSqliteLike): SqliteDatabase {
  return {
    get isTransaction() {
      return database.inTransaction;
    },
    prepare: (text) => statement(text, database.prepare(text)),
    endOf: statementEnds(),
    close: () => database.close(),
  };
}

function statement(text: string, prepared: DenoStatement): SqliteStatement {
  return {
    sourceSQL: text,
    setReadBigInts() {}, // the whole database reads them so
    columns: () => prepared.columnNames(),
    all: (...params) => explained(prepared, () => prepared.all(...params)),
    iterate: () => rows(prepared),
    finalize: () => prepared.finalize(),
  };
}

function* rows(prepared: DenoStatement): Iterable<unknown> {
  const iterator = prepared.iter()[Symbol.iterator]();
  for (;;) {
    const next = explained(prepared, () => iterator.next());
    if (next.done) return;
    yield next.value;
  }
}

/** Only the end of a statement that failed tells SQLite's result code. */
function explained<Answer>(prepared: DenoStatement, act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    const errcode = codeAtEnd(prepared);
    if (error instanceof Error && errcode !== undefined) Object.assign(error, { errcode });
    throw error;
  }
}

function codeAtEnd(prepared: DenoStatement): number | undefined {
  try {
    prepared.finalize();
    return undefined;
  } catch (error) {
    return (error as { code?: number }).code;
  }
}
