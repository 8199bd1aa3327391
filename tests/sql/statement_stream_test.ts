import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { LexicalRules, SqlFlavor } from "../../src/sql/statement.ts";
import { StatementStream } from "../../src/sql/statement_stream.ts";
import { charactersLookedAt } from "./characters_looked_at.ts";
import { goldenCases } from "./golden_cases.ts";
import { asStreamed, streamed } from "./whole_stream.ts";

const FLAVORS: SqlFlavor[] = ["postgres", "mysql", "mariadb", "sqlite"];
const rulesArbitrary: fc.Arbitrary<LexicalRules> = fc.oneof(
  fc.constantFrom(...FLAVORS).map((flavor) => ({ flavor })),
  fc.constant<LexicalRules>({ flavor: "postgres", standardConformingStrings: false }),
  fc.constant<LexicalRules>({ flavor: "mysql", ansiQuotes: true, serverVersion: 80_036 }),
  fc.constant<LexicalRules>({ flavor: "mariadb", noBackslashEscapes: true }),
);

const PIECES = [
  ..."'\"`[]$\\;()#-/*!M:=@.,\n\r ?aEéBEGIN😀".split(""),
  ...["$a$", "$tag$", "/*", "*/", "/*!", "/*!40101 ", "/*M!100100 ", "/*!999999 ", "--", "-- x\n"],
  ...["E'", "E'a'\n'b'", "'a' -- b\n 'c'", "U&'", "''", "::::", "$a::b(", ":::x", "@v", "#c\n"],
  ...["BEGIN", "END", "END;", "CREATE PROCEDURE p() ", "CREATE TRIGGER r ", "IF", "CASE", " AS "],
  ...["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;", "DELIMITER //\n", "//"],
  ...["DELIMITER $$\n", "$$", "\nDELIMITER ;\n", "delimiter ;;\r\n", ";;", "SELECT 1;\n"],
  ...["COPY t FROM stdin;\n", "COPY t FROM stdin;", "1\t2\n", "\\.x\n", "\n\\.\n", "\r\n\\.\r\n"],
  ...["\r\n", "SET sql_mode='ANSI';", "SET standard_conforming_strings = off;", "\\restrict a\n"],
  ...["SELECT set_config('standard_conforming_strings', 'off', false);", "\\connect x\n", "go\n"],
  ...["INSERT INTO t VALUES ('a;''b', 'ü😀');\n", "-- a long comment that is no statement\n"],
  ...["SELECT a_name_of_some_length_that_is_longer_than_the_lookahead;", "\ufeff"],
];
/** What stands within statements, with strings around the length from which on they are searched. */
const VALUES = [
  ...[
    "SELECT ",
    "INSERT INTO t VALUES (",
    "x'",
    "N'a'",
    "b'",
    "AS $x$",
    "1e5",
    "1.5.",
    "1é",
    "a$b",
  ],
  ...["-1", "a/b", "a*b", "x->>'y'", "E'\\'", "created_at", "set_config(", ";\n", "; "],
  ...[44, 45, 46, 47, 48, 70].flatMap((length) => {
    const text = "y".repeat(length);
    return [`'${text}'`, `'${text}''z'`, `'${text}\\'z'`, `"${text}""z"`];
  }),
];
const texts = (of: readonly string[]) =>
  fc.array(fc.constantFrom(...of), { maxLength: 60, size: "max" }).map((all) => all.join(""));
const script = fc.oneof(texts(PIECES), texts([...PIECES, ...VALUES]));
/** Lengths of the pieces a script is cut into; what is left is one more. */
const cuts = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 90 })), {
  maxLength: 200,
  size: "max",
});

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return [...pieces, text.slice(at)];
}

test("a stream gives what the whole script gives, wherever it is cut", () => {
  fc.assert(
    fc.property(rulesArbitrary, script, cuts, (rules, text, lengths) => {
      const whole = asStreamed(text, splitStatements(text, rules));
      assert.deepEqual(streamed(cut(text, lengths), rules), whole);
    }),
    { numRuns: 2000 },
  );
});

test("a stream that is fed character by character gives the same", () => {
  fc.assert(fc.property(rulesArbitrary, script, (rules, text) => {
    const whole = asStreamed(text, splitStatements(text, rules));
    assert.deepEqual(streamed(text.split(""), rules), whole);
  }));
});

for (const { name, rules, script: text } of goldenCases()) {
  test(`${name} is streamed as it is split, in pieces of any length`, () => {
    const whole = asStreamed(text, splitStatements(text, rules));
    for (const length of [1, 2, 7, 16, 17, 100, 4096]) {
      const lengths = Array.from({ length: Math.floor(text.length / length) }, () => length);
      assert.deepEqual(streamed(cut(text, lengths), rules), whole, `pieces of ${length}`);
    }
  });
}

