import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "../../src/sql/classify.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { SqlFlavor } from "../../src/sql/statement.ts";
import { analyseTransactions, type TransactionUse } from "../../src/sql/transaction_block.ts";

function use(script: string, flavor: SqlFlavor = "postgres"): TransactionUse {
  const { statements } = splitStatements(script, { flavor });
  return analyseTransactions(statements, statements.map((one) => classify(one, { flavor })));
}

test("a file without transaction commands uses none", () => {
  assert.deepEqual(use("SELECT 1; SAVEPOINT a; RELEASE a;"), { kind: "none" });
  assert.deepEqual(use(""), { kind: "none" });
});

test("BEGIN … COMMIT around the whole file wraps it", () => {
  assert.deepEqual(use("BEGIN; SELECT 1; COMMIT;"), { kind: "wrapped", begin: 0, commit: 2 });
  assert.deepEqual(use("START TRANSACTION; END;"), { kind: "wrapped", begin: 0, commit: 1 });
});

test("settings may stand around the transaction that wraps a file", () => {
  const script =
    "PRAGMA foreign_keys = OFF; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys = ON;";
  assert.deepEqual(use(script, "sqlite"), { kind: "wrapped", begin: 1, commit: 3 });
  assert.deepEqual(use("SET search_path = a; BEGIN; COMMIT"), {
    kind: "wrapped",
    begin: 1,
    commit: 2,
  });
});

test("work outside of its transaction makes it one inside the file", () => {
  assert.deepEqual(use("SELECT 1;\nBEGIN; SELECT 2; COMMIT;"), {
    kind: "inside",
    blocks: [{ begin: 1, commit: 3 }],
    firstOffset: 10,
  });
});

test("several transactions stand inside the file", () => {
  assert.deepEqual(use("BEGIN; COMMIT; BEGIN; SELECT 1; COMMIT;"), {
    kind: "inside",
    blocks: [{ begin: 0, commit: 1 }, { begin: 2, commit: 4 }],
    firstOffset: 0,
  });
});

test("COMMIT AND CHAIN ends one transaction and begins the next", () => {
  assert.deepEqual(use("BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; COMMIT;"), {
    kind: "inside",
    blocks: [{ begin: 0, commit: 2 }, { begin: 2, commit: 4 }],
    firstOffset: 0,
  });
});

const unbalanced: [string, string, number[]][] = [
  ["a BEGIN without COMMIT", "SELECT 1; BEGIN; SELECT 2;", [1]],
  ["a COMMIT without BEGIN", "SELECT 1; COMMIT;", [1]],
  ["a BEGIN inside a transaction", "BEGIN; BEGIN; COMMIT;", [1]],
  ["a chain that nobody ends", "BEGIN; COMMIT AND CHAIN;", [1]],
  ["everything at once", "COMMIT; BEGIN; COMMIT; END; BEGIN;", [0, 3, 4]],
];
for (const [what, script, indexes] of unbalanced) {
  test(`${what} is told as a problem`, () => {
    const found = use(script);
    assert.equal(found.kind, "unbalanced");
    if (found.kind !== "unbalanced") return;
    assert.deepEqual(found.problems.map(({ index }) => index), indexes);
    for (const { message, next } of found.problems) assert.ok(message !== "" && next !== "");
  });
}
