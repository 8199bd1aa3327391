import type { HistoryRecord } from "./dialect.ts";
import type { Fence } from "./own_state.ts";

/** What every history row of a run has in common. */
export type RunWords = Pick<HistoryRecord, "appliedBy" | "toolVersion">;

/**
 * What is sent for each of many migrations, planned by the server once. It holds
 * for one session, until something there says `DEALLOCATE`.
 */
export interface PreparedWords {
  /** Makes the session know them; a transaction of its own. */
  readonly prepare: string[];
  /** As `Dialect.guard`; it also raises where a file has left prepared statements of its own. */
  guard(fence: Fence): string[];
  /**
   * As `Dialect.recordApplied`, of a versioned migration that was one transaction
   * from its first attempt on: nothing of it is in the journal.
   */
  recordApplied(record: HistoryRecord): string[];
  /** As `Dialect.resetAfter`, but that it leaves these. */
  readonly resetAfter: string[];
}
