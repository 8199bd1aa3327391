import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseNamed, type RawSession } from "../../contract/databases.ts";
import { witness } from "./mysql_rehearsal.ts";
import { openAs } from "./mysql_session.ts";
import { PROCESSLIST } from "../../contract/servers/processlist.ts";

/** What happened between the statement's intent and the next run, other than the statement itself. */
interface Doubt {
  readonly name: string;
  readonly setup?: readonly string[];
  readonly statement: string;
  readonly happened: readonly string[];
  readonly verdict: "run" | "done" | "unclear";
  readonly on?: "mysql" | "mariadb";
}

const T = "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)";
const A_AND_B = ["CREATE TABLE a (x INT)", "CREATE TABLE b (y INT)"];
const CYCLE = "RENAME TABLE a TO t, b TO a, t TO b";

const doubts: Doubt[] = [
  {
    name: "another's index of the same name with other columns is not taken for it",
    setup: [T],
    statement: "CREATE INDEX i ON t (a)",
    happened: ["CREATE INDEX i ON t (b)"],
    verdict: "unclear",
  },
  {
    name: "another's index of the same name that is not unique is not taken for it",
    setup: [T],
    statement: "CREATE UNIQUE INDEX i ON t (a)",
    happened: ["CREATE INDEX i ON t (a)"],
    verdict: "unclear",
  },
  {
    name: "another's index of the same name in another order is not taken for it",
    setup: [T],
    statement: "CREATE INDEX i ON t (a, b)",
    happened: ["CREATE INDEX i ON t (b, a)"],
    verdict: "unclear",
  },
  {
    name: "another's column of the same name with another type is not taken for it",
    setup: [T],
    statement: "ALTER TABLE t ADD COLUMN c VARCHAR(20)",
    happened: ["ALTER TABLE t ADD COLUMN c INT"],
    verdict: "unclear",
  },
  {
    name: "another's column beside it proves nothing",
    setup: [T],
    statement: "ALTER TABLE t ADD COLUMN c INT",
    happened: ["ALTER TABLE t ADD COLUMN d INT, ADD INDEX c (a), DROP COLUMN b"],
    verdict: "run",
  },
  {
    name: "one of two columns made by another is unclear",
    setup: [T],
    statement: "ALTER TABLE t ADD COLUMN c INT, ADD COLUMN d INT",
    happened: ["ALTER TABLE t ADD COLUMN c INT"],
    verdict: "unclear",
  },
  {
    name: "another's table of the same name without its columns is not taken for it",
    statement: "CREATE TABLE n (id INT, a INT)",
    happened: ["CREATE TABLE n (id INT)"],
    verdict: "unclear",
  },
  {
    name: "another's view of the same name is not taken for a table",
    statement: "CREATE VIEW n AS SELECT 1 AS one",
    happened: ["CREATE TABLE n (one INT)"],
    verdict: "unclear",
  },
  {
    name: "half of a DROP of several tables is unclear",
    setup: [T, "CREATE TABLE t2 (id INT)"],
    statement: "DROP TABLE t, t2",
    happened: ["DROP TABLE t"],
    verdict: "unclear",
  },
  {
    name: "a table that was dropped and made anew is not dropped again",
    setup: ["CREATE TABLE t (id INT)"],
    statement: "DROP TABLE t",
    happened: ["DROP TABLE t", "DO SLEEP(1.1)", "CREATE TABLE t (id INT)"],
    verdict: "unclear",
  },
  {
    name: "half of a RENAME is unclear",
    setup: A_AND_B,
    statement: "RENAME TABLE a TO c, b TO d",
    happened: ["RENAME TABLE a TO c"],
    verdict: "unclear",
  },
  {
    name: "a cycle of renames that was not begun is run",
    setup: A_AND_B,
    statement: CYCLE,
    happened: ["INSERT INTO a VALUES (1)"],
    verdict: "run",
  },
  {
    name: "a cycle of renames is done",
    setup: A_AND_B,
    statement: CYCLE,
    happened: [CYCLE],
    verdict: "done",
  },
  {
    name: "half a cycle of renames is unclear",
    setup: A_AND_B,
    statement: CYCLE,
    happened: ["RENAME TABLE a TO t, b TO a"],
    verdict: "unclear",
  },
  {
    name: "a TRUNCATE is proved though rows came since",
    setup: [T, "INSERT INTO t (id) VALUES (1)"],
    statement: "TRUNCATE t",
    happened: ["TRUNCATE t", "INSERT INTO t (id) VALUES (1)"],
    verdict: "done",
  },
  {
    name: "rows that others deleted are no TRUNCATE",
    setup: [T, "INSERT INTO t (id) VALUES (1)"],
    statement: "TRUNCATE t",
    happened: ["DELETE FROM t", "ANALYZE TABLE t"],
    verdict: "run",
  },
  {
    name: "a partition that another emptied is not another partition",
    setup: [
      "CREATE TABLE p (id INT) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN (5), PARTITION p10 VALUES LESS THAN (9))",
    ],
    statement: "ALTER TABLE p TRUNCATE PARTITION p1",
    happened: ["ALTER TABLE p TRUNCATE PARTITION p10"],
    verdict: "run",
  },
  {
    name: "a subpartitioned partition is emptied with all of its parts",
    setup: [
      "CREATE TABLE p (id INT) PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 " +
      "(PARTITION p1 VALUES LESS THAN (5), PARTITION p2 VALUES LESS THAN (9))",
    ],
    statement: "ALTER TABLE p TRUNCATE PARTITION p1",
    happened: ["ALTER TABLE p TRUNCATE PARTITION p1"],
    verdict: "done",
  },
  {
    name: "another's TRUNCATE of a table with a longer name is not it",
    setup: ["CREATE TABLE t (id INT)", "CREATE TABLE t_2 (id INT)"],
    statement: "TRUNCATE t",
    happened: ["TRUNCATE t_2"],
    verdict: "run",
  },
  {
    name: "an index without a name is not proved by another's with one",
    setup: [T],
    statement: "ALTER TABLE t ADD INDEX (a)",
    happened: ["ALTER TABLE t ADD INDEX own (a)"],
    verdict: "run",
  },
  {
    name: "a second index without a name beside one like it is done",
    setup: [T, "ALTER TABLE t ADD INDEX (a)"],
    statement: "ALTER TABLE t ADD INDEX (a)",
    happened: ["ALTER TABLE t ADD INDEX (a)"],
    verdict: "done",
  },
  {
    name: "an index without a name is not proved by another's on more columns",
    setup: [T, "ALTER TABLE t ADD INDEX (a)"],
    statement: "ALTER TABLE t ADD INDEX (a)",
    happened: ["ALTER TABLE t ADD INDEX (a, b)"],
    verdict: "unclear",
  },
  {
    name: "two indexes without names on the same columns are done",
    setup: [T],
    statement: "ALTER TABLE t ADD INDEX (a), ADD COLUMN c INT, ADD INDEX (a)",
    happened: ["ALTER TABLE t ADD INDEX (a), ADD COLUMN c INT, ADD INDEX (a)"],
    verdict: "done",
  },
  {
    name: "a check without a name is not proved by another's",
    setup: [T],
    statement: "ALTER TABLE t ADD CHECK (a > 0)",
    happened: ["ALTER TABLE t ADD CHECK (b > 0)"],
    verdict: "unclear",
  },
  {
    name: "a foreign key without a name is not proved by another's",
    setup: [T, "CREATE TABLE q (id INT PRIMARY KEY)"],
    statement: "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES q (id)",
    happened: ["ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES q (id)"],
    verdict: "unclear",
  },
  {
    name: "another's trigger of the same name on another event is not taken for it",
    setup: [T],
    statement: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
    happened: ["CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 1"],
    verdict: "unclear",
  },
  {
    name: "names differ by their accents",
    setup: ["CREATE TABLE t (id INT, \u00e9 INT)"],
    statement: "ALTER TABLE t ADD COLUMN e INT",
    happened: ["ALTER TABLE t ADD COLUMN e INT"],
    verdict: "done",
  },
  {
    name: "tables differ by the case of their letters",
    setup: ["CREATE TABLE t (id INT)"],
    statement: "CREATE TABLE T (id INT)",
    happened: ["CREATE TABLE T (id INT)"],
    verdict: "done",
  },
  {
    name: "a table that was replaced is done",
    setup: ["CREATE TABLE t (id INT)"],
    statement: "CREATE OR REPLACE TABLE t (id INT)",
    happened: ["CREATE OR REPLACE TABLE t (id INT)", "INSERT INTO t VALUES (1)"],
    verdict: "done",
    on: "mariadb",
  },
  {
    name: "a table that was dropped to be replaced is unclear",
    setup: ["CREATE TABLE t (id INT)"],
    statement: "CREATE OR REPLACE TABLE t (id INT)",
    happened: ["DROP TABLE t"],
    verdict: "unclear",
    on: "mariadb",
  },
];

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  for (const doubt of doubts.filter(({ on }) => on === undefined || on === flavor)) {
    test(`${flavor}: ${doubt.name}`, { skip: database.skip }, async () => {
      const fresh = await database.fresh();
      try {
        const { raw: session } = fresh;
        for (const text of doubt.setup ?? []) await session.query(text);
        const { verdict } = await witness({ flavor, session, statement: doubt.statement });
        const other = await fresh.session();
        for (const text of doubt.happened) await other.query(text);
        assert.equal(await verdict(), doubt.verdict);
      } finally {
        await fresh.dispose();
      }
    });
  }

  // MySQL makes and fills only tables of InnoDB in one
  const engines = flavor === "mysql" ? ["InnoDB"] : ["InnoDB", "Aria", "MyISAM"];
  for (const filled of engines.map((engine) => `CREATE TABLE n ENGINE=${engine}`)) {
    test(`${flavor}: ${filled} … SELECT leaves nothing behind when its session is ended`, {
      skip: database.skip,
    }, async () => {
      const fresh = await database.fresh();
      try {
        const statement = `${filled} AS SELECT x, SLEEP(0.2) AS s FROM b`;
        for (const text of A_AND_B) await fresh.raw.query(text);
        await fresh.raw.query("ALTER TABLE b CHANGE y x INT");
        await fresh.raw.query("INSERT INTO b VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9)");
        const { verdict } = await witness({ flavor, session: fresh.raw, statement });
        const runner = await fresh.session();
        const [me] = await runner.query("SELECT CONNECTION_ID() AS id");
        const outcome = runner.query(statement).then(() => "made", () => "ended");
        await until(fresh.raw, `ID = ${me?.["id"]} AND INFO LIKE 'CREATE TABLE n%'`, 1);
        await fresh.raw.query(`KILL ${me?.["id"]}`);
        assert.equal(await outcome, "ended");
        await until(fresh.raw, `ID = ${me?.["id"]}`, 0);
        assert.equal(await verdict(), "run");
      } finally {
        await fresh.dispose();
      }
    });
  }

  test(`${flavor}: a statement that names its database is looked for there`, {
    skip: database.skip,
  }, async () => {
    const fresh = await database.fresh();
    const elsewhere = await database.fresh();
    try {
      const { raw: session } = elsewhere;
      await fresh.raw.query(T);
      const statement =
        `ALTER TABLE \`${fresh.name}\`.\`t\` ADD \`c\`\`d\` INT, ADD KEY (\`c\`\`d\`)`;
      const { verdict } = await witness({ flavor, session, statement });
      assert.equal(await verdict(), "run");
      await session.query(statement);
      assert.equal(await verdict(), "done");
    } finally {
      await fresh.dispose();
      await elsewhere.dispose();
    }
  });

  test(`${flavor}: who may see no columns is told nothing wrong, and nothing raises`, {
    skip: database.skip,
  }, async () => {
    const fresh = await database.fresh();
    const user = `limited_${fresh.name}`.slice(0, 32);
    try {
      for (const text of [T, ...A_AND_B]) await fresh.raw.query(text);
      await fresh.raw.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'secret'`);
      await fresh.raw.query(`GRANT ALTER, CREATE, DROP, INDEX ON ${fresh.name}.* TO '${user}'@'%'`);
      await limited(flavor, fresh.url, user);
    } finally {
      await fresh.raw.query(`DROP USER IF EXISTS '${user}'@'%'`);
      await fresh.dispose();
    }
  });
}

/** Statements whose looks a user without SELECT, TRIGGER, EVENT and PROCESS must bear. */
const BORNE: readonly (readonly [statement: string, verdict: "run" | "unclear"])[] = [
  ["ALTER TABLE t ADD INDEX (a)", "unclear"], // hidden: a second one must not come
  ["ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES a (x)", "unclear"],
  ["ALTER TABLE t ADD COLUMN c INT, ADD CONSTRAINT k CHECK (c > 0), DROP COLUMN a", "run"],
  ["CREATE INDEX i ON t (a)", "run"],
  ["CREATE TABLE n (id INT)", "run"],
  ["DROP TABLE t, a", "run"],
  ["RENAME TABLE a TO c", "run"],
  ["TRUNCATE t", "unclear"],
  [CYCLE, "unclear"],
  ["CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "run"],
  ["CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1", "run"],
  ["CREATE PROCEDURE p () SELECT 1", "run"],
  ["DROP VIEW v", "run"],
  ["CREATE USER dunlin_nosuch", "run"],
  ["CREATE ROLE dunlin_nosuch", "run"],
  ["REVOKE SELECT ON t FROM dunlin_nosuch", "run"],
  ["DROP DATABASE dunlin_nosuch", "run"],
  ["CREATE RESOURCE GROUP dunlin_nosuch TYPE = USER", "run"],
  ["DROP SPATIAL REFERENCE SYSTEM 990124", "run"],
  ["INSTALL PLUGIN dunlin_nosuch SONAME 'x.so'", "run"],
  ["ALTER TABLE t REMOVE PARTITIONING", "run"],
  ["ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (5))", "run"],
];

/** Waits until the server shows as many sessions of that kind. */
async function until(session: RawSession, where: string, count: number): Promise<void> {
  for (;;) {
    const rows = await session.query(
      `SELECT ID FROM ${PROCESSLIST} WHERE ${where}`,
    );
    if (rows.length === count) return;
  }
}

async function limited(
  flavor: "mysql" | "mariadb",
  url: string,
  user: string,
): Promise<void> {
  const session = await openAs(url, user, "secret");
  try {
    const told = [];
    const onlyMysql = /RESOURCE GROUP|SPATIAL REFERENCE/;
    const asked = BORNE.filter(([text]) => flavor === "mysql" || !onlyMysql.test(text));
    for (const [statement] of asked) {
      const { verdict } = await witness({ flavor, session, statement, identity: false });
      told.push([statement, await verdict()]);
    }
    assert.deepEqual(told, asked);
  } finally {
    await session.close();
  }
}
