import { connect, type ConnectOptions } from "../../src/drivers/connect.ts";
import type { Connection } from "../../src/drivers/connection.ts";
import type { FreshDatabase, TestDatabase } from "../contract/databases.ts";

/** Runs a test's act on a session with a database of its own, and removes both. */
export async function opened(
  database: TestDatabase,
  act: (connection: Connection, fresh: FreshDatabase) => Promise<void>,
  options: ConnectOptions = {},
): Promise<void> {
  const fresh = await database.fresh();
  try {
    const connection = await connect(fresh.url, { create: true, ...options });
    try {
      await act(connection, fresh);
    } finally {
      await connection.close();
    }
  } finally {
    await fresh.dispose();
  }
}

/** Resolves once a look at the world says so; looks again every few milliseconds, for 10 s. */
export async function until(look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!await look()) {
    if (Date.now() > deadline) throw new Error("it did not come true within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
