import assert from "node:assert/strict";
import { DriverError, type FailureKind } from "../../src/drivers/connection.ts";
import { DunlinError, type ErrorCode } from "../../src/errors.ts";

/** The driver's failure a promise ends with, of that kind. */
export async function driverFailure(
  promise: Promise<unknown>,
  kind: FailureKind,
): Promise<DriverError> {
  const error = await rejection(promise);
  assert.ok(error instanceof DriverError, String(error));
  assert.equal(error.kind, kind, `${error.code}: ${error.message}`);
  return error;
}

/** The explained failure a promise ends with, of that code. */
export async function explainedFailure(
  promise: Promise<unknown>,
  code: ErrorCode,
): Promise<DunlinError> {
  const error = await rejection(promise);
  assert.ok(error instanceof DunlinError, String(error));
  assert.equal(error.code, code, `${error.message}: ${error.server?.message}`);
  return error;
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was rejected" });
}
