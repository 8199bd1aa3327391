import assert from "node:assert/strict";
import { test } from "node:test";
import type { LexicalRules } from "../../src/sql/statement.ts";
import { tokenize } from "../../src/sql/tokenize.ts";

const cases: [LexicalRules, string, string[]][] = [
  [{ flavor: "postgres" }, `SELECT a$1, "b""c" FROM é`, [
    "word SELECT",
    "word a$1",
    "symbol ,",
    'name "b""c"',
    "word FROM",
    "word é",
  ]],
  [{ flavor: "postgres" }, "$1 $a$;$a$ 1.5e3 ::", [
    "parameter $1",
    "string $a$;$a$",
    "number 1.5e3",
    "symbol ::",
  ]],
  [{ flavor: "postgres" }, "E'\\'' 'a\\' b", ["word E", "string '\\''", "string 'a\\'", "word b"]],
  [{ flavor: "postgres" }, "a /* /* */ b", ["word a"]],
  [{ flavor: "postgres" }, "`a` [b] # c", [
    ..."symbol `,word a,symbol `,symbol [,word b,symbol ],symbol #,word c".split(","),
  ]],
  [{ flavor: "mysql" }, '"a" `b` # c\n@x := 1', [
    'string "a"',
    "name `b`",
    "symbol @",
    "word x",
    "symbol :=",
    "number 1",
  ]],
  [{ flavor: "mysql", ansiQuotes: true }, '"a"', ['name "a"']],
  [{ flavor: "mysql" }, "/*!50100 a */ /*! b */ c", [
    "executable-open /*!50100",
    "word a",
    "executable-close */",
    "executable-open /*!",
    "word b",
    "executable-close */",
    "word c",
  ]],
  [{ flavor: "mysql" }, "a$b $c 1a", ["word a$b", "word $c", "number 1a"]],
  [{ flavor: "mariadb" }, "\\N", ["word \\N"]],
  [{ flavor: "sqlite" }, "$a('; @b::c(--) :d #e $f(; g :: $(", [
    "parameter $a(';",
    "parameter @b::c(--)",
    "parameter :d",
    "parameter #e",
    "parameter $f(;",
    "word g",
    ..."symbol ::,word $,symbol (".split(","),
  ]],
  [{ flavor: "sqlite" }, "\uFEFFa\uFEFFb \uFEFFc", ["word a\uFEFFb", "word c"]],
  [{ flavor: "sqlite" }, "[a]b] `c` ?", [
    "name [a]",
    "word b",
    "symbol ]",
    "name `c`",
    "parameter ?",
  ]],
];
for (const [rules, text, expected] of cases) {
  test(`${rules.flavor}: the tokens of ${JSON.stringify(text)}`, () => {
    const found = tokenize(text, rules)
      .filter(({ unclosed }) => !unclosed)
      .map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
    assert.deepEqual(found, expected);
  });
}

test("an unclosed token says so and reaches to the end", () => {
  assert.deepEqual(tokenize("a 'b", { flavor: "sqlite" }).at(-1), {
    kind: "string",
    start: 2,
    end: 4,
    unclosed: true,
  });
});
