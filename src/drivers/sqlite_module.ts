import process from "node:process";
import { DunlinError } from "../errors.ts";
import type { SqliteModule } from "./sqlite_session.ts";

/** The part of `process` that warnings go through. */
export interface Warner {
  emitWarning: (...parts: unknown[]) => void;
}

/**
 * Loads `node:sqlite`. Node 22 calls it experimental on stderr at every start;
 * that one warning is kept from the user, all others pass.
 *
 * @throws {DunlinError} `driver-missing`, on a runtime without it.
 */
export async function loadSqlite(): Promise<SqliteModule> {
  const load = () => import("node:sqlite") as Promise<unknown>;
  try {
    return await withoutExperimentalWarning(process as unknown as Warner, load) as SqliteModule;
  } catch (error) {
    throw new DunlinError("driver-missing", "this runtime has no node:sqlite", {
      next: "use Deno 2.8, Bun 1.4 or Node 22.18, or a newer one of them",
      cause: error,
    });
  }
}

/**
 * Runs an act, or waits for a promise it gives, and leaves out the warning
 * that SQLite is experimental meanwhile. Stands for itself, as its text runs
 * in the worker thread too.
 */
export function withoutExperimentalWarning<T>(warner: Warner, act: () => T): T {
  const emitWarning = warner.emitWarning;
  const restore = () => {
    warner.emitWarning = emitWarning;
  };
  warner.emitWarning = (...parts) => {
    const about = String((parts[0] as { message?: string })?.message ?? parts[0]);
    if (/^SQLite is an experimental feature/.test(about)) return;
    emitWarning.apply(warner, parts);
  };
  let result: T;
  try {
    result = act();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}
