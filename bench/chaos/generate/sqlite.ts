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
    sql: `CREATE INDEX ${name} ON ${table.name} (${column})`,
    undo: `DROP INDEX ${name}`,
  }];
};

const dropIndex: Maker = (world, random) => {
  const table = world.withIndex(random);
  if (!table) return [];
  return [{ kind: "drop index", sql: `DROP INDEX ${take(random, table.indexes)}` }];
};

const rebuild: Maker = (world, random) => {
  const table = world.free(random);
  if (!table) return [];
  const next = world.fresh("n");
  const columns = ["id", ...table.columns].join(", ");
  const shape = ["id INTEGER", ...table.columns.map((column) => `${column} TEXT`)].join(", ");
  table.indexes.length = 0;
  return [
    { kind: "rebuild", sql: `CREATE TABLE ${next} (${shape})` },
    { kind: "rebuild", sql: `INSERT INTO ${next} SELECT ${columns} FROM ${table.name}` },
    { kind: "rebuild", sql: `DROP TABLE ${table.name}` },
    { kind: "rebuild", sql: `ALTER TABLE ${next} RENAME TO ${table.name}` },
  ];
};

const trigger: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  const name = world.fresh("g");
  table.watched = true;
  return [{
    kind: "create trigger",
    sql: `CREATE TRIGGER ${name} AFTER INSERT ON ${table.name} BEGIN ${
      markSql(name)
    }; SELECT 1; END`,
    undo: `DROP TRIGGER ${name}`,
  }];
};

const vacuum: Maker = () => [{ kind: "vacuum", sql: "VACUUM", undo: "" }];

const userVersion: Maker = (world) => [{
  kind: "pragma user_version",
  sql: `PRAGMA user_version = ${world.number()}`,
}];

const writeAhead: Maker = () => [{
  kind: "pragma journal_mode",
  sql: "PRAGMA journal_mode = WAL",
  undo: "",
}];

const manyRows: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  return [{
    kind: "insert many",
    sql: `INSERT INTO ${table.name} (id) WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL ` +
      `SELECT i + 1 FROM g WHERE i < ${random.int(1000, 60_000)}) SELECT i FROM g`,
    undo: `DELETE FROM ${table.name}`,
  }];
};

const slow: Maker = (_world, random) => [{
  kind: "slow",
  sql: `UPDATE chaos_counters SET n = n + 0 * (WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL ` +
    `SELECT i + 1 FROM g WHERE i < ${random.int(50_000, 300_000)}) SELECT COUNT(*) FROM g)`,
  undo: "",
}];

/** SQLite's own. */
export const sqlite: Words = {
  dml: [...COMMON_DML, [1.5, manyRows], [1.5, slow]],
  ddl: [...COMMON_DDL, [3, createIndex], [1, dropIndex], [2, rebuild], [1, trigger], [
    1,
    userVersion,
  ]],
  apart: [[4, vacuum], [0.3, writeAhead]],
  mixed: 0.3,
  noTransaction: 0.1,
  replaceView: (name, column) =>
    `DROP VIEW IF EXISTS ${name}; CREATE VIEW ${name} AS SELECT 1 AS ${column}`,
};
