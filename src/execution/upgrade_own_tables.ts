import type { OwnState } from "../dialects/own_state.ts";
import { FORMAT } from "../dialects/own_tables.ts";
import { DriverError } from "../drivers/connection.ts";
import { beginTransaction } from "./begin_transaction.ts";
import { queryFailure } from "./query_failure.ts";
import { Replan } from "./replan.ts";
import type { Session } from "./session.ts";
import type { Waiting } from "./wait_for.ts";

/**
 * Under the lock: brings own tables that an older dunlin made to this one's
 * format. The guard moves the revision on, so an older one that is still at work
 * (it lost its lock) meets its own guard, reads again and stops in words.
 *
 * @param state As read under the lock
 * @returns The state to plan from
 * @throws {Replan} If another runner was faster
 * @throws {DunlinError} `permission-denied`, `query-failed`
 */
export async function upgradeOwnTables(
  session: Session,
  waiting: Waiting,
  state: OwnState,
): Promise<OwnState> {
  const { dialect, tables, connection, fence } = session;
  if (fence.format >= FORMAT) return state;
  const texts = [
    ...dialect.guard(tables, fence),
    ...dialect.upgradeTables(tables, fence.format),
    "COMMIT",
  ];
  try {
    if (dialect.transactionIsLock) await beginTransaction(session, waiting);
    else texts.unshift(dialect.begin);
    await connection.send(texts.join("\n;\n"));
  } catch (error) {
    await connection.send("ROLLBACK").catch(() => {}); // the first error is the one to tell
    const guarded = error instanceof DriverError &&
      dialect.meaning(error.code, error.message) === "guard";
    if (guarded) throw new Replan("another runner changed the history");
    throw queryFailure(error, dialect, "bringing dunlin's own tables to a newer format");
  }
  return await session.read();
}
