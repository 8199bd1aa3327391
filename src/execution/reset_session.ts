import { queryFailure } from "./query_failure.ts";
import type { Session } from "./session.ts";

/** What resetting does, for words about its failure. */
export const RESETTING = "making the session new for the next migration";

/** What a session needs after its driver has made it new. */
export function afterReset({ dialect, facts, setup }: Session): readonly string[] {
  return [...dialect.home(facts), ...setup];
}

/**
 * Makes the session new, as far as its driver can: what a file left in it is
 * gone, dunlin's own limits are back. Frees named locks.
 *
 * @throws {DunlinError} Why not; the session is then not what it seems
 */
export async function resetSession(session: Session): Promise<void> {
  const { connection, dialect } = session;
  const setup = afterReset(session);
  try {
    await connection.reset?.();
    if (setup.length > 0) await connection.send(setup.join("\n;\n"));
  } catch (error) {
    throw queryFailure(error, dialect, RESETTING);
  }
}
