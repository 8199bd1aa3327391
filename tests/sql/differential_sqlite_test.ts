import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { goldenCases } from "./golden_cases.ts";

/** Runs a script as SQLite itself takes it apart, and tells the pieces; the database is in memory. */
function engineSplit(script: string): string[] {
  const database = new DatabaseSync(":memory:");
  const pieces: string[] = [];
  try {
    for (let rest = script; /\S/.test(rest);) {
      const piece = prepare(database, rest);
      if (piece === null) break;
      pieces.push(piece);
      rest = rest.slice(piece.length);
    }
  } finally {
    database.close();
  }
  return pieces;
}

function prepare(database: DatabaseSync, rest: string): string | null {
  // Where nothing but comments is left, some runtimes refuse and others prepare nothing.
  if (splitStatements(rest, { flavor: "sqlite" }).statements.length === 0) return null;
  const statement = database.prepare(rest);
  statement.all();
  return statement.sourceSQL;
}

for (const { name, script } of goldenCases("sqlite")) {
  test(`${name}: SQLite finds the same statements`, () => {
    const { statements } = splitStatements(script, { flavor: "sqlite" });
    const pieces = engineSplit(script).flatMap((piece) => {
      const own = splitStatements(piece, { flavor: "sqlite" }).statements;
      assert.ok(own.length <= 1, `SQLite takes this as one statement:\n${piece}`);
      return own.map(({ text }) => text);
    });
    assert.deepEqual(pieces, statements.map(({ text }) => text));
  });
}