test("with a longest statement, too, the cutting changes nothing", () => {
  const limit = fc.integer({ min: 1, max: 80 });
  fc.assert(
    fc.property(rulesArbitrary, script, cuts, limit, (rules, text, lengths, longest) => {
      const whole = streamed([text], rules, { longest });
      assert.deepEqual(streamed(cut(text, lengths), rules, { longest }), whole);
    }),
    { numRuns: 2000 },
  );
});

test("a statement that is too long is told with the place where it begins", () => {
  const text = `SELECT 1;\n  INSERT INTO t VALUES ('${"x".repeat(200)}');\nSELECT 2;`;
  const { statements, problems } = streamed(cut(text, [50, 50, 50, 50]), { flavor: "postgres" }, {
    longest: 100,
  });
  assert.deepEqual(statements.map((statement) => statement.text), ["SELECT 1"]);
  assert.deepEqual(problems.map(({ code, line, column }) => [code, line, column]), [
    ["statement-too-long", 2, 3],
  ]);
  assert.match(problems[0]?.message ?? "", /longer than 100 characters/);
  assert.match(problems[0]?.next ?? "", /COPY … FROM stdin/);
});

test("a statement of exactly the longest length is let through, its terminator not counted", () => {
  const { statements, problems } = streamed(["SELECT 12; SELECT 3"], { flavor: "mysql" }, {
    longest: 9,
  });
  assert.deepEqual(problems, []);
  assert.equal(statements.length, 2);
});

test("a statement without end is refused without being held", () => {
  const stream = new StatementStream({ flavor: "mysql" }, { longest: 1_000_000 });
  const piece = "a".repeat(100_000);
  const found = [...stream.push("INSERT INTO t VALUES ('")];
  let pushed = 0;
  while (found.length === 0 && pushed < 100) {
    found.push(...stream.push(piece));
    pushed++;
  }
  assert.deepEqual(found.map(({ kind }) => kind), ["problem"]);
  assert.ok(pushed <= 14, `told after ${pushed} pieces`);
  assert.deepEqual(stream.push("'); SELECT 1;"), []);
  assert.deepEqual(stream.end(), []);
});

test("data of a COPY are given with every piece and never held", () => {
  const stream = new StatementStream({ flavor: "postgres" }, { longest: 100 });
  stream.push("COPY t FROM stdin;\n");
  for (let piece = 0; piece < 50; piece++) {
    const found = stream.push("1\tabc\n".repeat(100) + "2\tx");
    const text = found.map((one) => one.kind === "data" ? one.text : "").join("");
    assert.ok(text.endsWith("abc\n") && text.length >= 600, `piece ${piece}`);
    stream.push("yz\n");
  }
  assert.deepEqual(stream.push("\\.\n").at(-1), { kind: "data-end" });
});

test("a line of COPY data that is longer than a piece is given in pieces, no character cut", () => {
  const line = "😀".repeat(1_500_000);
  const text = `COPY t FROM stdin;\n${line}\n\\.\nSELECT 1;`;
  const lengths = Array.from({ length: 12 }, () => 262_145);
  const { data, statements } = streamed(cut(text, lengths), { flavor: "postgres" });
  assert.equal(data[0], `${line}\n`);
  assert.deepEqual(statements.map(({ line }) => line), [1, 4]);
});

const shapes: Record<string, [SqlFlavor, string, string]> = {
  "a long string": ["postgres", "SELECT '", "abc "],
  "many tokens": ["mysql", "INSERT INTO t VALUES ", "(1, 'a'), "],
  "a long comment": ["sqlite", "/* ", "text "],
  "white space behind a string": ["postgres", "SELECT 'a'", "\n \n "],
  "a body": ["mysql", "CREATE PROCEDURE p() BEGIN ", "SELECT 1; "],
};
for (const [what, [flavor, head, piece]] of Object.entries(shapes)) {
  test(`what is looked at to stream ${what} grows with the length, not faster`, () => {
    const looked = (length: number): number => {
      const stream = new StatementStream({ flavor });
      const text = piece.repeat(1000 / piece.length);
      return charactersLookedAt(() => {
        stream.push(head);
        for (let pushed = 0; pushed < length; pushed += text.length) stream.push(text);
        stream.end();
      });
    };
    const [small, large] = [looked(50_000), looked(200_000)];
    // 4 times as much text; quadratic would be 16 times as much
    assert.ok(large < small * 5, `${small}, then ${large} characters`);
  });
}
