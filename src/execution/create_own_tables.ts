import { DriverError } from "../drivers/connection.ts";
import type { EventListener } from "../events/event.ts";
import { pause } from "./pause.ts";
import { queryFailure } from "./query_failure.ts";
import type { Session } from "./session.ts";

const ATTEMPTS = 20;
const PAUSE_MS = 50;

/**
 * Makes the own tables, which were not there a moment ago. Others may do the
 * same, with a lock of another kind or with none yet: of several that try at
 * once one succeeds, and the others find what it made.
 *
 * @throws {DunlinError} `permission-denied`, `query-failed`
 */
export async function createOwnTables(session: Session, onEvent: EventListener): Promise<void> {
  for (let attempt = 1; attempt === 1 || (await session.read()).fence === null; attempt++) {
    const { dialect, connection, tables, facts } = session;
    const texts = [dialect.begin, ...dialect.createTables(tables, facts), "COMMIT"];
    try {
      await connection.send(texts.join("\n;\n"));
      onEvent({ type: "tables_created", table: tables.history });
      return;
    } catch (error) {
      if (!(error instanceof DriverError) || error.kind !== "sql" || attempt >= ATTEMPTS) {
        throw queryFailure(error, dialect, "making the history table");
      }
      await connection.send("ROLLBACK");
      if (dialect.meaning(error.code, error.message) === "permission") {
        throw queryFailure(error, dialect, "making the history table");
      }
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  }
}
