import { setTimeout as pause } from "node:timers/promises";
import {
  type FoundSqlite,
  restoreSqlite,
  SQLITE_DATABASES,
  SQLITE_PRAGMAS,
  SQLITE_TEMPORARY,
} from "../../dialects/found_sqlite.ts";
import { behindStatement } from "../behind_statement.ts";
import { type Connection, type ConnectionLimit, DriverError } from "../connection.ts";
import { DunlinError } from "../../errors.ts";
import { describeTarget } from "../mask.ts";
import { SqliteConnection } from "../sqlite_connection.ts";
import { type SqliteDatabase, sqliteSession } from "../sqlite_session.ts";
import { inThisThread } from "../sqlite_thread.ts";
import type { Lender, Loan } from "./loan.ts";
import { inTransaction, noteLoan } from "./refusals.ts";

/** What no client of SQLite can do that lives in the caller's thread. */
const OF_A_THREAD: readonly ConnectionLimit[] = [
  {
    cannot: "cancel",
    because: "SQLite runs in this very thread, which hears of nothing before the statement ends",
  },
  {
    cannot: "clean-slate",
    because:
      "the file cannot be opened anew: settings, attached and temporary objects are put back, " +
      "functions and extensions a file loads stay",
  },
];

/** An open database of some client, and how its owner has it. */
export interface LentDatabase {
  /** For people: `bun:sqlite database`. */
  readonly name: string;
  /** The client's own object; it is lent once at a time. */
  readonly owner: object;
  /** Path, for people; null where the client does not tell. */
  readonly path: string | null;
  /** The same as `node:sqlite` has it; asked for each loan. */
  open(): { readonly database: SqliteDatabase; release(): void };
  /** A database in memory of the same client. */
  scratch(): SqliteDatabase;
  readonly limits?: readonly ConnectionLimit[];
}

/** Lends an open SQLite database. */
export function sqliteLender(lent: LentDatabase): Lender {
  return {
    limits: [...OF_A_THREAD, ...lent.limits ?? []],
    many: false,
    async lend() {
      const returned = noteLoan(lent.owner, lent.name);
      try {
        return await lend(lent, returned);
      } catch (error) {
        returned();
        throw error;
      }
    },
  };
}

async function lend(lent: LentDatabase, returned: () => void): Promise<Loan> {
  const { database, release } = lent.open();
  const scratch = lent.scratch();
  // only the scratch is dunlin's to close
  const session = sqliteSession(keptOpen(database), scratch, behindStatement);
  const path = lent.path === null || lent.path === "" ? ":memory:" : lent.path;
  const connection = new SqliteConnection(
    describeTarget({ dialect: "sqlite", path }),
    inThisThread(session),
    null,
  );
  const end = async () => {
    await connection.close();
    release();
    returned();
  };
  try {
    if (database.isTransaction) throw inTransaction(lent.name);
    const before = await look(connection, lent.name);
    return {
      connection,
      reset: () => bringBack(connection, before, lent.name),
      async giveBack(touched) {
        try {
          if (touched && database.isTransaction) await connection.send("ROLLBACK");
          if (touched) await bringBack(connection, before, lent.name);
        } finally {
          await end();
        }
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function keptOpen(database: SqliteDatabase): SqliteDatabase {
  const { endOf, exec } = database;
  return {
    get isTransaction() {
      return database.isTransaction;
    },
    prepare: (text) => database.prepare(text),
    ...(exec === undefined ? {} : { exec: (text) => exec.call(database, text) }),
    ...(endOf === undefined ? {} : { endOf: (text, start) => endOf.call(database, text, start) }),
    close() {},
  };
}

/** How long another session's commit, or a short exclusive lock, is waited for. */
const BUSY_MS = 5000;
const LOOK_AGAIN_MS = 20;

/** @throws {DunlinError} `connection-failed`, if another process keeps the file locked */
async function unlocked<Answer>(name: string, act: () => Promise<Answer>): Promise<Answer> {
  const until = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof DriverError) || error.kind !== "busy") throw error;
      if (performance.now() < until) await pause(LOOK_AGAIN_MS);
      else throw busyFile(name, error);
    }
  }
}

function busyFile(name: string, error: DriverError): DunlinError {
  return new DunlinError(
    "connection-failed",
    `the file of this ${name} stayed locked for ${BUSY_MS / 1000} s`,
    {
      server: { code: error.code, message: error.message },
      state: "nothing was changed",
      next: "run it again once the process that keeps it locked has finished",
      cause: error,
    },
  );
}

function look(connection: Connection, name: string): Promise<FoundSqlite> {
  return unlocked(name, () => lookAt(connection));
}

async function lookAt(connection: Connection): Promise<FoundSqlite> {
  const pragmas = new Map<string, string>();
  for (const name of SQLITE_PRAGMAS) {
    const [row] = await connection.query({ text: `PRAGMA ${name}` });
    if (row) pragmas.set(name, String(Object.values(row)[0])); // some builds lack some
  }
  const databases = await connection.query({ text: SQLITE_DATABASES });
  const temporary = await connection.query({ text: SQLITE_TEMPORARY });
  return {
    pragmas,
    databases: new Set(databases.map(({ name }) => String(name))),
    temporary: new Map(temporary.map(({ type, name }) => [String(name), String(type)])),
  };
}

async function bringBack(
  connection: Connection,
  before: FoundSqlite,
  name: string,
): Promise<void> {
  const now = await look(connection, name);
  for (const text of restoreSqlite(before, now)) await connection.send(text);
}
