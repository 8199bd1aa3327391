import assert from "node:assert/strict";
import { test } from "node:test";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { texts } from "./lexing.ts";

const one: Record<string, string> = {
  "a semicolon in a string": "SELECT 'a;b''c;'",
  "a semicolon in a quoted name": `SELECT 1 AS "a;""b;"`,
  "a backslash at the end of a string": `SELECT 'a\\', ';'`,
  "an escaped quote in E''": `SELECT E'a\\';b'`,
  "the second line of an E'' string": `SELECT E'a'\n 'b\\';c'`,
  "the second line of an E'' string behind a comment": `SELECT E'a' -- it's\n\n 'b\\';c'`,
  "a Unicode string": `SELECT U&'\\0041;', U&"a;\\0042"`,
  "bit and byte strings": `SELECT B'01', X'1F', N'a;'`,
  "a dollar-quoted string": "SELECT $$a;'b$$",
  "a tag that is not the one that opened": "SELECT $a$ ; $b$ ; $$ ; $a$",
  "a tag with letters beyond ASCII": "SELECT $été1$ ; $été1$",
  "a name with dollars in it": "SELECT a$b$c FROM t$1$",
  "parameters beside dollar quotes": "PREPARE p AS SELECT $1, $2::text || $$;$$",
  "a nested comment": "SELECT 1 /* a; /* b; */ c; */ + 1",
  "a comment that begins in an operator": "SELECT 1 +/* ; */ 2",
  "a line comment behind an operator": "SELECT 1 --;\n + 2",
  "casts and slices": "SELECT a[1:2]::text, b := 1",
  "a body between BEGIN ATOMIC and END":
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
  "CASE … END inside BEGIN ATOMIC":
    "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END",
  "a column labelled end inside BEGIN ATOMIC":
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT 2 end; END",
  "an empty BEGIN ATOMIC": "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC END",
  "a rule with several commands":
    "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT ';)'; SELECT 3;)",
  "a schema with its elements":
    "CREATE SCHEMA s CREATE TABLE t (id int) CREATE VIEW v AS SELECT 1 AS begin",
};
for (const [what, text] of Object.entries(one)) {
  test(`PostgreSQL: one statement holds ${what}`, () => {
    assert.deepEqual(texts(`${text};\nSELECT 'next';`, "postgres"), [text, "SELECT 'next'"]);
  });
}

test("PostgreSQL: BEGIN, COMMIT and END of a transaction are statements of their own", () => {
  assert.deepEqual(
    texts("BEGIN; SELECT 1; END; BEGIN ISOLATION LEVEL SERIALIZABLE; COMMIT", "postgres"),
    [
      "BEGIN",
      "SELECT 1",
      "END",
      "BEGIN ISOLATION LEVEL SERIALIZABLE",
      "COMMIT",
    ],
  );
});

test("PostgreSQL: comments around a statement are not part of it", () => {
  const script = "-- head\n/* x */ SELECT 1 /* in */ + 1 /* behind */ ; -- tail\n/* end */";
  assert.deepEqual(texts(script, "postgres"), ["SELECT 1 /* in */ + 1"]);
});

test("PostgreSQL: a carriage return ends a comment", () => {
  assert.deepEqual(texts("SELECT 1 -- a\r; SELECT 2", "postgres"), ["SELECT 1", "SELECT 2"]);
});

test("PostgreSQL: empty statements and comments alone are nothing", () => {
  assert.deepEqual(texts(";;\n-- a\n; /* b */ ;", "postgres"), []);
});

test("PostgreSQL: the last statement needs no semicolon", () => {
  assert.deepEqual(texts("SELECT 1;\nSELECT 2\n", "postgres"), ["SELECT 1", "SELECT 2"]);
});

test("PostgreSQL: a statement knows its offsets, line and column", () => {
  const { statements } = splitStatements("-- é😀\r\n /* 😀 */ SELECT 1;", { flavor: "postgres" });
  const [statement] = statements;
  assert.equal(statement?.start, 18);
  assert.equal(statement?.end, 26);
  assert.deepEqual([statement?.line, statement?.column], [2, 10]);
});

test("PostgreSQL: backslashes escape where standard_conforming_strings is off", () => {
  const rules = { flavor: "postgres", standardConformingStrings: false } as const;
  assert.deepEqual(texts("SELECT 'a\\';b'; SELECT 2", rules), ["SELECT 'a\\';b'", "SELECT 2"]);
});

test("PostgreSQL: a script's own standard_conforming_strings is followed", () => {
  const script = "SELECT 'a\\'; SET standard_conforming_strings = off; SELECT 'b\\';'; " +
    "RESET standard_conforming_strings; SELECT 'c\\';";
  assert.deepEqual(texts(script, "postgres"), [
    "SELECT 'a\\'",
    "SET standard_conforming_strings = off",
    "SELECT 'b\\';'",
    "RESET standard_conforming_strings",
    "SELECT 'c\\'",
  ]);
});

test("PostgreSQL: the data of COPY … FROM stdin belongs to its statement", () => {
  const script = "COPY t (a) FROM stdin WITH (FORMAT text);\n1\t;'\n--\n\\.\nSELECT 2;";
  const { statements, problems } = splitStatements(script, { flavor: "postgres" });
  assert.deepEqual(problems, []);
  assert.deepEqual(statements.map((statement) => statement.text), [
    "COPY t (a) FROM stdin WITH (FORMAT text)",
    "SELECT 2",
  ]);
  const data = statements[0]?.copyData;
  assert.equal(data && script.slice(data.start, data.end), "1\t;'\n--\n");
});

test("PostgreSQL: COPY data may have \\r\\n line ends, or no lines at all", () => {
  const script = "COPY a FROM stdin;\r\nx\r\n\\.\r\nCOPY b FROM STDIN;\n\\.\n";
  const { statements, problems } = splitStatements(script, { flavor: "postgres" });
  assert.deepEqual(problems, []);
  const data = statements.map(({ copyData }) =>
    copyData && script.slice(copyData.start, copyData.end)
  );
  assert.deepEqual(data, ["x\r\n", ""]);
});

test("PostgreSQL: COPY from a query's name or to stdout has no data", () => {
  const script = "COPY stdin FROM '/a'; COPY (SELECT 1 FROM stdin) TO stdout; SELECT 1";
  assert.equal(texts(script, "postgres").length, 3);
});

test("PostgreSQL: \\restrict and \\unrestrict are skipped, as pg_dump writes them", () => {
  const script = "\\restrict aB3\n\nSELECT 1;\n\n\\unrestrict aB3\n";
  const { statements, problems, skipped } = splitStatements(script, { flavor: "postgres" });
  assert.deepEqual(problems, []);
  assert.equal(statements.length, 1);
  assert.deepEqual(
    skipped.map(({ start, end }) => script.slice(start, end)),
    ["\\restrict aB3", "\\unrestrict aB3"],
  );
});

for (const head of ["f(begin atomic) RETURNS int", "f() RETURNS TABLE (begin atomic)"]) {
  test(`PostgreSQL: begin atomic in the parentheses of ${head} opens no body`, () => {
    const script = `CREATE FUNCTION ${head} LANGUAGE sql AS 'select 1'; COMMIT; SELECT 1; END`;
    assert.equal(texts(script, "postgres")[1], "COMMIT");
  });
}

test("PostgreSQL: BEGIN ATOMIC behind such an argument opens one", () => {
  const script = "CREATE FUNCTION f(begin atomic) RETURNS int BEGIN ATOMIC SELECT 1; END; SELECT 2";
  assert.equal(texts(script, "postgres").length, 2);
});
