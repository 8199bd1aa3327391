import assert from "node:assert/strict";
import { test } from "node:test";
import { grammarOf } from "../../src/generate/grammar_of.ts";
import { parseFields } from "../../src/generate/parse_fields.ts";
import { RESERVED_WORDS } from "../../src/generate/reserved_words.ts";
import { databaseNamed } from "../contract/databases.ts";

const postgres = grammarOf("postgres");
const mysql = grammarOf("mysql");
const sqlite = grammarOf("sqlite");

const wrong = (words: readonly string[], grammar = postgres) =>
  parseFields(words, grammar).problems.map(({ message, next, column }) => ({
    message,
    next,
    ...(column === undefined ? {} : { column }),
  }));

test("a precision is understood in every spelling", () => {
  for (const word of ["p:decimal{10,2}", "p:decimal(10,2)", "p:decimal:10,2", "p:numeric{10, 2}"]) {
    const { fields: [field], problems } = parseFields([word], postgres);
    assert.deepEqual(problems, []);
    assert.deepEqual([field?.type?.rule.name, field?.type?.args], ["decimal", ["10", "2"]]);
  }
});

test("colons and quotes inside a value are its own", () => {
  const { fields: [field], problems } = parseFields(
    ["at:time:default='12:30':comment=the buyer's hour"],
    postgres,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(field?.defaultSql, { kind: "sql", sql: "'12:30'", constant: true });
  assert.equal(field?.comment, "the buyer's hour");
});

test("an unknown type is named with its place, what there is, and the nearest", () => {
  const [problem] = wrong(["price:decimel{10,2}"]);
  assert.equal(problem?.message, 'there is no type "decimel"');
  assert.equal(problem?.column, 7);
  assert.match(problem?.next ?? "", /^did you mean decimal\? \(PostgreSQL has string, text, /);
});

test("an unknown modifier is named with the nearest", () => {
  const [problem] = wrong(["sku:string:uniqe"]);
  assert.equal(problem?.message, 'there is no modifier "uniqe"');
  assert.match(problem?.next ?? "", /^did you mean unique\?/);
});

for (
  const [words, whole] of [
    [["price:decimal10", "price:decimal2"], "price:decimal{10,2}"],
    [["price:decimal10:unique", "price:decimal2:unique"], "price:decimal{10,2}:unique"],
    [["s:enumopen", "s:enumpaid", "s:enumgone"], "s:enum{open,paid,gone}"],
  ] as const
) {
  test(`${words.join(" ")} is known for what a shell has made of ${whole}`, () => {
    assert.deepEqual(wrong(words), [{
      message: `the shell has made ${words.length} words of ${whole}: ${words.join(" ")}`,
      next: `quote it: '${whole}'`,
    }]);
  });
}

const REFUSED: readonly (readonly [word: string, message: RegExp, grammar?: typeof postgres])[] = [
  ["price", /price has no type/],
  [":string", /the column has no name/],
  ["a b:string", /"a b" is no name for a column/],
  ['a"b:string', /is no name for a column/],
  ["a;drop:string", /is no name for a column/],
  ["1st:string", /"1st" is no name for a column/],
  [`${"x".repeat(64)}:string`, /longer than the 63 bytes PostgreSQL allows/],
  ["a:decimal{2,5}", /cannot have 5 digits behind the point and 2 in all/],
  ["a:decimal{66}", /"66" is no precision for decimal/, mysql],
  ["a:decimal{1,2,3}", /decimal takes precision and scale/],
  ["a:boolean{3}", /boolean takes nothing in brackets/],
  ["a:string{10", /\{ is never closed/],
  ["a:enum", /enum needs its labels/],
  ["a:enum{x,x}", /the label "x" stands twice/],
  ["a:text[]", /MySQL has no arrays/, mysql],
  ["a:integer:unsigned", /PostgreSQL has no unsigned numbers/],
  ["a:varbinary", /varbinary needs a length/, mysql],
  ["a:inet", /there is no type "inet"/, sqlite],
  ["a:integer:default=x", /"x" is no default for integer/],
  ["a:string:default", /default needs a value/],
  ["a:date:default=2026", /"2026" is no default for date/],
  ["a:json:default={x}", /is no default for json/],
  ["a:char{2}:default=abc", /"abc" is no default for char/],
  ["a:enum{b,c}:default=d", /"d" is no default for enum/],
  ["a:text:default=now()x:comment", /comment needs a value/],
  ["a:text:required:default=null", /required, and null by default/],
  ["a:bigint:primary:nullable", /a primary key cannot be null/],
  ["a:references:on_delete=explode", /on_delete=explode cannot be/],
  ["a:references:on_delete=set_null", /needs a column that can be null/],
  ["a:string::unique", /never|nothing stands|no type|no modifier/],
];

for (const [word, message, grammar = postgres] of REFUSED) {
  test(`${grammar.title}: ${word.slice(0, 40)} is refused with words`, () => {
    const problems = wrong([word], grammar);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, message);
    assert.notEqual(problems[0]!.next, "");
  });
}

test("a column that stands twice is refused, in any letter case", () => {
  assert.match(wrong(["sku:string", "SKU:text"])[0]!.message, /the column SKU stands twice/);
});

test("all problems of a call are told at once", () => {
  assert.equal(wrong(["a:strng", "b:text", "c:text:uniqe", "d"]).length, 3);
});

test("what is reserved in the server at hand is quoted", {
  skip: databaseNamed("postgres").skip,
}, async () => {
  const fresh = await databaseNamed("postgres").fresh();
  try {
    const rows = await fresh.raw.query(
      "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T', 'C')",
    );
    assert.ok(rows.length > 100);
    assert.deepEqual(
      rows.map(({ word }) => String(word)).filter((word) => !RESERVED_WORDS.has(word)),
      [],
    );
  } finally {
    await fresh.dispose();
  }
});
