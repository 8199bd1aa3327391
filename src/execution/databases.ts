import { databaseWords } from "../dialects/database_words.ts";
import type { ConnectOptions } from "../drivers/connect.ts";
import { describeTarget } from "../drivers/mask.ts";
import type { Target } from "../drivers/target.ts";
import { DunlinError } from "../errors.ts";
import { command } from "../plan/command.ts";
import { ServerDatabase } from "./server_database.ts";
import { createSqliteFile, dropSqliteFile } from "./sqlite_database.ts";

/** How a database is dropped. */
export interface DropOptions extends ConnectOptions {
  /** Sessions that are in it are ended; else they are named, and it stays. Default false. */
  readonly force?: boolean;
}

/**
 * Makes the database a target names: on a server from beside it, SQLite's as
 * an empty file. One that is there is left as it is.
 *
 * @returns Whether it was not there yet
 * @throws {DunlinError} `permission-denied` with what the account lacks, `config`, and why no session was had
 */
export async function createDatabase(
  target: Target,
  options: ConnectOptions = {},
): Promise<boolean> {
  if (target.dialect === "sqlite") return await createSqliteFile(target);
  const database = await ServerDatabase.beside(target, options);
  try {
    return await database.create();
  } finally {
    await database.close();
  }
}

/**
 * Removes the database a target names, and all that is in it.
 *
 * @returns Whether it was there
 * @throws {DunlinError} `unsupported` for the server's own; `query-failed` naming the sessions in the way
 */
export async function dropDatabase(target: Target, options: DropOptions = {}): Promise<boolean> {
  refuseReserved(target);
  const { force = false } = options;
  if (target.dialect === "sqlite") return await dropSqliteFile(target, force);
  const database = await ServerDatabase.beside(target, options);
  try {
    return await database.drop(force);
  } finally {
    await database.close();
  }
}

/**
 * Removes the database and makes an empty one in its place, with its owner,
 * encoding and collation. Whether that can be done is asked before anything is removed.
 *
 * @returns Whether there was one before
 * @throws {DunlinError} As {@linkcode dropDatabase} and {@linkcode createDatabase}
 */
export async function renewDatabase(target: Target, options: DropOptions = {}): Promise<boolean> {
  refuseReserved(target);
  const { force = false } = options;
  if (target.dialect === "sqlite") {
    const was = await dropSqliteFile(target, force);
    await createSqliteFile(target);
    return was;
  }
  const database = await ServerDatabase.beside(target, options);
  try {
    await database.assertMayCreate();
    const like = await database.traits();
    const was = await database.drop(force);
    await database.create(like).catch((error) => {
      throw was ? withoutDatabase(error, database.name) : error;
    });
    return was;
  } finally {
    await database.close();
  }
}

/** @throws {DunlinError} `unsupported` for a database no project owns; nothing is asked of any server */
export function refuseReserved(target: Target): void {
  if (target.dialect === "sqlite") {
    if (target.path !== ":memory:" && !target.readOnly) return;
    throw new DunlinError("unsupported", `${describeTarget(target)} is no file to be removed`, {
      next: "name the file: sqlite:app.db",
    });
  }
  const { database } = target;
  if (database === null || !databaseWords(target.dialect).isReserved(database)) return;
  throw new DunlinError("unsupported", `${database} is a database of the server itself`, {
    state: "nothing was changed",
    next: "name the project's own database at the end of the URL",
  });
}

// what was between the two is the worst moment to say that nothing was changed
function withoutDatabase(error: unknown, name: string): unknown {
  if (!(error instanceof DunlinError)) return error;
  return error.with({
    state: `the database ${name} was dropped, and is not there any more`,
    next: `${error.next === undefined ? "" : `${error.next}; then `}make it: ${
      command("db:create")
    }`,
  });
}
