import assert from "node:assert/strict";
import { test } from "node:test";
import { DunlinError, ERROR_CODES } from "../../src/errors.ts";

test("an error is a value with a code, and an Error to the runtime", () => {
  const error = new DunlinError("missing-url", "no database was named", {
    next: "set DATABASE_URL",
  });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "DunlinError");
  assert.equal(ERROR_CODES[error.code].class, "usage");
});
