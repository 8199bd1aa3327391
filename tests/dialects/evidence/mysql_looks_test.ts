import assert from "node:assert/strict";
import { test } from "node:test";
import { mysqlEvidence, mysqlUntransactional } from "../../../src/dialects/evidence/mysql.ts";
import type { Claim } from "../../../src/dialects/evidence/evidence.ts";
import { mariadb } from "../../../src/dialects/mariadb.ts";
import { mysql } from "../../../src/dialects/mysql.ts";
import { databaseNamed } from "../../contract/databases.ts";
import { look } from "./mysql_rehearsal.ts";

const ODD = "`it''s \\\\ \"\u00e9\" \u4e2d``$`";
const SETUP = [
  "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20), KEY k (a, b))",
  "CREATE TABLE m (id INT) ENGINE=MyISAM",
  "CREATE TABLE p (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10))",
  `CREATE TABLE ${ODD} (${ODD} INT, KEY ${ODD} (${ODD}))`,
  "CREATE VIEW v AS SELECT 1 AS one",
  "CREATE PROCEDURE r () SELECT 1",
  "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1",
];

/** Of these every catalog lookup names its table, so that MariaDB opens one. */
const OF_ONE_TABLE = [
  "CREATE TABLE n (id INT, a INT)",
  "DROP TABLE t, v",
  "ALTER TABLE t ADD COLUMN c INT, DROP COLUMN a, RENAME COLUMN b TO d",
  "ALTER TABLE t ADD INDEX i (a, b), DROP INDEX k",
  "ALTER TABLE t ADD INDEX (b(3))",
  "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES q (id)",
  "ALTER TABLE t ADD CHECK (a > 0)",
  "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES q (id)",
  "ALTER TABLE p ADD PARTITION (PARTITION p1 VALUES LESS THAN (20))",
  "ALTER TABLE p REMOVE PARTITIONING",
  "CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
  `ALTER TABLE ${ODD} ADD COLUMN c INT, DROP INDEX ${ODD}`,
  `ALTER TABLE ${ODD} DROP COLUMN ${ODD}`,
];
const OTHERS = [
  "TRUNCATE t",
  "TRUNCATE m",
  `TRUNCATE ${ODD}`,
  "ALTER TABLE p TRUNCATE PARTITION p0",
  "DROP PROCEDURE r",
  "DROP TRIGGER g",
  "DROP EVENT e",
  "DROP DATABASE dunlin_nosuch",
  "DROP USER dunlin_nosuch",
  "REVOKE SELECT ON t FROM dunlin_nosuch",
];

