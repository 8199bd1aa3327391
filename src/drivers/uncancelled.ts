import type { DriverError, Notice } from "./connection.ts";

/** What a session says when it could not be cancelled: whoever asked for that waits on. */
export function uncancelled({ code, message }: DriverError): Notice {
  return {
    severity: "WARNING",
    code,
    message: `the running statement could not be cancelled: ${message}`,
  };
}
