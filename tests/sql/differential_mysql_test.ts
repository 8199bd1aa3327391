import assert from "node:assert/strict";
import { test } from "node:test";
import mysql from "mysql2/promise";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { databaseNamed } from "../contract/databases.ts";
import { goldenCases } from "./golden_cases.ts";

const SYNTAX_ERROR = 1064;

/**
 * What the server says to each text as a prepared statement. It takes one
 * statement each: a piece too short or too long is a syntax error, what it
 * does not prepare or cannot find is another one.
 */
async function syntaxErrors(url: string, texts: readonly string[]): Promise<string[]> {
  const connection = await mysql.createConnection({ uri: url, flags: ["-IGNORE_SPACE"] });
  const errors: string[] = [];
  try {
    for (const text of texts) {
      try {
        await (await connection.prepare(text)).close();
      } catch (error) {
        const { errno, message } = error as { errno?: number; message: string };
        if (errno === SYNTAX_ERROR) errors.push(`${text}\n${message}`);
      }
      if (/^SET\b.*sql_mode/i.test(text)) await connection.query(text);
    }
  } finally {
    connection.destroy();
  }
  return errors;
}

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  for (const { name, script, rules } of goldenCases(flavor)) {
    test(
      `${name}: the server takes each piece as one statement`,
      { skip: database.skip },
      async () => {
        const fresh = await database.fresh();
        try {
          const { statements } = splitStatements(script, rules);
          const texts = statements.map(({ text }) => text);
          assert.deepEqual(await syntaxErrors(fresh.url, texts), []);
        } finally {
          await fresh.dispose();
        }
      },
    );
  }
  test(
    `${flavor}: two statements in one piece are told apart by that`,
    { skip: database.skip },
    async () => {
      const fresh = await database.fresh();
      try {
        const errors = await syntaxErrors(fresh.url, [
          "SELECT 1; SELECT 2",
          "SELECT 1 +",
          "SELECT x",
        ]);
        assert.equal(errors.length, 2);
      } finally {
        await fresh.dispose();
      }
    },
  );
}
