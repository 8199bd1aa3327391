import type { Maker, Makers } from "./made.ts";
import { take } from "./world.ts";

/** A new table with some rows to come. */
export const createTable: Maker = (world, random) => {
  const name = world.fresh("t");
  const columns = Array.from({ length: random.int(0, 2) }, () => world.fresh("c"));
  const text = ["id INT", ...columns.map((column) => `${column} VARCHAR(20)`)].join(", ");
  world.tables.push({ name, columns, indexes: [], watched: false });
  return [{
    kind: "create table",
    sql: `CREATE TABLE ${name} (${text})`,
    undo: `DROP TABLE ${name}`,
  }];
};

/** A table goes, and with it its rows. */
export const dropTable: Maker = (world, random) => {
  const table = world.free(random);
  if (!table || world.tables.length < 2) return [];
  world.tables.splice(world.tables.indexOf(table), 1);
  return [{ kind: "drop table", sql: `DROP TABLE ${table.name}` }];
};

/** A column more. */
export const addColumn: Maker = (world, random) => {
  const table = world.free(random);
  if (!table) return [];
  const column = world.fresh("c");
  table.columns.push(column);
  return [{
    kind: "add column",
    sql: `ALTER TABLE ${table.name} ADD COLUMN ${column} VARCHAR(20)` +
      (random.chance(0.5) ? " DEFAULT 'x'" : ""),
    undo: `ALTER TABLE ${table.name} DROP COLUMN ${column}`,
  }];
};

/** A column less; never one that an index stands on. */
export const dropColumn: Maker = (world, random) => {
  const table = world.withColumn(random);
  if (!table || table.indexes.length > 0) return [];
  const column = take(random, table.columns);
  return [{ kind: "drop column", sql: `ALTER TABLE ${table.name} DROP COLUMN ${column}` }];
};

/** A column's new name. */
export const renameColumn: Maker = (world, random) => {
  const table = world.withColumn(random);
  if (!table) return [];
  const [from, to] = [take(random, table.columns), world.fresh("c")];
  table.columns.push(to);
  const sql = (a: string, b: string) => `ALTER TABLE ${table.name} RENAME COLUMN ${a} TO ${b}`;
  return [{ kind: "rename column", sql: sql(from, to), undo: sql(to, from) }];
};

/** A table's new name. */
export const renameTable: Maker = (world, random) => {
  const table = world.free(random);
  if (!table) return [];
  const [from, to] = [table.name, world.fresh("t")];
  table.name = to;
  const sql = (a: string, b: string) => `ALTER TABLE ${a} RENAME TO ${b}`;
  return [{ kind: "rename table", sql: sql(from, to), undo: sql(to, from) }];
};

/** A view, which holds its table as it is. */
export const createView: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  const name = world.fresh("v");
  table.watched = true;
  world.views.push(name);
  return [{
    kind: "create view",
    sql: `CREATE VIEW ${name} AS SELECT id FROM ${table.name}`,
    undo: `DROP VIEW ${name}`,
  }];
};

/** A view goes. */
export const dropView: Maker = (world, random) => {
  if (world.views.length === 0) return [];
  return [{ kind: "drop view", sql: `DROP VIEW ${take(random, world.views)}` }];
};

/** What every database can do in the same words. */
export const COMMON_DDL: Makers = [
  [6, createTable],
  [2, dropTable],
  [5, addColumn],
  [2, dropColumn],
  [2, renameColumn],
  [2, renameTable],
  [2, createView],
  [1, dropView],
];
