import { COMMON_DDL } from "./ddl.ts";
import { COMMON_DML, markSql } from "./dml.ts";
import type { Words } from "./words.ts";
import type { Maker } from "./made.ts";
import { take } from "./world.ts";

function createIndex(how: "" | " CONCURRENTLY"): Maker {
  return (world, random) => {
    const table = world.any(random);
    if (!table) return [];
    const name = world.fresh("i");
    table.indexes.push(name);
    const column = table.columns.length > 0 ? random.pick(table.columns) : "id";
    return [{
      kind: `create index${how.toLowerCase()}`,
      sql: `CREATE INDEX${how} ${name} ON ${table.name} (${column})`,
      undo: `DROP INDEX${how} ${name}`,
    }];
  };
}

function dropIndex(how: "" | " CONCURRENTLY"): Maker {
  return (world, random) => {
    const table = world.withIndex(random);
    if (!table) return [];
    const name = take(random, table.indexes);
    return [{ kind: `drop index${how.toLowerCase()}`, sql: `DROP INDEX${how} ${name}` }];
  };
}

const reindex: Maker = (world, random) => {
  const table = world.withIndex(random);
  if (!table) return [];
  const name = random.pick(table.indexes);
  return [{
    kind: "reindex concurrently",
    sql: `REINDEX INDEX CONCURRENTLY ${name}`,
    undo: "",
  }];
};

const vacuum: Maker = (world, random) => {
  const table = world.any(random);
  return table ? [{ kind: "vacuum", sql: `VACUUM ${table.name}`, undo: "" }] : [];
};

const alterType: Maker = (world, random) => {
  const table = world.withColumn(random);
  if (!table) return [];
  const sql = `ALTER TABLE ${table.name} ALTER COLUMN ${random.pick(table.columns)} TYPE TEXT`;
  return [{ kind: "alter type", sql }];
};

const trigger: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  const [name, body] = [world.fresh("g"), world.fresh("f")];
  table.watched = true;
  return [
    {
      kind: "create function",
      sql: `CREATE FUNCTION ${body}() RETURNS trigger LANGUAGE plpgsql AS ` +
        "$$ BEGIN NEW.id := NEW.id; RETURN NEW; END $$",
      undo: `DROP FUNCTION ${body}()`,
    },
    {
      kind: "create trigger",
      sql: `CREATE TRIGGER ${name} BEFORE INSERT ON ${table.name} ` +
        `FOR EACH ROW EXECUTE FUNCTION ${body}()`,
      undo: `DROP TRIGGER ${name} ON ${table.name}`,
    },
  ];
};

const callBlock: Maker = (world) => [{
  kind: "do",
  sql: `DO $$ BEGIN ${markSql(world.fresh("m"))}; END $$`,
  undo: "",
}];

const truncate: Maker = (world, random) => {
  const table = world.any(random);
  return table ? [{ kind: "truncate", sql: `TRUNCATE ${table.name}` }] : [];
};

const sleep: Maker = (_world, random) => [{
  kind: "sleep",
  sql: `SELECT pg_sleep(0.0${random.int(1, 9)})`,
  undo: "",
}];

const manyRows: Maker = (world, random) => {
  const table = world.any(random);
  if (!table) return [];
  return [{
    kind: "insert many",
    sql: `INSERT INTO ${table.name} (id) SELECT g FROM generate_series(1, ${
      random.int(200, 8000)
    }) g`,
    undo: `DELETE FROM ${table.name}`,
  }];
};

/** PostgreSQL's own. */
export const postgres: Words = {
  dml: [...COMMON_DML, [1, callBlock], [2, sleep], [1, manyRows]],
  ddl: [...COMMON_DDL, [3, createIndex("")], [1, dropIndex("")], [2, alterType], [1, trigger], [
    0.3,
    truncate,
  ]],
  apart: [
    [5, createIndex(" CONCURRENTLY")],
    [3, dropIndex(" CONCURRENTLY")],
    [1, reindex],
    [2, vacuum],
  ],
  mixed: 0.35,
  noTransaction: 0.12,
  replaceView: (name, column) => `CREATE OR REPLACE VIEW ${name} AS SELECT 1 AS ${column}`,
};
