import { setTimeout as pause } from "node:timers/promises";
import type { RawSession } from "../../../tests/contract/databases.ts";
import type { Stage } from "./scenario.ts";
import { PROCESSLIST } from "../../../tests/contract/servers/processlist.ts";

/**
 * Kills a run while a statement of it waits for a lock, runner and session:
 * its intent stands in the journal and it never ran.
 *
 * @param table Held by another session meanwhile
 * @param begins How the waiting statement begins, as the server tells it
 */
export async function killWhileWaiting(
  { database, engine, start }: Stage,
  table: string,
  begins: string,
): Promise<void> {
  await database.onSession(async (holder) => {
    await holder.query("BEGIN");
    await holder.query(
      engine.flavor === "postgres"
        ? `LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`
        : `SELECT * FROM ${table}`,
    );
    const runner = start("migrate", "--lock-timeout", "60");
    while (runner.alive && !await waits(database, engine.flavor === "postgres", begins)) {
      await pause(10);
    }
    runner.signal("SIGKILL");
    await runner.ended;
    await endWaiting(database, engine.flavor === "postgres", begins);
    await holder.query("ROLLBACK");
  });
}

type Database = Stage["database"];

async function waits(database: Database, isPostgres: boolean, begins: string): Promise<boolean> {
  return (await waiting(database, isPostgres, begins)).length > 0;
}

async function waiting(
  database: Database,
  isPostgres: boolean,
  begins: string,
): Promise<readonly string[]> {
  const rows = await database.query(
    isPostgres
      ? `SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database()
         AND wait_event_type = 'Lock' AND query LIKE '%${begins}%' AND pid <> pg_backend_pid()`
      : `SELECT id AS id FROM ${PROCESSLIST} WHERE db = DATABASE()
         AND id <> CONNECTION_ID() AND state LIKE 'Waiting for table metadata lock'`,
  );
  return rows.map(({ id }) => String(id));
}

async function endWaiting(
  database: Database,
  isPostgres: boolean,
  begins: string,
): Promise<void> {
  for (;;) {
    const ids = await waiting(database, isPostgres, begins);
    if (ids.length === 0) return;
    await database.onSession(async (session: RawSession) => {
      for (const id of ids) {
        await session.query(isPostgres ? `SELECT pg_terminate_backend(${id})` : `KILL ${id}`)
          .catch(() => {}); // it may have ended meanwhile; asked again until none is left
      }
    });
    await pause(10);
  }
}
