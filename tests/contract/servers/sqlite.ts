import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FreshDatabase, RawRow, RawSession } from "../databases.ts";
import { freshName } from "./fresh_name.ts";
import { lazySession } from "./lazy_session.ts";

// The servers of the tests do not wait for the disk either; where there is a
// folder in memory, a commit takes microseconds instead of a tenth of a second.
const IN_MEMORY = "/dev/shm";

/**
 * The path of a file not yet there, in a folder of its own.
 *
 * @param quick In memory where that can be; Deno lets only a program that may do everything in there.
 */
export async function freshSqlite(quick: boolean): Promise<FreshDatabase> {
  const above = quick && existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir();
  const folder = await mkdtemp(join(above, `${freshName()}_`));
  const file = join(folder, "app.db");
  const sessions: RawSession[] = [];
  const session = async () => {
    const opened = await open(file);
    sessions.push(opened);
    return opened;
  };
  return {
    url: `sqlite:${file.replaceAll("\\", "/")}`,
    name: file,
    raw: lazySession(session),
    session,
    dispose: async () => {
      for (const opened of sessions) await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Statements are prepared and finished one by one, so an idle session holds no lock. */
async function open(file: string): Promise<RawSession> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file);
  return {
    // async, so that a failure is a rejection as with the other databases
    // deno-lint-ignore require-await
    query: async (sql, params = []) =>
      (database.prepare(sql).all(...params as (string | number | null)[]) as RawRow[])
        .map((row) => ({ ...row })),
    // deno-lint-ignore require-await
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}
