import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutValues } from "../../src/execution/without_values.ts";
import type { Work } from "../../src/execution/work.ts";

const secrets = ["hush-hush, it is a secret"];
const work = { body: { kind: "sql", script: { source: { secrets } } } } as unknown as Work;

for (
  const [said, left] of [
    ["near 'hush-hush, it is a secret' at line 1", "near '***' at line 1"],
    ["near 'hush-hush, it' at line 1", "near '***' at line 1"], // cut by the server
    ["near 'hush' at line 1", "near 'hush' at line 1"],
  ]
) {
  test(`a server's words without a value: ${said}`, () => {
    assert.equal(withoutValues({ message: String(said), code: "1" }, work).message, left);
  });
}

test("detail and hint are masked like the message, and nothing else", () => {
  const found = withoutValues({ message: "x", detail: secrets[0], code: secrets[0] }, work);
  assert.deepEqual(found, { message: "x", detail: "***", code: secrets[0] });
});

test("behind code the values of after_each.sql are masked, too", () => {
  const code = { body: { kind: "code", after: { script: { source: { secrets } } } } };
  const { message } = withoutValues({ message: `near ${secrets[0]}` }, code as unknown as Work);
  assert.equal(message, "near ***");
  const without = { body: { kind: "code", after: null } } as unknown as Work;
  assert.equal(withoutValues({ message: "near it" }, without).message, "near it");
});
