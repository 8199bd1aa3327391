import type { NativeLock } from "../dialects/dialect.ts";
import type { Row } from "../drivers/connection.ts";
import { driverErrorOf } from "./driver_error_of.ts";
import type { Session } from "./session.ts";

const DOING = "asking who holds the migration lock";

/**
 * Who holds the server's own lock, and since when: null if nobody does, or if
 * this role may not see it.
 *
 * @throws {DunlinError} `query-failed`, `connection-lost`
 */
export async function nativeHolder(session: Session, native: NativeLock): Promise<string | null> {
  const rows = await recorded(session, native) ??
    await session.ask(native.bareHolder.text, DOING) ?? [];
  const holder = rows[0]?.["holder"];
  return holder ? String(holder) : null;
}

// A first run holds the lock before there is a table to write its name into.
async function recorded(session: Session, native: NativeLock): Promise<Row[] | null> {
  try {
    return await session.ask(native.holder.text, DOING);
  } catch (error) {
    const cause = driverErrorOf(error);
    const meaning = cause && session.dialect.meaning(cause.code, cause.message);
    if (meaning === "missing-table") return null;
    throw error;
  }
}
