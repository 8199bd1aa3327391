import { queryFailure } from "./query_failure.ts";
import type { Session } from "./session.ts";

/**
 * Makes the session new, as far as its driver can: what a file left in it is
 * gone, dunlin's own limits are back. Frees named locks.
 *
 * @throws {DunlinError} Why not; the session is then not what it seems
 */
export async function resetSession(session: Session): Promise<void> {
  const { connection, dialect, facts } = session;
  const setup = [...dialect.home(facts), ...session.setup];
  try {
    await connection.reset?.();
    if (setup.length > 0) await connection.send(setup.join("\n;\n"));
  } catch (error) {
    throw queryFailure(error, dialect, "making the session new for the next migration");
  }
}
