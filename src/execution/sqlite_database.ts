import { open, rm, stat } from "node:fs/promises";
import { connect } from "../drivers/connect.ts";
import { DriverError } from "../drivers/connection.ts";
import type { SqliteTarget } from "../drivers/target.ts";
import { DunlinError } from "../errors.ts";
import { writeFailure } from "../sources/write_failure.ts";
import { driverErrorOf } from "./driver_error_of.ts";

/** Files SQLite keeps beside its own, which belong to it. */
const BESIDE = ["-journal", "-wal", "-shm"];

/** Makes an empty database file. @returns Whether it was not there yet. @throws {DunlinError} */
export async function createSqliteFile({ path }: SqliteTarget): Promise<boolean> {
  if (path === ":memory:") return true;
  try {
    await (await open(path, "wx")).close(); // an empty file is an empty database
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw writeFailure(path, error);
    return false;
  }
}

/**
 * Removes a database file and what SQLite keeps beside it.
 *
 * @returns Whether it was there
 * @throws {DunlinError} `unsupported` if it is no database; `query-failed` if another process is in it
 */
export async function dropSqliteFile(target: SqliteTarget, force: boolean): Promise<boolean> {
  const { path } = target;
  if (!await isThere(path)) return false;
  await assertUnused(target, force);
  try {
    for (const suffix of ["", ...BESIDE]) await rm(path + suffix, { force: true });
  } catch (error) {
    throw writeFailure(path, error);
  }
  return true;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw writeFailure(path, error);
  }
}

// Leaving WAL and an exclusive transaction are to be had by the only process alone.
async function assertUnused(target: SqliteTarget, force: boolean): Promise<void> {
  const connection = await connect(target, {});
  try {
    await connection.send("PRAGMA journal_mode = DELETE;\nBEGIN EXCLUSIVE;\nROLLBACK");
  } catch (error) {
    const cause = driverErrorOf(error) ?? error;
    if (!(cause instanceof DriverError)) throw error;
    if (/file is not a database/.test(cause.message)) throw notOurs(target, cause);
    if (cause.kind !== "busy") throw error;
    if (force) return;
    throw new DunlinError("query-failed", `${target.path} is in use by another process`, {
      server: { code: cause.code, message: cause.message },
      state: "nothing was changed",
      next: "end that process, or add --force: what it writes from then on is lost",
      cause,
    });
  } finally {
    await connection.close();
  }
}

function notOurs({ path }: SqliteTarget, cause: DriverError): DunlinError {
  return new DunlinError("unsupported", `${path} is not a SQLite database`, {
    state: "nothing was changed",
    next: "correct the path; other files are not removed",
    cause,
  });
}