/** What a migration may have set before the intent is written. */
const SETTINGS = [
  "SET SESSION sql_mode = ''",
  "SET SESSION sql_mode = 'ANSI,TRADITIONAL,ONLY_FULL_GROUP_BY'",
  "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,STRICT_ALL_TABLES'",
  "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE,IGNORE_SPACE'",
  "SET SESSION time_zone = '+05:30'",
  "SET SESSION time_zone = DEFAULT, sql_select_limit = 0, sql_safe_updates = 1",
  "SET SESSION sql_select_limit = DEFAULT, group_concat_max_len = 4, lc_time_names = 'de_DE'",
  "SET NAMES latin1",
  "SET NAMES utf8mb4, collation_connection = 'utf16_general_ci'",
];

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  const dialect = flavor === "mysql" ? mysql : mariadb;
  const claimsOf = (statements: readonly string[]): Claim[] =>
    statements.flatMap((statement) => {
      const evidence = mysqlEvidence(statement, { rules: { flavor }, identity: true });
      assert.equal(evidence.kind, "claims", statement);
      return evidence.kind === "claims" ? evidence.claims : [];
    });

  test(`${flavor}: looks are the same whatever the session has set`, {
    skip: database.skip,
  }, async () => {
    const fresh = await database.fresh();
    try {
      for (const text of SETUP) await fresh.raw.query(text);
      const claims = claimsOf([...OF_ONE_TABLE, ...OTHERS]);
      const before = await look(fresh.raw, flavor, claims);
      assert.ok(before.filter((each) => each !== null).length > 12);
      const session = await fresh.session();
      for (const setting of SETTINGS) {
        await session.query(setting);
        const limited = setting.includes("sql_select_limit = 0");
        if (!limited) assert.deepEqual(await look(session, flavor, claims), before, setting);
        await session.query("CREATE TABLE IF NOT EXISTS i (f LONGTEXT CHARACTER SET utf8mb4)");
        await session.query("TRUNCATE i");
        await session.query("START TRANSACTION");
        const looks = dialect.jsonArray(claims.map((claim) => claim.look));
        await session.query(`INSERT INTO i (f) VALUES (${looks})`);
        await session.query("COMMIT");
        const [row] = await fresh.raw.query("SELECT f FROM i");
        assert.deepEqual(JSON.parse(String(row?.["f"])), before, `in an INSERT, ${setting}`);
      }
    } finally {
      await fresh.dispose();
    }
  });

  test(`${flavor}: what a statement is expected to make can be asked in every mode`, {
    skip: database.skip,
  }, async () => {
    const fresh = await database.fresh();
    try {
      for (const text of SETUP) await fresh.raw.query(text);
      const expected = claimsOf([...OF_ONE_TABLE, ...OTHERS])
        .flatMap(({ expects }) => expects === undefined ? [] : [expects]);
      assert.ok(expected.length > 5);
      for (const setting of SETTINGS) {
        const session = await fresh.session();
        await session.query(setting);
        for (const expects of expected) {
          await session.query(`DO CASE WHEN ${expects} THEN 1 ELSE 0 END`);
        }
        for (const statement of ["INSERT INTO t VALUES (1, 2, 'x')", "UPDATE v SET one = 2"]) {
          await session.query(`DO ${mysqlUntransactional(statement, { flavor })}`);
        }
      }
    } finally {
      await fresh.dispose();
    }
  });
}

test(
  "mariadb: a look at one table opens no other",
  { skip: databaseNamed("mariadb").skip },
  async () => {
    const fresh = await databaseNamed("mariadb").fresh();
    try {
      for (const text of SETUP) await fresh.raw.query(text);
      for (const statement of OF_ONE_TABLE) {
        const evidence = mysqlEvidence(statement, { rules: { flavor: "mariadb" }, identity: true });
        if (evidence.kind !== "claims") throw new Error(statement);
        for (const { look, expects } of evidence.claims) {
          for (const expression of [look, ...(expects === undefined ? [] : [expects])]) {
            const rows = await fresh.raw.query(`EXPLAIN SELECT ${expression}`);
            const scans = rows.map(({ Extra }) => String(Extra ?? ""))
              .filter((extra) => extra.includes("Scanned"));
            assert.ok(scans.length > 0, expression);
            for (const extra of scans) assert.match(extra, /Scanned 0 databases/, expression);
          }
        }
      }
    } finally {
      await fresh.dispose();
    }
  },
);

test("mysql: looking inside an INSERT locks nothing of the catalog", {
  skip: databaseNamed("mysql").skip,
}, async () => {
  const fresh = await databaseNamed("mysql").fresh();
  try {
    for (const text of [...SETUP, "CREATE TABLE i (f LONGTEXT)"]) await fresh.raw.query(text);
    const evidence = mysqlEvidence("ALTER TABLE t ADD INDEX (a), ADD COLUMN c INT", {
      rules: { flavor: "mysql" },
      identity: true,
    });
    if (evidence.kind !== "claims") throw new Error("no claims");
    const session = await fresh.session();
    await session.query("START TRANSACTION");
    const looks = mysql.jsonArray(evidence.claims.map(({ look }) => look));
    await session.query(`INSERT INTO i (f) VALUES (${looks})`);
    const locks = await session.query(
      "SELECT DISTINCT l.OBJECT_NAME AS name FROM performance_schema.data_locks l " +
        "JOIN performance_schema.threads t ON t.THREAD_ID = l.THREAD_ID " +
        "WHERE t.PROCESSLIST_ID = CONNECTION_ID()",
    );
    assert.deepEqual(locks, [{ name: "i" }]);
    await session.query("ROLLBACK");
  } finally {
    await fresh.dispose();
  }
});
