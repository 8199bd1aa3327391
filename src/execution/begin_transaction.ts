import { DriverError } from "../drivers/connection.ts";
import { waitFor, type Waiting } from "./wait_for.ts";
import type { Session } from "./session.ts";

/**
 * Opens a transaction where that is the lock (SQLite): asked again and again
 * until the file is free. @throws {DunlinError} `lock-timeout`
 */
export async function beginTransaction(session: Session, waiting: Waiting): Promise<void> {
  await waitFor(() => begin(session), () => announced(session), waiting);
}

/** What opens it, or is refused at once: what comes inside may have to wait for readers. */
export function beginTexts({ dialect, limits }: Session): readonly string[] {
  return [...dialect.patience(0), dialect.begin, ...dialect.timeouts(limits, true)];
}

async function begin(session: Session): Promise<boolean> {
  try {
    await session.connection.send(beginTexts(session).join(";\n"));
    return true;
  } catch (error) {
    if (error instanceof DriverError && error.kind === "busy") return false;
    throw error;
  }
}

async function announced(session: Session): Promise<string | null> {
  const text = session.dialect.announced(session.tables);
  if (text === null) return null;
  try {
    const [row] = await session.connection.query({ text });
    return row?.["holder"] ? String(row["holder"]) : null;
  } catch {
    return null; // the file is busy even for readers, or the tables are not there yet
  }
}
