import assert from "node:assert/strict";
import { test } from "node:test";
import { tableEngine, writtenTable } from "../../src/sql/table_engine.ts";

const ENGINES: readonly [text: string, table: string | null, engine?: string | null][] = [
  ["CREATE TABLE t (n INT COMMENT 'ENGINE=MyISAM') ENGINE=InnoDB", "t", "INNODB"],
  ["create table `Shop`.`t` (n int) engine myisam", "shop.t", "MYISAM"],
  ["create table if not exists t (n int) engine myisam", null],
  ["CREATE OR REPLACE TABLE t (n INT) /* ENGINE=CSV */ ENGINE='Aria'", "t", "ARIA"],
  ["/*!50001 CREATE TABLE t (n INT) ENGINE=MyISAM */", "t", "MYISAM"],
  ["CREATE TABLE t (engine INT)", "t", null],
  ["ALTER TABLE t ENGINE = Memory, ADD COLUMN n INT", "t", "MEMORY"],
  ["ALTER TABLE t ADD COLUMN n INT", null],
  ["DROP TABLE IF EXISTS t", "t", null],
  ["CREATE TEMPORARY TABLE t (n INT) ENGINE=MEMORY", null],
  ["CREATE VIEW v AS SELECT 1", null],
  ["INSERT INTO t VALUES ('CREATE TABLE')", null],
];
for (const [text, table, engine = null] of ENGINES) {
  test(`MySQL: ${text} says of an engine: ${table === null ? "nothing" : `${table} ${engine}`}`, () => {
    assert.deepEqual(
      tableEngine(text, { flavor: "mysql" }),
      table === null ? null : { table, engine },
    );
  });
}

const WRITES: readonly [text: string, table: string | null][] = [
  ["INSERT INTO `Birds` VALUES (1)", "birds"],
  ["INSERT IGNORE shop.birds (id) VALUES (1)", "shop.birds"],
  ["REPLACE LOW_PRIORITY INTO birds SET id = 1", "birds"],
  ["UPDATE birds SET id = 1", "birds"],
  ["DELETE FROM birds", "birds"],
  ["LOAD DATA INFILE '/x' INTO TABLE birds", "birds"],
  ["SELECT * FROM birds", null],
];
for (const [text, table] of WRITES) {
  test(`MySQL: ${text} writes ${table ?? "no table"}`, () => {
    assert.equal(writtenTable(text), table);
  });
}
