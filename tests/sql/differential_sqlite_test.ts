import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import fc from "fast-check";
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

/** How far SQLite reads for the first statement, its semicolon included; null where it refuses the text. */
function engineEnd(database: DatabaseSync, script: string): number | null {
  try {
    return database.prepare(script).sourceSQL.length;
  } catch {
    return null;
  }
}

function assertSameFirst(database: DatabaseSync, script: string): void {
  const end = engineEnd(database, script);
  if (end === null) return;
  const [first, second] = splitStatements(script, { flavor: "sqlite" }).statements;
  const why = `SQLite reads ${JSON.stringify(script.slice(0, end))}`;
  assert.ok(first !== undefined && first.end <= end, why);
  assert.ok(second === undefined || second.start >= end, why);
}

for (
  const script of [
    "SELECT $a('); COMMIT; SELECT $b(')",
    'SELECT @a("); COMMIT; SELECT @b(")',
    "SELECT :a::b(--); COMMIT; SELECT 1",
    "SELECT #a(/*); COMMIT; SELECT #b(*/)",
    "SELECT $::a([); COMMIT; SELECT $b(])",
    "SELECT $a$(;); COMMIT",
    "\uFEFFSELECT 1; \uFEFFCOMMIT",
  ]
) {
  test(`SQLite ends the first statement of ${JSON.stringify(script)} at the same place`, () => {
    const database = new DatabaseSync(":memory:");
    try {
      assertSameFirst(database, script);
    } finally {
      database.close();
    }
  });
}

test("SQLite and the lexer agree where a statement with any variable ends", () => {
  const pieces = ["$", "@", ":", "#", "::", "(", ")", "'", '"', "`", "[", "]", ";", "--", "/*"]
    .concat(["*/", "a", "1", "é", "_", " ", "\n", "\r", "\f", "\uFEFF", "COMMIT", "?", "=", "-"]);
  const database = new DatabaseSync(":memory:");
  const noise = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => all.join(""));
  const variable = fc.tuple(fc.constantFrom("$", "@", ":", "#"), noise).map((both) =>
    both.join("")
  );
  try {
    fc.assert(
      fc.property(variable, noise, (first, rest) => {
        assertSameFirst(database, `SELECT ${first} AS x; SELECT ${rest}`);
        assertSameFirst(database, `SELECT ${first}; SELECT ${rest}`);
      }),
      { numRuns: 3000 },
    );
  } finally {
    database.close();
  }
});
