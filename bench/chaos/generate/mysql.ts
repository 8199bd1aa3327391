import { COMMON_DDL } from "./ddl.ts";
import { COMMON_DML, markSql } from "./dml.ts";
import type { Words } from "./words.ts";
import type { Maker } from "./made.ts";
import { take } from "./world.ts";

const createIndex: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  const name = world.fresh("i");
  table.indexes.push(name);
  const column = table.columns.length > 0 ? random.pick(table.columns) : "id";
  return [{
    kind: "create index",
    sql: random.chance(0.5)
      ? `CREATE INDEX ${name} ON ${table.name} (${column})`
      : `ALTER TABLE ${table.name} ADD INDEX ${name} (${column})`,
    undo: `DROP INDEX ${name} ON ${table.name}`,
  }];
};

const dropIndex: Maker = (world, random) => {
  const table = world.withIndex(random);
  if (!table) return [];
  const name = take(random, table.indexes);
  return [{ kind: "drop index", sql: `DROP INDEX ${name} ON ${table.name}` }];
};

const unnamedIndex: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  table.watched = true; // its columns are held from now on
  return [{ kind: "add unnamed index", sql: `ALTER TABLE ${table.name} ADD INDEX (id)` }];
};

const modifyColumn: Maker = (world, random) => {
  const table = world.withColumn(random);
  if (!table) return [];
  const column = random.pick(table.columns);
  return [{
    kind: "modify column",
    sql: `ALTER TABLE ${table.name} MODIFY COLUMN ${column} VARCHAR(${random.int(21, 60)})`,
  }];
};

const renameTable: Maker = (world, random) => {
  const table = world.free(random);
  if (!table) return [];
  const [from, to] = [table.name, world.fresh("t")];
  table.name = to;
  return [{
    kind: "rename table",
    sql: `RENAME TABLE ${from} TO ${to}`,
    undo: `RENAME TABLE ${to} TO ${from}`,
  }];
};

const renameCycle: Maker = (world, random) => {
  const [a, b] = [world.free(random), world.free(random)];
  if (!a || !b || a === b) return [];
  const between = world.fresh("t");
  const swap = `RENAME TABLE ${a.name} TO ${between}, ${b.name} TO ${a.name}, ` +
    `${between} TO ${b.name}`;
  [a.name, b.name] = [b.name, a.name];
  return [{ kind: "rename cycle", sql: swap, undo: swap }];
};

const trigger: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  const name = world.fresh("g");
  table.watched = true;
  return [{
    kind: "create trigger",
    sql: `CREATE TRIGGER ${name} BEFORE INSERT ON ${table.name} FOR EACH ROW SET @chaos = NEW.id`,
    undo: `DROP TRIGGER ${name}`,
  }];
};

const procedure: Maker = (world) => {
  const name = world.fresh("p");
  world.procedures.push(name);
  return [{
    kind: "create procedure",
    sql: `CREATE PROCEDURE ${name}() BEGIN DO 1; ${markSql(name)}; END`,
    undo: `DROP PROCEDURE ${name}`,
  }];
};

const call: Maker = (world, random) =>
  world.procedures.length === 0
    ? []
    : [{ kind: "call", sql: `CALL ${random.pick(world.procedures)}()`, undo: "" }];

const truncate: Maker = (world, random) => {
  const table = world.any(random);
  return table ? [{ kind: "truncate", sql: `TRUNCATE TABLE ${table.name}` }] : [];
};

const createSelect: Maker = (world, random) => {
  const from = world.any(random);
  if (!from) return [];
  const name = world.fresh("t");
  world.tables.push({ name, columns: [], indexes: [], watched: false });
  return [{
    kind: "create table select",
    sql: `CREATE TABLE ${name} AS SELECT id FROM ${from.name}`,
    undo: `DROP TABLE ${name}`,
  }];
};

const sleep: Maker = (_world, random) => [{
  kind: "sleep",
  sql: `DO SLEEP(0.0${random.int(1, 9)})`,
  undo: "",
}];

const manyRows: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  return [{
    kind: "insert many",
    sql: `INSERT INTO ${table.name} (id) WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL ` +
      `SELECT i + 1 FROM g WHERE i < ${random.int(100, 900)}) SELECT i FROM g`,
    undo: `DELETE FROM ${table.name}`,
  }];
};

/** MySQL's and MariaDB's own. */
export const mysql: Words = {
  dml: [...COMMON_DML, [2, sleep], [1, manyRows]],
  ddl: [
    ...COMMON_DDL,
    [3, createIndex],
    [1, dropIndex],
    [2, modifyColumn],
    [1, renameTable],
    [1, trigger],
    [1, procedure],
    [1, createSelect],
    // what nothing proves: seldom, so that it is counted and does not drown the rest
    [0.15, call],
    [0.15, truncate],
    [0.15, renameCycle],
    [0.15, unnamedIndex],
  ],
  apart: [],
  mixed: 0,
  noTransaction: 0.06,
  replaceView: (name, column) => `CREATE OR REPLACE VIEW ${name} AS SELECT 1 AS ${column}`,
};
