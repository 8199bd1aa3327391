import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { SqlFlavor } from "../../src/sql/statement.ts";
import { Tokenizer } from "../../src/sql/tokenize.ts";
import { charactersLookedAt } from "./characters_looked_at.ts";

const FLAVORS: SqlFlavor[] = ["postgres", "mysql", "mariadb", "sqlite"];
const flavor = fc.constantFrom(...FLAVORS);

/** Text that every flavour reads alike and that needs no closing. */
const common = [
  "SELECT 1",
  "INSERT INTO t VALUES ('a;''b', 'ü😀')",
  'SELECT ";" FROM t',
  "SELECT 5 - 3",
];
const own: Record<SqlFlavor, string[]> = {
  postgres: ["DO $x$ a; $$ $x$", "SELECT E'\\';'", "SELECT 1 /* /* ; */ */ + 1"],
  mysql: [
    "SELECT '\\';'",
    "/*!40101 SET NAMES utf8 */",
    "CREATE PROCEDURE p() BEGIN SELECT 1; END",
  ],
  mariadb: ["BEGIN NOT ATOMIC SELECT 1; END", "SELECT `;`", "SELECT 5--3"],
  sqlite: ["SELECT [;]", "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END"],
};
const gap = fc.constantFrom(
  "",
  " ",
  "\n",
  "\r\n",
  "-- it's; \n",
  "/* a; ' */",
  "\t;",
  ";;\n",
  "/**/",
);

test("statements with any comments between them are split back", () => {
  const scripts = flavor.chain((name) =>
    fc.record({
      name: fc.constant(name),
      pieces: fc.array(fc.tuple(gap, fc.constantFrom(...common, ...own[name]), gap), {
        maxLength: 20,
        size: "max",
      }),
    })
  );
  fc.assert(fc.property(scripts, ({ name, pieces }) => {
    const script = pieces.map(([before, text, behind]) => `${before}${text}\n${behind};`).join("");
    const { statements, problems } = splitStatements(script, { flavor: name });
    assert.deepEqual(problems, []);
    assert.deepEqual(statements.map(({ text }) => text), pieces.map(([, text]) => text));
    for (const { text, start, end } of statements) assert.equal(script.slice(start, end), text);
  }));
});

const junk = fc.array(
  fc.constantFrom(
    ..."'\"`[]$\\;()#-/*!M:=@.,\n\r ?aEéBEGIN😀".split(""),
    "$a$",
    "/*",
    "*/",
    "/*!",
    "--",
    "E'",
    "BEGIN",
    "END",
    "CREATE PROCEDURE p()",
    "CREATE TRIGGER",
    "IF",
    "CASE",
    "DELIMITER //\n",
    "//",
    "COPY t FROM stdin;\n",
    "\n\\.\n",
    "SET sql_mode='ANSI';",
  ),
  { maxLength: 60, size: "max" },
).map((pieces) => pieces.join(""));

test("any text is split without an exception, in order, without overlaps", () => {
  fc.assert(fc.property(flavor, junk, (name, script) => {
    const { statements, problems } = splitStatements(script, { flavor: name });
    let behind = 0;
    for (const { start, end, text } of statements) {
      assert.ok(start >= behind && end > start);
      assert.equal(text, script.slice(start, end));
      behind = end;
    }
    for (const { offset } of problems) assert.ok(offset >= 0 && offset <= script.length);
  }));
});

test("tokens cover everything but white space, whatever the text", () => {
  fc.assert(fc.property(flavor, junk, (name, script) => {
    const tokenizer = new Tokenizer(script, { flavor: name });
    let behind = 0;
    for (let token = tokenizer.next(); token !== null; token = tokenizer.next()) {
      assert.match(script.slice(behind, token.start), /^\s*$/);
      assert.ok(token.end > token.start);
      behind = token.end;
    }
    assert.match(script.slice(behind), /^\s*$/);
  }));
});

const shapes: Record<string, string> = {
  "one line of many statements": "SELECT 'a;b', \"c\" FROM t; ",
  "one line of one statement": "('a', 1, NULL), ",
  "operators": "-/+*",
  "dollars": "$a $b ",
  "quotes": "'''' ",
  "open comments": "/* ",
  "open executable comments": "/*! ",
  "nested blocks": "BEGIN IF a THEN ",
  "parentheses": "((",
  "settings": "SET @a = 1; ",
  "lone backslashes": "\\ ",
};
for (const [what, piece] of Object.entries(shapes)) {
  test(`what is looked at to split ${what} grows with the length, not faster`, () => {
    for (const name of FLAVORS) {
      const looked = (length: number) => {
        const script = piece.repeat(Math.ceil(length / piece.length));
        return charactersLookedAt(() => splitStatements(script, { flavor: name }));
      };
      const [small, large] = [looked(10_000), looked(40_000)];
      // 4 times as much text; quadratic would be 16 times as much
      assert.ok(large < small * 5, `${name}: ${small}, then ${large} characters`);
    }
  });
}
