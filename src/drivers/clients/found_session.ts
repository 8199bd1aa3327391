import {
  FOUND_POSTGRES,
  type FoundPostgres,
  foundPostgres,
} from "../../dialects/found_postgres.ts";
import { inTransaction, unsupported } from "./refusals.ts";
import type { Row } from "../connection.ts";

/**
 * Looks at a session of PostgreSQL that is to be lent.
 *
 * @param name What the client is called, for people
 * @param shared Whether a pooler stands in between: what is found may be a stranger's
 * @throws {DunlinError} `unsupported`, if it is in a transaction, or has what would be lost
 */
export async function lookAtPostgres(
  ask: (text: string) => Promise<readonly Row[]>,
  name: string,
  shared: (sessionId: string) => boolean,
): Promise<FoundPostgres> {
  const found = foundPostgres(await ask(FOUND_POSTGRES));
  if (found.inTransaction) throw inTransaction(name);
  if (shared(found.sessionId)) return { ...found, settings: [], lost: [] };
  if (found.lost.length > 0) {
    throw unsupported(
      `the ${name} has ${
        found.lost.join(" and ")
      }, which would be gone: dunlin makes the session ` +
        "new between two files",
      "give dunlin a client of its own, or a pool",
    );
  }
  return found;
}
