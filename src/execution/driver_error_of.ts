import { DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";

/** What the driver said, however often it was explained since; null if it said nothing. */
export function driverErrorOf(error: unknown): DriverError | null {
  let found = error;
  while (found instanceof DunlinError) found = found.cause;
  return found instanceof DriverError ? found : null;
}
