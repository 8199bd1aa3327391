import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { typeTable } from "../../src/cli/generate/type_table.ts";
import { grammarOf } from "../../src/generate/grammar_of.ts";
import { MODIFIERS } from "../../src/generate/parse_field.ts";
import { NAME_FORMS, parseName } from "../../src/generate/parse_name.ts";

const page = readFileSync(new URL("../../docs/generator.md", import.meta.url), "utf8");

for (const flavor of ["postgres", "mysql", "mariadb", "sqlite"] as const) {
  test(`the types of ${flavor} stand on the page as --types prints them`, () => {
    assert.ok(page.includes("```text\n" + typeTable(grammarOf(flavor)) + "\n```"));
  });
}

test("every modifier stands on the page", () => {
  for (const modifier of MODIFIERS) {
    assert.ok(page.includes("`" + modifier.replace("…", "")), modifier);
  }
});

test("every kind of name stands on the page", () => {
  const names = [...page.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => parseName(name!).kind);
  const kinds = NAME_FORMS.map((form) => parseName(form.toLowerCase()).kind);
  for (const kind of kinds) assert.ok(names.includes(kind), kind);
});
