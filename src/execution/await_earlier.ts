import type { OwnState } from "../dialects/own_state.ts";
import { DunlinError } from "../errors.ts";
import { waitFor, type Waiting } from "./wait_for.ts";
import type { Session } from "./session.ts";

// A native lock that is ours says that its old session has ended; a lease does not.
function blind(session: Session): null {
  if (!session.leased) return null;
  throw new DunlinError(
    "permission-denied",
    "whether a statement of an earlier run is still at work cannot be seen: this role may not look at the server's sessions",
    {
      state: "nothing was changed",
      next: "let the role see them (pg_read_all_stats, PROCESS), then run the same command again",
    },
  );
}

/** How long a node of a Galera cluster may be silent before the others go on without it. */
const INACTIVE_MS = 15_000;

/**
 * What a journal says of a statement begun and not ended can be judged only
 * once that statement has ended: a server runs on when its client is gone.
 *
 * @throws {DunlinError} `lock-timeout`, naming what still runs
 */
export async function awaitEarlier(
  session: Session,
  waiting: Waiting,
  { history, facts }: OwnState,
): Promise<void> {
  if (!history.journal.some(({ state }) => state === "intent")) return;
  const { tables, fence, dialect } = session;
  const text = dialect.running(tables, fence.token, session.leased);
  if (text === null) return;
  const running = async () => {
    const rows = await session.ask(text, "asking what is still running");
    if (rows === null) return blind(session);
    const [row] = rows;
    return row?.["running"] ? `a statement of an earlier run (${row["running"]})` : null;
  };
  const silentUntil = facts.cluster === null ? 0 : performance.now() + INACTIVE_MS;
  const silent = () => performance.now() >= silentUntil;
  await waitFor(
    async () => silent() && await running() === null,
    async () => await running() ?? "a node of the cluster that may be gone",
    { ...waiting, waitMs: Math.max(waiting.waitMs, silentUntil && INACTIVE_MS * 2) },
  );
}
