import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { behindStatement } from "./behind_statement.ts";
import { type Connection, DriverError } from "./connection.ts";
import { describeTarget } from "./mask.ts";
import { SqliteConnection } from "./sqlite_connection.ts";
import { loadSqlite } from "./sqlite_module.ts";
import { openSqliteSession, sqliteSession } from "./sqlite_session.ts";
import { inThisThread, inWorkerThread } from "./sqlite_thread.ts";

const CANNOT_OPEN = 14; // SQLITE_CANTOPEN
const IN_MEMORY = ":memory:";

/** A SQLite file and how to open it. */
export interface SqliteFile {
  readonly path: string;
  /** Nothing is written, and a missing file is an error. */
  readonly readOnly: boolean;
  /** Whether a missing file is made. Its folder never is. */
  readonly create: boolean;
}

/**
 * Opens a SQLite file: foreign keys are enforced, and a locked file is
 * answered at once (`busy`), never waited for.
 *
 * @throws {DriverError} `database-missing` for a file that is not there and may not be made.
 */
export async function openSqlite(file: SqliteFile): Promise<Connection> {
  const sqlite = await loadSqlite();
  if (file.path !== IN_MEMORY) await checkPath(file);
  const open = () => {
    try {
      const { path, readOnly } = file;
      return inThisThread(
        openSqliteSession(sqlite, sqliteSession, behindStatement, path, readOnly),
      );
    } catch (error) {
      throw openFailure(error, file.path);
    }
  };
  const description = describeTarget({ dialect: "sqlite", ...file });
  // a database in memory is gone when it is closed
  const home = file.path === IN_MEMORY
    ? null
    : { open, isolated: () => inWorkerThread(file.path, file.readOnly) };
  return new SqliteConnection(description, open(), home);
}

async function checkPath(file: SqliteFile): Promise<void> {
  const found = await lookAt(file.path);
  if (found?.isDirectory()) {
    throw new DriverError("refused", "EISDIR", `${file.path} is a folder, not a database file`);
  }
  if (found !== null) return;
  if (file.readOnly || !file.create) {
    throw new DriverError("database-missing", "ENOENT", `there is no file ${file.path}`);
  }
  const folder = await lookAt(dirname(file.path)).catch(() => undefined);
  // without permission to look, making the file says what is wrong
  if (folder === undefined) return;
  if (folder === null || !folder.isDirectory()) {
    const problem = folder === null ? "is not there" : "is not a folder";
    throw new DriverError(
      "refused",
      folder === null ? "ENOENT" : "ENOTDIR",
      `${file.path} cannot be made: ${dirname(file.path)} ${problem}`,
    );
  }
}

async function lookAt(path: string): Promise<{ isDirectory(): boolean } | null> {
  try {
    return await stat(path);
  } catch (error) {
    const { code, name, message } = error as { code?: string; name: string; message: string };
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    const denied = name === "NotCapable" || code === "EACCES" || code === "EPERM";
    throw new DriverError(denied ? "permission" : "refused", code ?? null, message);
  }
}

function openFailure(error: unknown, path: string): DriverError {
  const { name, message, errcode } = error as { name: string; message: string; errcode?: number };
  const kind = name === "NotCapable" ? "permission" : "refused";
  const said = message.includes(path) ? message : `${message}: ${path}`;
  return new DriverError(kind, kind === "permission" ? null : String(errcode ?? CANNOT_OPEN), said);
}
