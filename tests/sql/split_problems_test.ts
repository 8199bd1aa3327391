import assert from "node:assert/strict";
import { test } from "node:test";
import type { SqlFlavor } from "../../src/sql/statement.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { problems } from "./lexing.ts";

const cases: [SqlFlavor, string, string, string[]][] = [
  ["postgres", "an unclosed string, where it opens", "SELECT 1;\nSELECT 'a;\n", [
    "unclosed-string 2:8",
  ]],
  ["postgres", "an unclosed dollar quote", "DO $a$ x $$;", ["unclosed-string 1:4"]],
  ["postgres", "an unclosed name", 'SELECT "a;', ["unclosed-name 1:8"]],
  ["postgres", "an unclosed comment", "SELECT 1 /* /* */", ["unclosed-comment 1:10"]],
  [
    "postgres",
    "an unclosed BEGIN ATOMIC",
    "CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1;",
    [
      "unclosed-body 2:1",
    ],
  ],
  ["postgres", "an unclosed rule", "CREATE RULE r AS ON INSERT TO t DO (a; b;", [
    "unclosed-body 1:36",
  ]],
  ["postgres", "COPY data that never ends", "COPY t FROM stdin;\n1\n2\n", ["copy-unclosed 2:1"]],
  ["postgres", "text behind a COPY", "COPY t FROM stdin; SELECT 1;\n\\.\n", ["copy-line 1:20"]],
  ["postgres", "the end of COPY data without a COPY", "1\n\\.\n", ["copy-end 2:1"]],
  [
    "postgres",
    "psql's commands, each of them",
    "\\connect a\n\\i b.sql\nSELECT 1 \\gexec\n\\set x 1",
    [
      "client-command 1:1",
      "client-command 2:1",
      "client-command 3:10",
      "client-command 4:1",
    ],
  ],
  ["postgres", "DELIMITER", "delimiter //\nSELECT 1;", ["client-command 1:1"]],
  ["sqlite", "an unclosed string", "SELECT 'a", ["unclosed-string 1:8"]],
  ["sqlite", "an unclosed bracket", "SELECT [a", ["unclosed-name 1:8"]],
  ["sqlite", "an unclosed trigger", "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1;", [
    "unclosed-body 1:36",
  ]],
  ["sqlite", "DELIMITER", "SELECT 1;\nDELIMITER //", ["client-command 2:1"]],
  ["sqlite", "commands of the shell", ".open a.db\nSELECT 1;\n.read b.sql", [
    "client-command 1:1",
    "client-command 3:1",
  ]],
  ["sqlite", "COPY data", "SELECT 1;\n\\.\n", ["copy-end 2:1"]],
  ["mysql", "an unclosed string", "SELECT 'a\\'", ["unclosed-string 1:8"]],
  ["mysql", "an unclosed name", "SELECT `a", ["unclosed-name 1:8"]],
  ["mysql", "an unclosed comment", "/* a", ["unclosed-comment 1:1"]],
  ["mysql", "an unclosed executable comment", "SELECT 1;\n/*!50100 SET a = 1", [
    "unclosed-comment 2:1",
  ]],
  ["mysql", "an executable comment with a semicolon in it", "/*!50100 SELECT 1; */;", [
    "cut-comment 1:18",
  ]],
  [
    "mysql",
    "an executable comment with a delimiter in it",
    "DELIMITER //\n/*! SELECT 1 // SELECT 2",
    [
      "cut-comment 2:14",
    ],
  ],
  ["mysql", "an unclosed body", "CREATE PROCEDURE p()\nBEGIN IF a THEN SELECT 1; END;", [
    "unclosed-body 2:1",
  ]],
  ["mysql", "a body of Oracle's kind without DELIMITER", "CREATE PROCEDURE p() AS\nBEGIN a; END;", [
    "unclosed-body 2:1",
  ]],
  ["mysql", "DELIMITER without a delimiter", "DELIMITER\nSELECT 1;\nDELIMITER   ", [
    "empty-delimiter 1:1",
    "empty-delimiter 3:1",
  ]],
  ["mysql", "a delimiter with a backslash", "DELIMITER \\\\", ["client-command 1:1"]],
  ["mysql", "the mysql client's commands", "source a.sql\nSELECT 1\\G\nSELECT 2 \\g\n\\! ls", [
    "client-command 1:1",
    "client-command 2:9",
    "client-command 3:10",
    "client-command 4:1",
  ]],
  ["mysql", "a comment that is none", "SELECT 1;\n--x it's\n---- \n-- y\nSELECT 2;", [
    "no-comment 2:1",
    "no-comment 3:1",
  ]],
  ["mysql", "COPY data", "SELECT 1;\n\\.\n", ["copy-end 2:1"]],
  ["mysql", "a stray backslash where NULL is meant", "SELECT \\n;", ["client-command 1:8"]],
];
for (const [flavor, what, script, expected] of cases) {
  test(`${flavor}: splitStatements() tells of ${what}`, () => {
    assert.deepEqual(problems(script, flavor), expected);
  });
}

test("every problem says what happened and what to do, in words without a period", () => {
  for (const [flavor, , script] of cases) {
    for (const { message, next } of splitStatements(script, { flavor }).problems) {
      assert.match(message, /^\S.*[^.\s]$/);
      assert.match(next, /^\S.*[^.\s]$/);
    }
  }
});

test("statements around a problem are still split", () => {
  const { statements } = splitStatements("SELECT 1;\n\\i x\nSELECT 2;", { flavor: "postgres" });
  assert.deepEqual(statements.map((statement) => statement.text), ["SELECT 1", "SELECT 2"]);
});

test("psql's \\c is answered with where the database is named", () => {
  const [problem] = splitStatements("\\c other", { flavor: "postgres" }).problems;
  assert.equal(problem?.message, "\\c is a command of psql, not SQL");
  assert.match(problem?.next ?? "", /database of the URL/);
});
