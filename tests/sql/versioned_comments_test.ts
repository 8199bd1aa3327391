import assert from "node:assert/strict";
import { test } from "node:test";
import mysql from "mysql2/promise";
import { serverVersionNumber } from "../../src/sql/server_version.ts";
import { splitStatements } from "../../src/sql/split_statements.ts";
import type { LexicalRules } from "../../src/sql/statement.ts";
import { tokenize } from "../../src/sql/tokenize.ts";
import { databaseNamed } from "../contract/databases.ts";

for (
  const [version, number] of [
    ["8.0.36", 80036],
    ["9.7.4-2", 90704],
    ["10.11.19-MariaDB", 101119],
    ["5.5.5-10.11.19-MariaDB-0+deb12u1", 101119],
    ["not a version", undefined],
  ] as const
) {
  test(`the version ${version} is ${number} in versioned comments`, () => {
    assert.equal(serverVersionNumber(version), number);
  });
}

/** Whether a server of these rules is said to read what stands in the comment. */
function reads(comment: string, rules: LexicalRules): boolean {
  return tokenize(`SELECT 1 ${comment}`, rules).some(({ kind }) => kind === "executable-open");
}

for (
  const [comment, rules, expected] of [
    ["/*!99000 a */", { flavor: "mysql", serverVersion: 90704 }, false],
    ["/*!90704 a */", { flavor: "mysql", serverVersion: 90704 }, true],
    ["/*!90705 a */", { flavor: "mysql", serverVersion: 90704 }, false],
    ["/*!99000 a */", { flavor: "mysql" }, true],
    ["/*!99999 a */", { flavor: "mysql" }, false],
    ["/*M! a */", { flavor: "mysql", serverVersion: 90704 }, false],
    ["/*!101119 a */", { flavor: "mariadb", serverVersion: 101119 }, true],
    ["/*M!110000 a */", { flavor: "mariadb", serverVersion: 101119 }, false],
    ["/*!80000 a */", { flavor: "mariadb", serverVersion: 101119 }, false],
    ["/*M!80000 a */", { flavor: "mariadb", serverVersion: 101119 }, true],
    ["/*M!110000 a */", { flavor: "mariadb" }, true],
    ["/*M!999999 a */", { flavor: "mariadb" }, false],
  ] as [string, LexicalRules, boolean][]
) {
  const who = `${rules.flavor} ${rules.serverVersion ?? "of unknown version"}`;
  test(`${who} ${expected ? "reads" : "skips"} ${comment}`, () => {
    assert.equal(reads(comment, rules), expected);
  });
}

test("a COMMIT between two comments that are too new for the server is seen", () => {
  const script = "INSERT INTO t VALUES (1) /*!99000 ' */; COMMIT; INSERT INTO t VALUES (2) " +
    "/*!99000 ' */";
  const rules: LexicalRules = { flavor: "mysql", serverVersion: 90704 };
  assert.equal(splitStatements(script, rules).statements[1]?.text, "COMMIT");
});

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  test(`${flavor}: the server reads the comments said to be read`, {
    skip: database.skip,
  }, async () => {
    const fresh = await database.fresh();
    const connection = await mysql.createConnection({ uri: fresh.url });
    try {
      const [[row]] = await connection.query("SELECT VERSION() AS v") as unknown as [
        [{ v: string }],
      ];
      const serverVersion = serverVersionNumber(row.v)!;
      const rules: LexicalRules = { flavor, serverVersion };
      const versions = [50699, 50700, 80000, 99998, 99999, 100000, 101119, 110000, 999999];
      const nearby = [serverVersion - 1, serverVersion, serverVersion + 1];
      const comments = ["/*!", "/*M!"].flatMap((open) =>
        ["", ...[...versions, ...nearby].map((version) => String(version).padStart(5, "0"))]
          .map((version) => `${open}${version} + 1 */`)
      );
      const said = comments.filter((comment) => reads(comment, rules));
      const seen: string[] = [];
      for (const comment of comments) {
        const [rows] = await connection.query(`SELECT 1 ${comment} AS n`);
        if ((rows as { n: number }[])[0]?.n === 2) seen.push(comment);
      }
      assert.deepEqual(said, seen);
    } finally {
      connection.destroy();
      await fresh.dispose();
    }
  });
}

test("MySQL: what MariaDB alone executes is an ordinary comment, which does not nest", () => {
  const { statements } = splitStatements("SELECT 1 /*M! /* */; COMMIT -- */", { flavor: "mysql" });
  assert.equal(statements.length, 2);
});

test("MySQL reads six digits of a version only before white space", () => {
  const rules: LexicalRules = { flavor: "mysql", serverVersion: 90704 };
  assert.equal(reads("/*!100000+ 1 */", rules), true);
  assert.equal(reads("/*!100000 + 1 */", rules), false);
});
