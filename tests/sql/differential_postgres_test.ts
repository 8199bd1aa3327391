import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { loadModule, parse } from "libpg-query";
import { type SplitScript, splitStatements } from "../../src/sql/split_statements.ts";
import { databaseNamed } from "../contract/databases.ts";
import { goldenCases } from "./golden_cases.ts";
import { texts } from "./lexing.ts";

/** The pieces PostgreSQL's own parser makes of a script: each may have comments around it. */
async function serverSplit(script: string): Promise<string[]> {
  await loadModule();
  const { stmts = [] } = await parse(script) as {
    stmts?: { stmt_location?: number; stmt_len?: number }[];
  };
  const bytes = Buffer.from(script);
  return stmts.map(({ stmt_location: start = 0, stmt_len: length }) =>
    bytes.subarray(start, length ? start + length : undefined).toString()
  );
}

/** Puts out, with spaces, what psql and not the server reads: its commands, and COPY data with its `\.`. */
function forTheServer(script: string, { statements, skipped }: SplitScript): string {
  let text = script;
  const data = statements.flatMap(({ copyData }) => copyData ? [copyData] : []);
  for (
    const { start, end } of [...skipped, ...data.map((span) => ({ ...span, end: span.end + 2 }))]
  ) {
    text = text.slice(0, start) + text.slice(start, end).replace(/./g, " ") + text.slice(end);
  }
  return text;
}

for (const { name, script } of goldenCases("postgres")) {
  test(`${name}: PostgreSQL's parser finds the same statements`, async () => {
    const split = splitStatements(script, { flavor: "postgres" });
    const { statements } = split;
    const pieces = await serverSplit(forTheServer(script, split));
    assert.equal(statements.length, pieces.length);
    for (const [index, statement] of statements.entries()) {
      const piece = pieces[index] ?? "";
      assert.ok(piece.includes(statement.text), `${statement.text}\nis not in\n${piece}`);
      const alone = splitStatements(piece, { flavor: "postgres" }).statements;
      assert.deepEqual(alone.map(({ text }) => text), [statement.text]);
    }
  });
}

const database = databaseNamed("postgres");

// The library's scanner, unlike the server's, does not look behind comments for a string's next part.
test("postgres: the server joins the parts of an E'' string over comments as we do", {
  skip: database.skip,
}, async () => {
  const script = "SELECT E'a' -- it's\n -- so;\n 'b\\';c' AS x";
  assert.deepEqual(texts(script, "postgres"), [script]);
  const fresh = await database.fresh();
  try {
    assert.deepEqual(await fresh.raw.query(script), [{ x: "ab';c" }]);
  } finally {
    await fresh.dispose();
  }
});
