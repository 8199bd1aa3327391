import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SqlScript } from "../../src/migrations/migration.ts";
import { keepSplit, splitOf } from "../../src/migrations/split_of.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { LexicalRules } from "../../src/sql/statement.ts";

function kept(text: string, rules: LexicalRules): SqlScript {
  const script: SqlScript = { kind: "sql", file: "a.sql", text, checksum: "", directives: {} };
  keepSplit(script, { text, rules, split: splitStatements(text, rules) });
  return script;
}

const isKept = (script: SqlScript, rules: LexicalRules) =>
  splitOf(script, rules) === splitOf(script, rules);

const MYSQL = { flavor: "mysql" } as const;
const AS_USUAL = { ...MYSQL, ansiQuotes: false, noBackslashEscapes: false };

describe("what a text was taken apart into", () => {
  test("is kept for the same rules, also where what is usual is said", () => {
    assert.ok(isKept(kept("SELECT 1;", MYSQL), MYSQL));
    assert.ok(isKept(kept("SELECT 1;", MYSQL), AS_USUAL));
    const postgres = { flavor: "postgres" } as const;
    assert.ok(
      isKept(kept("SELECT 1;", postgres), { ...postgres, standardConformingStrings: true }),
    );
  });

  test("is not taken for another database, or other quotes", () => {
    assert.ok(!isKept(kept("SELECT 1;", MYSQL), { flavor: "mariadb" }));
    assert.ok(!isKept(kept("SELECT 1;", MYSQL), { ...MYSQL, ansiQuotes: true }));
    assert.ok(!isKept(kept("SELECT 1;", MYSQL), { ...MYSQL, noBackslashEscapes: true }));
    const postgres = { flavor: "postgres" } as const;
    const off = { ...postgres, standardConformingStrings: false };
    assert.ok(!isKept(kept("SELECT 1;", postgres), off));
  });

  test("hangs on the server's version only where the text asks for it", () => {
    const newer = { ...AS_USUAL, serverVersion: 90_000 };
    assert.ok(isKept(kept("SELECT 1;", MYSQL), newer));
    assert.ok(!isKept(kept("SELECT 1 /*!80036 + 1 */;", MYSQL), newer));
    assert.ok(!isKept(kept("SELECT 1 /*M!100100 + 1 */;", MYSQL), newer));
    const follows = kept("SET sql_mode = 'ANSI_QUOTES'; SELECT 1;", MYSQL);
    assert.equal(splitOf(follows, newer).statements[1]?.rules?.serverVersion, 90_000);
  });

  test("is not that of a script made of it", () => {
    const script = { ...kept("SELECT 1;", MYSQL), text: "SELECT 1; SELECT 2;" };
    assert.equal(splitOf(script, MYSQL).statements.length, 2);
  });
});
