import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import mysql from "mysql2/promise";
import { splitStatements } from "../../src/sql/split_statements.ts";
import { databaseNamed } from "../contract/databases.ts";

/** Statements of a body with everything in them that looks like the start or end of a block. */
const simple = fc.constantFrom(
  "SELECT 1;",
  "SET x = CASE x WHEN 1 THEN IF(x, 2, 3) ELSE CASE WHEN x THEN 4 END END;",
  "SELECT ';', \"END;\", `end` FROM (SELECT 1 AS `end`) t;",
  "SELECT IF(1, (SELECT CASE WHEN 1 THEN 2 END), REPEAT('END;', 2));",
  "DO IF(1, 2, 3);",
  "SET x = 1; -- END;\n",
  "/* IF END; */ SET @y := (SELECT 1);",
  "CREATE TEMPORARY TABLE IF NOT EXISTS tmp (i INT);",
  "DROP TABLE IF EXISTS tmp;",
);

/** Blocks nested at random; labels are numbered, as none may stand inside its like. */
const { statement } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    tie("body").map((body) => `BEGIN ${body} END;`),
    tie("body").map((body) =>
      `BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION, NOT FOUND BEGIN ${body} END; END;`
    ),
    tie("body").map((body) => `IF x THEN ${body} ELSEIF (x = 2) THEN ${body} ELSE ${body} END IF;`),
    tie("body").map((body) =>
      `CASE x WHEN CASE WHEN 1 THEN 2 END THEN ${body} ELSE ${body} END CASE;`
    ),
    tie("body").map((body) => `WHILE CASE WHEN x THEN 0 END DO ${body} END WHILE;`),
    tie("body").map((body) => `REPEAT ${body} UNTIL CASE WHEN x THEN 1 ELSE 1 END END REPEAT;`),
    tie("body").map((body) => `LOOP ${body} END LOOP;`),
  ),
  body: fc.array(tie("statement"), { minLength: 1, maxLength: 3 }).map((all) => all.join(" ")),
}));
const procedure = fc.array(statement, { maxLength: 4 })
  .map((all) =>
    `CREATE PROCEDURE p() main: BEGIN DECLARE x INT DEFAULT 1; ${all.join(" ")} END main`
  );

test("a body of blocks nested in any way ends where it ends", () => {
  fc.assert(
    fc.property(procedure, (text) => {
      const { statements, problems } = splitStatements(`${text}; SELECT 'next'`, {
        flavor: "mysql",
      });
      assert.deepEqual(problems, []);
      assert.deepEqual(statements.map((one) => one.text), [text, "SELECT 'next'"]);
    }),
    { numRuns: 300 },
  );
});

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  test(`${flavor}: the server reads such bodies too`, { skip: database.skip }, async () => {
    const fresh = await database.fresh();
    const connection = await mysql.createConnection({
      uri: fresh.url,
      multipleStatements: true,
      flags: ["-IGNORE_SPACE"],
    });
    try {
      for (const text of fc.sample(procedure, { numRuns: 20, seed: 7 })) {
        const [results] = await connection.query(`${text}; DROP PROCEDURE p`);
        assert.equal((results as unknown[]).length, 2);
      }
    } finally {
      connection.destroy();
      await fresh.dispose();
    }
  });
}
