import type { Maker, Makers } from "./made.ts";

/** The table of marks: no key, so that a statement run twice shows. */
export const MARKS = "chaos_marks";
/** The table of counters, one row. */
export const COUNTERS = "chaos_counters";

/** What stands in every database before the first migration. */
export const GROUND: readonly string[] = [
  `CREATE TABLE ${MARKS} (mark VARCHAR(40) NOT NULL)`,
  `CREATE TABLE ${COUNTERS} (n INT NOT NULL)`,
  `INSERT INTO ${COUNTERS} VALUES (0)`,
];

/** The statement that leaves a mark. */
export function markSql(mark: string): string {
  return `INSERT INTO ${MARKS} VALUES ('${mark}')`;
}

const mark: Maker = (world) => [{ kind: "mark", sql: markSql(world.fresh("m")), undo: "" }];

const marks: Maker = (world) => {
  const [a, b] = [world.fresh("m"), world.fresh("m")];
  return [{ kind: "mark", sql: `INSERT INTO ${MARKS} VALUES ('${a}'), ('${b}')`, undo: "" }];
};

const markBySelect: Maker = (world) => {
  const name = world.fresh("m");
  return [{
    kind: "mark",
    sql: `INSERT INTO ${MARKS} SELECT '${name}' FROM ${COUNTERS}`,
    undo: "",
  }];
};

const count: Maker = () => [{
  kind: "count",
  sql: `UPDATE ${COUNTERS} SET n = n + 1`,
  undo: `UPDATE ${COUNTERS} SET n = n + 1000`,
}];

const fill: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  const id = world.number();
  return [{
    kind: "insert",
    sql: `INSERT INTO ${table.name} (id) VALUES (${id}), (${id})`,
    undo: `DELETE FROM ${table.name} WHERE id = ${id}`,
  }];
};

const double: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  return [{ kind: "update", sql: `UPDATE ${table.name} SET id = id + 1000` }];
};

const remove: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  return [{ kind: "delete", sql: `DELETE FROM ${table.name} WHERE id > 100000` }];
};

/** What every database can do in the same words, and what shows if it is done twice or not at all. */
export const COMMON_DML: Makers = [
  [6, mark],
  [2, marks],
  [2, markBySelect],
  [3, count],
  [3, fill],
  [1, double],
  [1, remove],
];
