import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { largeInMemory } from "../execution/large/large_in_memory.ts";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

interface Case {
  /** What is there before. */
  readonly there?: readonly string[];
  /** What is finished before the run stops. */
  readonly head: string;
  readonly rest: string;
}

const FILE = "1_a.up.sql";
const PIECE = "CREATE TABLE d (id INT);";
const READS = "CREATE PROCEDURE p() INSERT INTO log VALUES (@a)";
const ZONE = "CREATE PROCEDURE p() SET time_zone = '+05:00'";
const NOW = "INSERT INTO log VALUES (HOUR(FROM_UNIXTIME(0)));";
const SUMS =
  "CREATE TRIGGER sums BEFORE INSERT ON log FOR EACH ROW SET @sum = COALESCE(@sum, 0) + NEW.id";
const HELPER = "CREATE PROCEDURE add_column(IN named VARCHAR(64)) BEGIN " +
  "SET @ddl = CONCAT('ALTER TABLE d ADD COLUMN ', named, ' INT'); " +
  "PREPARE said FROM @ddl; EXECUTE said; DEALLOCATE PREPARE said; END";

const REFUSED: Readonly<Record<string, Case>> = {
  "a trigger counts in a variable that the rest asks for": {
    there: [SUMS],
    head: `SET @sum=0; INSERT INTO log VALUES (40),(2); ${PIECE}`,
    rest: "INSERT INTO log SELECT @sum;",
  },
  "a trigger behind a view does": {
    there: [SUMS, "CREATE VIEW v AS SELECT * FROM log"],
    head: `SET @sum=0; INSERT INTO v VALUES (40),(2); ${PIECE}`,
    rest: "INSERT INTO log SELECT @sum;",
  },
  "a trigger of the second table that is written does": {
    there: [SUMS, "CREATE TABLE other (id INT)"],
    head: `SET @sum=0; INSERT INTO other VALUES (1); INSERT INTO log VALUES (40),(2); ${PIECE}`,
    rest: "INSERT INTO log SELECT @sum;",
  },
  "a trigger that did is gone": {
    there: [SUMS],
    head: `SET @sum=0; INSERT INTO log VALUES (40),(2); DROP TRIGGER sums; ${PIECE}`,
    rest: "INSERT INTO log SELECT @sum;",
  },
  "a procedure of the rest asks for what a query gave a variable": {
    there: [READS],
    head: `SELECT 7 INTO @a; ${PIECE}`,
    rest: "CALL p();",
  },
  "a procedure that the rest makes does": {
    head: `SELECT 7 INTO @a; ${PIECE}`,
    rest: `${READS}; CALL p();`,
  },
  "a procedure does through another": {
    there: [READS, "CREATE PROCEDURE q() CALL p()"],
    head: `SELECT 7 INTO @a; ${PIECE}`,
    rest: "CALL q();",
  },
  "a trigger of the rest does": {
    there: ["CREATE TRIGGER asks BEFORE INSERT ON log FOR EACH ROW SET NEW.id = @a"],
    head: `SELECT 7 INTO @a; ${PIECE}`,
    rest: "INSERT INTO log VALUES (1);",
  },
  "a function of the rest does": {
    there: ["CREATE FUNCTION f() RETURNS INT NO SQL RETURN @a"],
    head: `SELECT 7 INTO @a; ${PIECE}`,
    rest: "INSERT INTO log SELECT f();",
  },
  "a finished procedure has changed a setting": {
    there: [ZONE],
    head: `CALL p(); ${PIECE}`,
    rest: NOW,
  },
  "one that is dropped again has": {
    head: `${ZONE}; CALL p(); DROP PROCEDURE p; ${PIECE}`,
    rest: NOW,
  },
  "one that cannot be looked at may have": {
    there: [ZONE],
    head: `CALL p(); DROP PROCEDURE p; ${PIECE}`,
    rest: NOW,
  },
  "the second of two finished functions has": {
    there: [
      "CREATE FUNCTION g() RETURNS INT NO SQL RETURN 1",
      "CREATE FUNCTION f() RETURNS INT NO SQL BEGIN SET time_zone='+05:00'; RETURN 1; END",
    ],
    head: `INSERT INTO log VALUES (1); DO g(); DO f(); ${PIECE}`,
    rest: NOW,
  },
  "a string that was run has": {
    head: `SET @s = 'SET time_zone = "+05:00"'; PREPARE s FROM @s; EXECUTE s; ${PIECE}`,
    rest: NOW,
  },
  "a procedure that a string calls has": {
    there: [ZONE],
    head: `SET @s = 'CALL p()'; PREPARE s FROM @s; EXECUTE s; ${PIECE}`,
    rest: NOW,
  },
  "a finished function has changed a setting": {
    there: ["CREATE FUNCTION f() RETURNS INT NO SQL BEGIN SET time_zone='+05:00'; RETURN 1; END"],
    head: `DO f(); ${PIECE}`,
    rest: NOW,
  },
};

