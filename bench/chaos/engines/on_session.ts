import type { FreshDatabase, RawSession } from "../../../tests/contract/databases.ts";

/** Runs something on a session of its own: one kept open would die with its server. */
export async function onSession<Result>(
  fresh: FreshDatabase,
  act: (session: RawSession) => Promise<Result>,
): Promise<Result> {
  const session = await fresh.session();
  try {
    return await act(session);
  } finally {
    await session.close();
  }
}
