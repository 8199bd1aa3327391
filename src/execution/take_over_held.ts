import type { OwnState } from "../dialects/own_state.ts";
import { awaitEarlier } from "./await_earlier.ts";
import type { HeldLock } from "./held_lock.ts";
import { Replan } from "./replan.ts";
import type { RunLog } from "./run_log.ts";
import type { Session } from "./session.ts";
import { takeOver } from "./take_over.ts";
import { upgradeOwnTables } from "./upgrade_own_tables.ts";
import type { Waiting } from "./wait_for.ts";

/**
 * Takes over as the one who has the lock: where it turns out that another has
 * it, waits for it again; tables of an older format are brought to this one's;
 * where an earlier run's statement is still at work, waits for its end.
 *
 * @throws {DunlinError} `lock-timeout`, and as `takeOver`
 */
export async function takeOverHeld(
  session: Session,
  waiting: Waiting,
  log: RunLog,
  lock: HeldLock,
): Promise<OwnState> {
  for (;;) {
    let state = await takeOver(session, waiting, log);
    try {
      await lock.verify();
      state = await upgradeOwnTables(session, waiting, state);
    } catch (error) {
      if (!(error instanceof Replan)) throw error;
      log.event({ type: "replanned", reason: error.message });
      if (error.lockLost) await lock.regain();
      continue;
    }
    await awaitEarlier(session, waiting, state);
    return state;
  }
}
