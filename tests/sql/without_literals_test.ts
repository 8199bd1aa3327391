import assert from "node:assert/strict";
import { test } from "node:test";
import type { LexicalRules } from "../../src/sql/statement.ts";
import { withoutLiterals } from "../../src/sql/without_literals.ts";

const mysql: LexicalRules = { flavor: "mysql" };
const sqlite: LexicalRules = { flavor: "sqlite" };

const ONLY_ROWS: readonly (readonly [string, LexicalRules])[] = [
  ["INSERT INTO t VALUES (1, 'a;b', NULL)", sqlite],
  ["INSERT INTO t (a, b) VALUES (-1.5e3, 'it''s'), (.5, TRUE)", mysql],
  ["REPLACE INTO `t` VALUES (x'00ff', 0xff, _binary 'a', DEFAULT)", mysql],
  ["INSERT INTO t VALUES ('a \\' f(1), ')", mysql],
];

const AS_THEY_ARE: readonly (readonly [string, LexicalRules])[] = [
  ["INSERT INTO t VALUES (now())", mysql],
  ["INSERT INTO t VALUES (DEFAULT(a))", mysql],
  ["INSERT INTO t VALUES (@x)", mysql],
  ["INSERT INTO t VALUES ((SELECT 1))", mysql],
  ["INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = f(1)", mysql],
  ["INSERT INTO t VALUES (E'a\\'', 1)", { flavor: "postgres" }],
  ["INSERT INTO t VALUES (1) RETURNING f(1)", { flavor: "postgres" }],
  ["INSERT INTO t -- VALUES (1)\nSELECT f(1)", sqlite],
  ["INSERT INTO t VALUES (1 /* f( */)", sqlite],
  ["INSERT INTO t VALUES ('a\\', f(1), ')", { flavor: "mysql", noBackslashEscapes: true }],
  ["UPDATE t SET a = 1", sqlite],
];

for (const [text, rules] of ONLY_ROWS) {
  test(`withoutLiterals() leaves the head of ${text}`, () => {
    assert.match(withoutLiterals(text, rules), /^(INSERT|REPLACE) INTO .*VALUES \(0\)$/);
  });
}

for (const [text, rules] of AS_THEY_ARE) {
  test(`withoutLiterals() leaves ${text.replaceAll("\n", " ")} as it is`, () => {
    assert.equal(withoutLiterals(text, rules), text);
  });
}
