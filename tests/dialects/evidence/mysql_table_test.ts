import { kindsTests, type StatementCase } from "./mysql_kinds.ts";

const BASE = "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20), KEY old (b))";
const PARTED = "CREATE TABLE p (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id) " +
  "(PARTITION p0 VALUES LESS THAN (10), PARTITION P1 VALUES LESS THAN (20))";
const HASHED = "CREATE TABLE h (id INT PRIMARY KEY, a INT) PARTITION BY HASH (id) PARTITIONS 4";

const cases: StatementCase[] = [
  // tables
  { statement: "CREATE TABLE n (id INT)", says: "done" },
  {
    statement: "CREATE TABLE n (id INT, KEY k (id), `odd name` INT, CHECK (id > 0))",
    says: "done",
  },
  { statement: "CREATE TABLE IF NOT EXISTS n (id INT)", says: "done" },
  { setup: [BASE], statement: "CREATE TABLE IF NOT EXISTS t (id INT)", says: "same" },
  { setup: [BASE], statement: "CREATE TABLE n LIKE t", says: "done" },
  { setup: [BASE], statement: "CREATE TABLE n AS SELECT id FROM t", says: "done" },
  {
    setup: [BASE],
    statement: "CREATE TABLE n (x INT) ENGINE=Aria (SELECT 1 x)",
    says: "done",
    on: "mariadb",
  },
  { statement: "CREATE OR REPLACE TABLE n (id INT)", says: "done", on: "mariadb" },
  { setup: [BASE], statement: "CREATE OR REPLACE TABLE t (id INT)", says: "done", on: "mariadb" },
  {
    setup: [BASE],
    statement: "CREATE OR REPLACE TABLE t (id INT)",
    says: "blind",
    on: "mariadb",
    identity: false,
  },
  { statement: "CREATE TABLE n (id INT) WITH SYSTEM VERSIONING", says: "done", on: "mariadb" },
  { statement: "CREATE TABLE `x-y$ \u00e9` (id INT)", says: "done" },
  { setup: [BASE], statement: "DROP TABLE t", says: "done" },
  { setup: [BASE, "CREATE TABLE t2 (id INT)"], statement: "DROP TABLE t, t2", says: "done" },
  { statement: "DROP TABLE IF EXISTS nosuch", says: "same" },
  { setup: [BASE], statement: "DROP TABLE IF EXISTS t, nosuch", says: "done" },
  { setup: [BASE], statement: "RENAME TABLE t TO u", says: "done" },
  {
    setup: [BASE, "CREATE TABLE t_new (id INT)"],
    statement: "RENAME TABLE t TO t_old, t_new TO t",
    says: "done",
  },
  {
    setup: ["CREATE TABLE a (id INT)", "CREATE TABLE b (x INT)"],
    statement: "RENAME TABLE a TO t, b TO a, t TO b",
    says: "done",
  },
  {
    setup: ["CREATE TABLE a (id INT)", "CREATE TABLE b (x INT)"],
    statement: "RENAME TABLE a TO t, b TO a, t TO b",
    says: "none",
    identity: false,
  },
  { setup: [BASE], statement: "TRUNCATE TABLE t", says: "done" },
  { setup: [BASE], statement: "TRUNCATE t", says: "none", identity: false },
  { setup: [PARTED], statement: "TRUNCATE p", says: "done" },
  {
    setup: ["CREATE TABLE `x-y$ \u00e9` (id INT)"],
    statement: "TRUNCATE `x-y$ \u00e9`",
    says: "done",
  },
  { setup: ["CREATE TABLE m (id INT) ENGINE=MyISAM"], statement: "TRUNCATE m", says: "blind" },

  // columns
  { alters: "ADD COLUMN c INT", says: "done" },
  { alters: "ADD c VARCHAR(20) CHARACTER SET latin1 NOT NULL DEFAULT 'x' AFTER id", says: "done" },
  { alters: "ADD COLUMN (c BOOLEAN, d DECIMAL(5,2), INDEX (c))", says: "done" },
  { alters: "ADD COLUMN c JSON, ADD COLUMN d DOUBLE PRECISION, ADD e TEXT(20)", says: "done" },
  { alters: "ADD COLUMN c INT GENERATED ALWAYS AS (a + 1) VIRTUAL UNIQUE", says: "done" },
  { alters: "ADD COLUMN c GEOMETRY, ADD d POINT, ADD e CHARACTER VARYING(3)", says: "done" },
  { alters: "ADD COLUMN IF NOT EXISTS c INT", says: "done", on: "mariadb" },
  { alters: "ADD COLUMN IF NOT EXISTS a INT", says: "same", on: "mariadb" },
  { alters: "ADD COLUMN c INT /*!50100 COMMENT 'x, y' */", says: "done" },
  { alters: "DROP COLUMN a", says: "done" },
  { alters: "DROP a, DROP `b`", says: "done" },
  { alters: "DROP COLUMN IF EXISTS nosuch", says: "same", on: "mariadb" },
  { alters: "RENAME COLUMN a TO c", says: "done" },
  { alters: "CHANGE a c BIGINT", says: "done" },
  { alters: "RENAME COLUMN a TO b, RENAME COLUMN b TO a", says: "none" },
  { alters: "DROP COLUMN a, ADD COLUMN a INT", says: "none" },
  { alters: "DROP COLUMN a, ADD COLUMN a INT, ADD COLUMN c INT", says: "done" },
  { alters: "MODIFY a BIGINT NOT NULL", says: "harmless" },
  { alters: "CHANGE a a BIGINT", says: "harmless" },
  { alters: "MODIFY a INT UNIQUE", says: "done" },
  { alters: "MODIFY a INT CHECK (a > 0)", says: "none", on: "mysql" },
  { alters: "ALTER COLUMN a SET DEFAULT 5, ALTER b DROP DEFAULT", says: "harmless" },
  { alters: "ALTER COLUMN a SET INVISIBLE", says: "harmless", on: "mysql" },
  { alters: "ADD COLUMN c INT, MODIFY a BIGINT, COMMENT = 'x'", says: "done" },

  // indexes
  { setup: [BASE], statement: "CREATE INDEX i ON t (a, b(5))", says: "done" },
  { setup: [BASE], statement: "CREATE UNIQUE INDEX i USING BTREE ON t (a DESC)", says: "done" },
  { setup: [BASE], statement: "CREATE FULLTEXT INDEX i ON t (b)", says: "done" },
  { setup: [BASE], statement: "CREATE INDEX i ON t ((a + 1))", says: "done", on: "mysql" },
  { setup: [BASE], statement: "CREATE INDEX i ON t (b(20))", says: "done" },
  {
    setup: [BASE],
    statement: "CREATE INDEX IF NOT EXISTS i ON t (a)",
    says: "done",
    on: "mariadb",
  },
  {
    setup: [BASE],
    statement: "CREATE OR REPLACE INDEX old ON t (a)",
    says: "harmless",
    on: "mariadb",
  },
  {
    setup: ["CREATE TABLE g (id INT, p POINT NOT NULL)"],
    statement: "CREATE SPATIAL INDEX i ON g (p)",
    says: "done",
  },
  { setup: [BASE], statement: "DROP INDEX old ON t", says: "done" },
  { alters: "ADD INDEX i (a), ADD UNIQUE KEY u (b), ADD FULLTEXT KEY f (b)", says: "done" },
  { alters: "ADD CONSTRAINT u UNIQUE (a)", says: "done" },
  { alters: "ADD INDEX (a)", says: "done" },
  { alters: "ADD UNIQUE (a, b(3))", says: "done" },
  { alters: "ADD INDEX (b)", says: "done" },
  {
    setup: ["CREATE TABLE t (id INT PRIMARY KEY, b INT, KEY (b))"],
    statement: "ALTER TABLE t ADD INDEX (b)",
    says: "done",
  },
  { alters: "DROP INDEX old, ADD INDEX old (a)", says: "harmless" },
  { alters: "DROP KEY old", says: "done" },
  { alters: "RENAME INDEX old TO new", says: "done" },
  { alters: "DROP PRIMARY KEY", says: "done" },
  { alters: "DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)", says: "harmless" },
  {
    setup: ["CREATE TABLE t (id INT)"],
    statement: "ALTER TABLE t ADD PRIMARY KEY (id)",
    says: "done",
  },
  {
    setup: ["CREATE TABLE t (id INT)"],
    statement: "ALTER TABLE t MODIFY id INT AUTO_INCREMENT PRIMARY KEY",
    says: "done",
  },
  { alters: "ALTER INDEX old INVISIBLE", says: "harmless", on: "mysql" },
  { alters: "ALTER INDEX old IGNORED", says: "harmless", on: "mariadb" },

  // constraints
  { alters: "ADD CONSTRAINT c CHECK (a > 0)", says: "done" },
  { alters: "ADD CHECK (a > 0)", says: "done" },
  { alters: "ADD CONSTRAINT CHECK (`a` > 0 AND b <> 'x') NOT ENFORCED", says: "done", on: "mysql" },
  { alters: "ADD CHECK (a != 0)", says: "grown" },
  { alters: "ADD CHECK (a > 0), ADD COLUMN c INT", says: "done" },
  {
    setup: [BASE, "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"],
    statement: "ALTER TABLE t DROP CONSTRAINT c",
    says: "done",
  },
  {
    setup: [BASE, "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"],
    statement: "ALTER TABLE t DROP CHECK c",
    says: "done",
    on: "mysql",
  },
  {
    setup: [BASE, "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"],
    statement: "ALTER TABLE t ALTER CHECK c NOT ENFORCED",
    says: "harmless",
    on: "mysql",
  },
  {
    setup: [BASE, "CREATE TABLE q (id INT PRIMARY KEY)"],
    statement:
      "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES q (id) ON DELETE CASCADE",
    says: "done",
  },
  {
    setup: [BASE, "CREATE TABLE q (id INT PRIMARY KEY)"],
    statement: "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES q (id)",
    says: "done",
  },
  {
    setup: [BASE, "CREATE TABLE q (id INT PRIMARY KEY)"],
    statement: "ALTER TABLE t ADD FOREIGN KEY own (a) REFERENCES q (id)",
    says: "done",
  },
  {
    setup: [
      BASE,
      "CREATE TABLE q (id INT PRIMARY KEY)",
      "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES q (id)",
    ],
    statement: "ALTER TABLE t DROP FOREIGN KEY fk",
    says: "done",
  },

  // the table itself
  { setup: [BASE], statement: "ALTER TABLE t RENAME TO u", says: "done" },
  { setup: [BASE], statement: "ALTER TABLE t ADD COLUMN c INT, RENAME u", says: "done" },
  { alters: "ENGINE = InnoDB, COMMENT = 'x, y' ROW_FORMAT = DYNAMIC", says: "harmless" },
  { alters: "CONVERT TO CHARACTER SET utf8mb4", says: "harmless" },
  { alters: "ORDER BY a, b DESC", says: "harmless" },
  { alters: "DISABLE KEYS", says: "harmless" },
  { alters: "FORCE, ALGORITHM = COPY, LOCK = SHARED", says: "harmless" },
  { alters: "AUTO_INCREMENT = 100", says: "harmless" },
  { alters: "DISCARD TABLESPACE", says: "none" },
  { alters: "ADD SYSTEM VERSIONING", says: "done", on: "mariadb" },
  {
    setup: ["CREATE TABLE t (id INT) WITH SYSTEM VERSIONING"],
    statement: "ALTER TABLE t DROP SYSTEM VERSIONING",
    says: "done",
    on: "mariadb",
  },
  {
    setup: [BASE],
    statement: "SET STATEMENT max_statement_time = 9 FOR ALTER TABLE t ADD COLUMN c INT",
    says: "done",
    on: "mariadb",
  },
  {
    setup: [BASE],
    statement: "ALTER ONLINE TABLE IF EXISTS t NOWAIT ADD c INT",
    says: "done",
    on: "mariadb",
  },

  // partitions
  {
    setup: [PARTED],
    statement:
      "ALTER TABLE p ADD PARTITION (PARTITION p2 VALUES LESS THAN (30), PARTITION p3 VALUES LESS THAN (40))",
    says: "done",
  },
  { setup: [PARTED], statement: "ALTER TABLE p DROP PARTITION p0, p1", says: "refused" },
  { setup: [PARTED], statement: "ALTER TABLE p DROP PARTITION p0", says: "done" },
  { setup: [PARTED], statement: "ALTER TABLE p TRUNCATE PARTITION p0, p1", says: "done" },
  { setup: [PARTED], statement: "ALTER TABLE p TRUNCATE PARTITION ALL", says: "done" },
  {
    setup: [PARTED],
    statement: "ALTER TABLE p TRUNCATE PARTITION p0",
    says: "none",
    identity: false,
  },
  { setup: [HASHED], statement: "ALTER TABLE h ADD PARTITION PARTITIONS 2", says: "done" },
  { setup: [HASHED], statement: "ALTER TABLE h COALESCE PARTITION 1", says: "done" },
  {
    setup: [PARTED],
    statement:
      "ALTER TABLE p REORGANIZE PARTITION p0, p1 INTO (PARTITION p1 VALUES LESS THAN (20))",
    says: "done",
  },
  {
    setup: [PARTED],
    statement: "ALTER TABLE p REORGANIZE PARTITION p1 INTO (PARTITION p1 VALUES LESS THAN (30))",
    says: "harmless",
  },
  {
    setup: [PARTED, "CREATE TABLE x (id INT PRIMARY KEY, a INT)"],
    statement: "ALTER TABLE p EXCHANGE PARTITION P1 WITH TABLE x",
    says: "done",
  },
  {
    setup: [PARTED, "CREATE TABLE x (id INT PRIMARY KEY, a INT)"],
    statement: "ALTER TABLE p EXCHANGE PARTITION P1 WITH TABLE x",
    says: "none",
    identity: false,
  },
  { setup: [PARTED], statement: "ALTER TABLE p ANALYZE PARTITION p0, p1", says: "harmless" },
  { setup: [PARTED], statement: "ALTER TABLE p REBUILD PARTITION ALL", says: "harmless" },
  { setup: [PARTED], statement: "ALTER TABLE p REMOVE PARTITIONING", says: "done" },
  { setup: [PARTED], statement: "ALTER TABLE p COMMENT = 'x' REMOVE PARTITIONING", says: "done" },
  {
    setup: [BASE],
    statement: "ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 2",
    says: "harmless",
  },
  {
    setup: [PARTED],
    statement: "ALTER TABLE p CONVERT PARTITION p1 TO TABLE x",
    says: "done",
    on: "mariadb",
  },

  // views
  { setup: [BASE], statement: "CREATE VIEW v AS SELECT a FROM t", says: "done" },
  {
    setup: [BASE],
    statement:
      "CREATE ALGORITHM = MERGE DEFINER = CURRENT_USER() SQL SECURITY INVOKER VIEW v AS SELECT a FROM t",
    says: "done",
  },
  { setup: [BASE], statement: "CREATE OR REPLACE VIEW v AS SELECT a FROM t", says: "harmless" },
  {
    setup: [BASE, "CREATE VIEW v AS SELECT a FROM t"],
    statement: "ALTER VIEW v AS SELECT b FROM t",
    says: "harmless",
  },
  {
    setup: [BASE, "CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT a FROM t"],
    statement: "DROP VIEW v, w",
    says: "done",
  },
];

kindsTests(cases.map((each) => each.alters === undefined ? each : { ...each, setup: [BASE] }));