const GOES_ON: Readonly<Record<string, Case>> = {
  "a procedure of the rest asks for a variable that can be said again": {
    there: [READS],
    head: `SET @a=7; ${PIECE}`,
    rest: "CALL p();",
  },
  "finished procedures touch nothing but their own": {
    there: [
      "CREATE PROCEDURE p(IN a INT) BEGIN DECLARE b INT; SET b = a; INSERT INTO log VALUES (b); END",
    ],
    head: `CALL p(1); ${PIECE} CALL p(2);`,
    rest: "CALL p(3);",
  },
  "a procedure sets its variable anew each time": {
    there: [HELPER],
    head: `${PIECE} CALL add_column('a');`,
    rest: "CALL add_column('b');",
  },
  "rows hold the name of a routine that changes settings": {
    there: ["CREATE TABLE words (word TEXT)", ZONE],
    head: `INSERT INTO words VALUES ('p(1)'); ${PIECE}`,
    rest: "INSERT INTO log VALUES (1);",
  },
  "what a string says is run": {
    head: `SET @s = IF(1, 'ALTER TABLE log ADD COLUMN a INT', 'DO 0'); PREPARE s FROM @s; ` +
      `EXECUTE s; DEALLOCATE PREPARE s; ${PIECE}`,
    rest: "INSERT INTO log VALUES (1, 2);",
  },
  "triggers have variables of their own": {
    there: [SUMS],
    head: `SET @old_mode=@@sql_mode, sql_mode=''; INSERT INTO log VALUES (1); ${PIECE}`,
    rest: "SET sql_mode=@old_mode; INSERT INTO d VALUES (2);",
  },
};

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  for (const how of ["held", "streamed"] as const) {
    const told = async ({ there = [], head, rest }: Case, isBroken: boolean) => {
      const seen: { code: string; rows: unknown }[] = [];
      await on(database, async (project) => {
        const up = (text: string) => {
          project.files = { [FILE]: text };
          return how === "held" ? project.up() : project.up({
            migrations: largeInMemory({ [FILE]: `DO 0;\n${text}` }),
            largeCuts: { sliceUnits: 300, unitUnits: 900 },
          });
        };
        for (const sql of ["CREATE TABLE log (id INT)", ...there]) await project.query(sql);
        if (isBroken) {
          const failed = up(`${head} INSERT INTO nowhere VALUES (1); ${rest}`);
          assert.equal((await project.failure(failed)).code, "migration-failed");
        }
        const code = await up(`${head} ${rest}`).then(() => "applied", ({ code }) => code);
        seen.push({ code, rows: await project.query("SELECT * FROM log") });
      })();
      return seen[0];
    };

    describe(
      `${database.name}: a file that is ${how} and stopped halfway`,
      { skip: database.skip },
      () => {
        for (const [what, said] of Object.entries(REFUSED)) {
          test(`does not go on where ${what}`, async () => {
            assert.equal((await told(said, true))?.code, "resume-refused");
          });
        }
        for (const [what, said] of Object.entries(GOES_ON)) {
          test(`goes on where ${what}`, async () => {
            const whole = await told(said, false);
            assert.equal(whole?.code, "applied");
            assert.deepEqual(await told(said, true), whole);
          });
        }
      },
    );
  }
}
