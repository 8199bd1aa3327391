import { markSql } from "../generate/dml.ts";
import type { ChaosFile, Command, Flavor } from "../project.ts";

/** One command whose every gap is hit. */
export interface GapCase {
  readonly name: string;
  readonly files: readonly ChaosFile[];
  /** Done undisturbed. */
  readonly before: readonly Command[];
  readonly command: Command;
}

const UP: Command = { args: ["migrate"], again: ["migrate"] };
const DOWN: Command = {
  args: ["migrate:down", "--to", "1"],
  again: ["migrate:down", "--to", "1"],
};
const REDO: Command = { args: ["migrate:redo"], again: ["migrate"], redoes: "2" };

function file(name: string, ...texts: readonly string[]): ChaosFile {
  return { name, head: [], statements: texts.map((sql) => ({ sql, kind: kindOf(sql) })) };
}

function kindOf(sql: string): string {
  return sql.startsWith("INSERT") ? "mark" : sql.split(" ").slice(0, 2).join(" ").toLowerCase();
}

const BASE = file("1_base.up.sql", "CREATE TABLE t1 (id INT, c1 INT)", markSql("m1"));

/** Rows only: one transaction on every database. */
const ROWS: readonly ChaosFile[] = [
  BASE,
  file("2_rows.up.sql", markSql("m2"), "UPDATE chaos_counters SET n = n + 1", markSql("m3")),
  file("2_rows.down.sql", markSql("d2a"), "UPDATE chaos_counters SET n = n + 1000"),
];

/** What stands statement by statement in the journal. */
function pieces(flavor: Flavor): readonly ChaosFile[] {
  const how = flavor === "postgres" ? " CONCURRENTLY" : "";
  const drop = (name: string) => `DROP INDEX${how} ${name}${flavor === "postgres" ? "" : " ON t1"}`;
  return [
    BASE,
    file(
      "2_pieces.up.sql",
      markSql("m2"),
      `CREATE INDEX${how} i1 ON t1 (id)`,
      markSql("m3"),
      "ALTER TABLE t1 ADD COLUMN c2 INT",
      `CREATE INDEX${how} i2 ON t1 (c2)`,
    ),
    file(
      "2_pieces.down.sql",
      markSql("d2a"),
      drop("i2"),
      "ALTER TABLE t1 DROP COLUMN c2",
      markSql("d2b"),
      drop("i1"),
    ),
  ];
}

const REPEATABLE: readonly ChaosFile[] = [
  BASE,
  file("R__view.sql", "CREATE OR REPLACE VIEW v1 AS SELECT id FROM t1", markSql("m9")),
];

/** DML, DDL, DML, DDL in one file. */
const PEERS: readonly ChaosFile[] = [
  file(
    "1_peers.up.sql",
    markSql("m1"),
    "CREATE TABLE t1 (id INT)",
    markSql("m2"),
    "CREATE TABLE t2 (id INT)",
  ),
];

/** Every kind of run whose gaps are hit, for a server's dialect. */
export function gapCases(flavor: Flavor): readonly GapCase[] {
  const split = pieces(flavor);
  return [
    { name: "up, transactional", files: ROWS, before: [], command: UP },
    { name: "up, journaled", files: split, before: [], command: UP },
    { name: "up, repeatable", files: REPEATABLE, before: [], command: UP },
    { name: "up, DML DDL DML DDL", files: PEERS, before: [], command: UP },
    { name: "down, transactional", files: ROWS, before: [UP], command: DOWN },
    { name: "down, journaled", files: split, before: [UP], command: DOWN },
    { name: "redo, transactional", files: ROWS, before: [UP], command: REDO },
    { name: "redo, journaled", files: split, before: [UP], command: REDO },
  ];
}
