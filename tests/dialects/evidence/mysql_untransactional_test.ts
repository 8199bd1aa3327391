import assert from "node:assert/strict";
import { test } from "node:test";
import { mysqlUntransactional } from "../../../src/dialects/evidence/mysql.ts";
import type { LexicalRules } from "../../../src/sql/statement.ts";
import { databaseNamed } from "../../contract/databases.ts";

const SETUP = [
  "CREATE TABLE safe (id INT PRIMARY KEY, a INT)",
  "CREATE TABLE other (id INT PRIMARY KEY, a INT)",
  "CREATE TABLE kept (id INT PRIMARY KEY, a INT) ENGINE=MyISAM",
  "CREATE TABLE `odd-kept` (id INT) ENGINE=MEMORY",
  "CREATE TABLE parted (id INT) PARTITION BY HASH (id) PARTITIONS 2",
  "CREATE VIEW plain AS SELECT id, a FROM safe",
  "CREATE VIEW above AS SELECT id, a FROM kept",
  "CREATE VIEW higher AS SELECT id, a FROM above",
  "CREATE TABLE watched (id INT PRIMARY KEY, a INT)",
  "CREATE TRIGGER tg AFTER INSERT ON watched FOR EACH ROW INSERT INTO kept VALUES (NEW.id, 1)",
  "CREATE TABLE calm (id INT PRIMARY KEY, a INT)",
  "CREATE TRIGGER tc AFTER INSERT ON calm FOR EACH ROW INSERT INTO other VALUES (NEW.id, 1)",
];

const CASES: readonly (readonly [statement: string, untransactional: boolean])[] = [
  ["INSERT INTO safe VALUES (1, 1)", false],
  ["INSERT INTO kept VALUES (1, 1)", true],
  ["INSERT LOW_PRIORITY IGNORE kept SELECT * FROM safe", true],
  ["INSERT INTO safe SELECT * FROM kept", false],
  ["REPLACE INTO `odd-kept` VALUES (1)", true],
  ["INSERT INTO parted VALUES (1)", false],
  ["INSERT INTO nosuch VALUES (1)", false],
  ["UPDATE safe SET a = (SELECT MAX(a) FROM kept)", false],
  ["UPDATE kept k SET k.a = 1 WHERE k.id = 2", true],
  ["UPDATE safe s JOIN kept k ON k.id = s.id SET s.a = k.a WHERE k.a > 1", false],
  ["UPDATE safe s JOIN kept k USING (id) SET k.a = 1, s.a = 2", true],
  ["UPDATE safe s, kept SET a = 1", true],
  ["UPDATE (safe s LEFT JOIN (other o, kept) ON o.id = s.id) SET s.a = 1, o.a = 2", false],
  ["UPDATE safe s JOIN (SELECT * FROM kept) d ON d.id = s.id SET s.a = 1", false],
  ["DELETE FROM kept WHERE id = 1", true],
  ["DELETE s FROM safe s JOIN kept k ON k.id = s.id", false],
  ["DELETE s, k.* FROM safe s JOIN kept k ON k.id = s.id WHERE s.a = 1", true],
  ["DELETE FROM k USING safe s JOIN kept k ON k.id = s.id", true],
  ["DELETE FROM s USING safe s JOIN kept k ON k.id = s.id", false],
  ["WITH kept AS (SELECT 1 id) UPDATE safe JOIN kept USING (id) SET a = 1", false],
  [
    "WITH c (id) AS (SELECT 1), d AS (SELECT 2) DELETE FROM safe WHERE id IN (SELECT id FROM kept)",
    false,
  ],
  ["LOAD DATA INFILE '/nosuch' INTO TABLE kept", true],
  ["LOAD DATA INFILE 'INTO TABLE kept' IGNORE INTO TABLE safe", false],
  ["INSERT INTO plain VALUES (1, 1)", false],
  ["INSERT INTO above VALUES (1, 1)", true],
  ["UPDATE higher SET a = 1", true],
  ["INSERT INTO watched VALUES (1, 1)", true],
  ["INSERT INTO calm VALUES (1, 1)", false],
];

for (const flavor of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(flavor);
  const rules: LexicalRules = { flavor };
  test(`${flavor}: a statement that writes what no ROLLBACK brings back is told`, {
    skip: database.skip,
  }, async () => {
    const fresh = await database.fresh();
    try {
      for (const text of SETUP) await fresh.raw.query(text);
      // CTEs before an UPDATE are MySQL's alone; both are read
      const told = [];
      for (const [statement] of CASES) {
        const [row] = await fresh.raw.query(
          `SELECT ${mysqlUntransactional(statement, rules)} AS told`,
        );
        told.push([statement, Number(row?.["told"]) === 1]);
      }
      assert.deepEqual(told, CASES);
    } finally {
      await fresh.dispose();
    }
  });
}

test("mysqlUntransactional() is silent about what writes no table", () => {
  for (const text of ["SELECT * FROM kept", "SET @a = 1", "DO SLEEP(1)", "USE other"]) {
    assert.equal(mysqlUntransactional(text, { flavor: "mysql" }), null);
  }
});

test("mysqlUntransactional() gives the same text for the same tables", () => {
  const ask = (text: string) => mysqlUntransactional(text, { flavor: "mariadb" });
  assert.equal(ask("INSERT INTO t VALUES (1)"), ask("DELETE FROM `t` WHERE id = 1"));
  assert.equal(ask("UPDATE a, b SET a.x = b.x, b.y = 1"), ask("DELETE b, a FROM a JOIN b"));
  assert.equal(
    ask("SET STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1)"),
    ask("REPLACE t VALUES (1)"),
  );
  assert.notEqual(ask("INSERT INTO t VALUES (1)"), ask("INSERT INTO d.t VALUES (1)"));
});
