import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import { serverMessage } from "./query_failure.ts";
import type { Session } from "./session.ts";

/**
 * Tries once whether the session may become the role that files run as, before
 * anything is locked.
 *
 * @throws {DunlinError} `permission-denied`, with what would give it
 */
export async function assertRole(session: Session): Promise<void> {
  const { role, connection, dialect } = session;
  if (role === null) return;
  try {
    await connection.send(["BEGIN", ...session.becomeRole(true), "ROLLBACK"].join(";\n"));
  } catch (error) {
    if (!(error instanceof DriverError) || error.kind !== "sql") throw error;
    await connection.send("ROLLBACK");
    throw new DunlinError("permission-denied", `the files cannot be run as ${role}`, {
      server: serverMessage(error, dialect),
      state: "nothing was changed",
      next: `see that the role is there, and \`GRANT ${
        dialect.quote(role)
      } TO\` the role that logs in`,
      cause: error,
    });
  }
}
