import type { LexicalRules } from "../../sql/statement.ts";
import { DATABASE, EQ, identifier, literal, relation } from "./postgres_names.ts";
import {
  definition,
  INDEXES,
  ofThatName,
  type PlannedIndex,
  readIndex,
  sameShape,
} from "./postgres_index.ts";
import { PostgresReader } from "./postgres_reader.ts";

/**
 * What an earlier attempt at a statement left in its way: invalid indexes that
 * nobody is building, as a query for rows with a text column `remove`. Where
 * `IF NOT EXISTS` would take an index for done that another session is still
 * building, `remove` says so by raising.
 */
export function postgresLeftovers(
  statement: string,
  rules: LexicalRules = { flavor: "postgres" },
): string | null {
  const index = readIndex(statement, rules);
  if (index !== null) return failedBuilds(index);
  const targets = reindexed(new PostgresReader(statement, rules));
  return targets === null ? null : transientIndexes(targets);
}

const DROP = `SELECT pg_catalog.format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) ` +
  `AS remove FROM ${INDEXES} JOIN pg_catalog.pg_namespace n ON n.oid ${EQ} c.relnamespace ` +
  // an index of a partitioned table is invalid until every partition has its own
  `WHERE NOT i.indisvalid AND c.relkind ${EQ} 'i'`;

// Who builds or drops an index concurrently holds such a lock on its table to
// the end, and every role may see locks. VACUUM and ANALYZE hold the same one.
const ATTENDED = `EXISTS (SELECT 1 FROM pg_catalog.pg_locks l WHERE l.locktype ${EQ} 'relation' ` +
  `AND l.granted AND l.database ${EQ} ${DATABASE} ` +
  `AND (l.relation ${EQ} i.indrelid OR l.relation ${EQ} i.indexrelid) ` +
  `AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid() ` +
  `AND l.mode OPERATOR(pg_catalog.<>) ALL ('{AccessShareLock,RowShareLock,RowExclusiveLock}'::pg_catalog.text[]) ` +
  `AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid ${EQ} l.pid) ` +
  `AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_analyze v WHERE v.pid ${EQ} l.pid))`;

function failedBuilds(index: PlannedIndex): string {
  const ofTable = `i.indrelid ${EQ} ${relation(index.table)}`;
  if (index.name === null) {
    return `${DROP} AND ${ofTable} AND ${sameShape(index)} AND ${
      chosenName(index)
    } AND NOT ${ATTENDED}`;
  }
  const found = `${ofTable} AND ${ofThatName(index.name, index.table)}`;
  const removed = `${DROP} AND ${found} AND NOT ${ATTENDED}`;
  if (!index.ifNotExists) return removed;
  return `${removed} UNION ALL SELECT pg_catalog.format('DO %L', pg_catalog.format(` +
    `'BEGIN RAISE EXCEPTION USING ERRCODE = ''object_in_use'', MESSAGE = %L, HINT = %L; END', ` +
    `pg_catalog.format('index "%s" is not valid, and another session may be building it', c.relname), ` +
    `'run it again when that session has finished')) FROM ${INDEXES} ` +
    `WHERE NOT i.indisvalid AND c.relkind ${EQ} 'i' AND ${found} AND ${ATTENDED}`;
}

// what the server calls an index without a name; of long names it keeps a part
function chosenName(index: PlannedIndex): string {
  const whole = `(SELECT pg_catalog.concat(t.relname, '_', pg_catalog.string_agg(` +
    `att.attname::pg_catalog.text, '_' ORDER BY att.attnum), '_idx') FROM pg_catalog.pg_class t ` +
    `JOIN pg_catalog.pg_attribute att ON att.attrelid ${EQ} i.indexrelid ` +
    `WHERE t.oid ${EQ} ${relation(index.table)} GROUP BY t.relname)`;
  const plain = `pg_catalog.regexp_replace(c.relname::pg_catalog.text, '_idx[0-9]+$', '_idx')`;
  return `(${plain} ${EQ} ${whole} OR pg_catalog.octet_length(c.relname::pg_catalog.text) ` +
    `OPERATOR(pg_catalog.>=) 60 AND ${plain} OPERATOR(pg_catalog.~) '_idx$')`;
}

/** Conditions on `o` (pg_index) of the indexes a REINDEX CONCURRENTLY names; null where it is none. */
function reindexed(reader: PostgresReader): string | null {
  if (!reader.take("REINDEX")) return null;
  let concurrently = readsConcurrently(reader);
  const kind = reader.skip();
  if (reader.take("CONCURRENTLY")) concurrently = true;
  if (!concurrently) return null;
  if (kind === "DATABASE") return "true";
  const name = reader.path();
  if (name === null) return null;
  if (kind === "INDEX") return `(${within("o.indexrelid", relation(name))})`;
  const table = (condition: string) =>
    `EXISTS (SELECT 1 FROM pg_catalog.pg_class t WHERE (t.oid ${EQ} o.indrelid ` +
    `OR t.reltoastrelid ${EQ} o.indrelid) AND ${condition})`;
  if (kind === "TABLE") return table(`(${within("t.oid", relation(name))})`);
  if (kind !== "SCHEMA" || name.length > 1) return null;
  return table(
    `t.relnamespace ${EQ} (SELECT s.oid FROM pg_catalog.pg_namespace s ` +
      `WHERE s.nspname ${EQ} ${identifier(name[0] ?? "")})`,
  );
}

/** The options in parentheses, where there are some: whether CONCURRENTLY is among them. */
function readsConcurrently(reader: PostgresReader): boolean {
  let asked = false;
  if (!reader.take("(")) return asked;
  while (!reader.atEnd && !reader.take(")")) {
    if (reader.take("CONCURRENTLY")) asked = !OFF.some((word) => reader.take(word));
    else reader.skip();
  }
  return asked;
}

const OFF = ["FALSE", "OFF"];

/** It is that relation, or one of its partitions. */
function within(oid: string, root: string): string {
  return `${oid} ${EQ} ${root} OR ${oid} ${EQ} ANY (SELECT leaf.relid::pg_catalog.oid ` +
    `FROM pg_catalog.pg_partition_tree(${root}::pg_catalog.regclass) leaf)`;
}

// Dropped only beside the index it is a copy of, and only by who may: it stands in nobody's way.
function transientIndexes(targets: string): string {
  const name = "c.relname::pg_catalog.text";
  const pattern = literal("_cc(new|old)[0-9]*$");
  const original = `pg_catalog.regexp_replace(${name}, ${pattern}, '')`;
  return `${DROP} AND ${name} OPERATOR(pg_catalog.~) ${pattern} AND NOT ${ATTENDED} ` +
    `AND pg_catalog.pg_has_role(c.relowner, 'USAGE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') ` +
    `AND EXISTS (SELECT 1 FROM pg_catalog.pg_index o JOIN pg_catalog.pg_class r ON r.oid ${EQ} o.indexrelid ` +
    `WHERE o.indrelid ${EQ} i.indrelid AND o.indexrelid OPERATOR(pg_catalog.<>) i.indexrelid AND ${targets} ` +
    `AND ${definition("o", "r")} ${EQ} ${definition("i", "c")} ` +
    // of a long name only the beginning is kept
    `AND (r.relname::pg_catalog.text ${EQ} ${original} OR (pg_catalog.octet_length(${name}) ` +
    `OPERATOR(pg_catalog.>=) 60 AND pg_catalog.starts_with(r.relname::pg_catalog.text, ${original}))))`;
}
