import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlaceholders } from "../../src/migrations/placeholders.ts";
import type { LexicalRules } from "../../src/sql/statement.ts";

const POSTGRES: LexicalRules = { flavor: "postgres" };
const MYSQL: LexicalRules = { flavor: "mysql" };
const SQLITE: LexicalRules = { flavor: "sqlite" };

const found = (text: string, rules = POSTGRES, allowed: string[] = []) =>
  findPlaceholders(text, rules, allowed).found.map(({ name, kind }) => `${name} ${kind}`);
const said = (text: string, rules = POSTGRES, allowed: string[] = []) =>
  findPlaceholders(text, rules, allowed).problems.map(({ message }) => message);

for (const rules of [POSTGRES, MYSQL, SQLITE]) {
  test(`${rules.flavor}: variables are found where SQL is read, with the kind they name`, () => {
    const text = "SELECT ${A}, ${B:number}\nFROM ${C:identifier}.t WHERE x = ${D:literal};";
    assert.deepEqual(found(text, rules), ["A literal", "B number", "C identifier", "D literal"]);
    assert.deepEqual(said(text, rules), []);
  });

  test(`${rules.flavor}: in a comment a variable is text`, () => {
    const text = "-- ${A}\n/* ${B */ SELECT 1 -- ${C:nosuch}\n;";
    assert.deepEqual([found(text, rules), said(text, rules)], [[], []]);
  });

  test(`${rules.flavor}: in a string or a quoted name a variable is a problem`, () => {
    for (const text of ["SELECT 'a ${A} b'", "SELECT '${A}'", 'SELECT "x ${A}"']) {
      assert.deepEqual(found(text, rules), []);
      assert.match(
        String(said(text, rules)),
        /cannot stand inside a string or a quoted name/,
        text,
      );
    }
  });
}

test("a variable glued to other text is a problem", () => {
  for (
    const text of [
      "SELECT E${A}",
      "SELECT ${A}x",
      "SELECT ${A}'b'",
      "t_${A:identifier}",
      "${A}${B}",
    ]
  ) {
    assert.match(String(said(text)), /cannot be glued to other text/, text);
  }
});

test("what is no variable is a problem that shows how one is written", () => {
  assert.deepEqual(said("SELECT ${}"), ["${} is no variable"]);
  assert.deepEqual(said("SELECT ${1A}"), ["${1A} is no variable"]);
  assert.deepEqual(said("SELECT ${A"), ["${A is no variable"]);
  assert.deepEqual(said("SELECT ${A-B}"), ["${A-B} is no variable"]);
  const [problem] = findPlaceholders("SELECT ${A:identifer}", POSTGRES, []).problems;
  assert.equal(problem?.message, '"identifer" is no kind of variable');
  assert.equal(problem?.next, "did you mean ${A:identifier}?");
});

test("where the head names variables, every other is a problem with the nearest name", () => {
  assert.deepEqual(found("SELECT ${SCHEMA}", POSTGRES, ["SCHEMA"]), ["SCHEMA literal"]);
  const [problem] = findPlaceholders("SELECT ${SCHMEA}", POSTGRES, ["SCHEMA"]).problems;
  assert.match(String(problem?.message), /SCHMEA is not among the variables the file's head names/);
  assert.equal(problem?.next, "did you mean SCHEMA?");
});

test("a body quoted by dollars is read as SQL, and what would end it is known", () => {
  const text = "DO $do$ BEGIN PERFORM ${A}; -- ${B}\n RAISE NOTICE '${C}'; END $do$;";
  const { found: [first, ...others], problems } = findPlaceholders(text, POSTGRES, []);
  assert.deepEqual([first?.name, first?.bodies, others], ["A", ["$do$"], []]);
  assert.equal(problems.length, 1);
});

test("in the data of a COPY a variable is text", () => {
  const text = "COPY t FROM stdin;\n${A}\n\\.\nSELECT ${B};";
  assert.deepEqual([found(text), said(text)], [["B literal"], []]);
});
