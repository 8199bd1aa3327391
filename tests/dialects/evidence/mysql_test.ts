import assert from "node:assert/strict";
import { test } from "node:test";
import { mysqlEvidence } from "../../../src/dialects/evidence/mysql.ts";
import type { LexicalRules } from "../../../src/sql/statement.ts";

/** What a statement is read to change, in words. */
function read(statement: string, rules: Partial<LexicalRules> = {}): string {
  const evidence = mysqlEvidence(statement, {
    rules: { flavor: "mysql", ...rules },
    identity: true,
  });
  return evidence.kind === "claims"
    ? evidence.claims.map(({ becomes, what }) => `${becomes} ${what}`).join("; ")
    : evidence.kind;
}

test("mysqlEvidence() reads double quotes as the session's sql_mode does", () => {
  const statement = 'ALTER TABLE "t" ADD COLUMN "c""d" INT';
  assert.equal(read(statement, { ansiQuotes: true }), 'there column `c"d` of `t`');
  assert.equal(read(statement), "none");
});

test("mysqlEvidence() reads backslashes as the session's sql_mode does", () => {
  const statement = "ALTER TABLE t COMMENT 'x\\', ADD COLUMN c INT, COMMENT = '";
  assert.equal(read(`${statement}'`, { noBackslashEscapes: true }), "there column `c` of `t`");
  assert.equal(read(statement), "harmless");
});

test("mysqlEvidence() reads what is executed of a comment and nothing of the others", () => {
  assert.equal(read("/*!80000 DROP TABLE t */"), "gone table `t`");
  assert.equal(read("DROP /* TABLE a, */ TABLE b -- , c"), "gone table `b`");
  assert.equal(read("DROP TABLE b /*M! , c */"), "gone table `b`");
  assert.equal(
    read("DROP TABLE b /*M! , c */", { flavor: "mariadb" }),
    "gone table `b`; gone table `c`",
  );
});

test("mysqlEvidence() takes words inside strings for nothing", () => {
  assert.equal(read("ALTER TABLE t MODIFY a INT COMMENT 'UNIQUE'"), "harmless");
  assert.equal(read("CREATE TABLE t (a INT) COMMENT = 'AS SELECT'"), "there table `t`");
});

test("mysqlEvidence() reads names that start with a digit or hold a dot", () => {
  assert.equal(read("DROP TABLE 2023_x, `a.b`.c"), "gone table `2023_x`; gone table `a.b`.`c`");
});

test("mysqlEvidence() tells columns from the keywords they are called after", () => {
  assert.equal(
    read("ALTER TABLE t ADD vector VECTOR(3), ADD period INT, ADD VECTOR INDEX (vector)"),
    "there column `vector` of `t`; there column `period` of `t`",
  );
});

test("mysqlEvidence() reads the commas of lists that are no actions", () => {
  assert.equal(read("ALTER TABLE t ORDER BY a, b"), "harmless");
  assert.equal(
    read("ALTER TABLE t ALGORITHM = INPLACE, DROP PARTITION p0, p1"),
    "gone partition `p0` of `t`; gone partition `p1` of `t`",
  );
  assert.equal(read("CREATE USER a@b DEFAULT ROLE r, s"), "there account 'a'@'b'");
});

test("mysqlEvidence() sees that renames lead back to where they began", () => {
  assert.equal(read("RENAME TABLE a TO b, b TO a"), "none");
});

test("mysqlEvidence() says what would make a TRUNCATE provable", () => {
  const evidence = mysqlEvidence("TRUNCATE t", { rules: { flavor: "mysql" }, identity: false });
  assert.deepEqual(evidence, {
    kind: "none",
    because: "an emptied table looks as before",
    needs: "the PROCESS privilege",
  });
});
