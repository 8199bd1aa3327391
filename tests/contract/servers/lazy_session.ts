import type { RawSession } from "../databases.ts";

/** A session that is opened by its first query, and never if there is none. */
export function lazySession(open: () => Promise<RawSession>): RawSession {
  let opened: Promise<RawSession> | undefined;
  return {
    query: async (sql, params) => await (await (opened ??= open())).query(sql, params),
    close: async () => {
      const session = opened;
      opened = undefined;
      await (await session?.catch(() => undefined))?.close();
    },
  };
}
