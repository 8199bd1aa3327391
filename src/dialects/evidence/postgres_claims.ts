import type { Claim, Evidence } from "./evidence.ts";
import {
  definition,
  INDEXES,
  ofThatName,
  type PlannedIndex,
  rehearsal,
  REHEARSED,
  sameShape,
} from "./postgres_index.ts";
import { gone, none, NOTHING } from "./postgres_kinds.ts";
import { EQ, relation, shown } from "./postgres_names.ts";
import type { PostgresReader, WrittenName } from "./postgres_reader.ts";

/** Of an index built concurrently: there, or one more, and as planned. */
export function indexEvidence(index: PlannedIndex): Evidence {
  const claim = index.name === null ? oneMore(index) : named(index, index.name);
  return {
    kind: "claims",
    claims: [stays("table", index.table), claim],
    rehearsal: rehearsal(index),
  };
}

const USABLE = "i.indisvalid AND i.indisready AND i.indislive";

function named(index: PlannedIndex, name: string): Claim {
  const found = `FROM ${INDEXES} WHERE ${ofThatName(name, index.table)} AND ${USABLE}`;
  return {
    what: `index ${shown([name])}`,
    look: `(SELECT i.indrelid::pg_catalog.text ${found})`,
    becomes: "there",
    expects: `COALESCE((SELECT i.indrelid ${EQ} ${relation(index.table)} AND ${
      definition("i", "c")
    } ${EQ} ${REHEARSED} ${found}), false)`,
    ...(index.ifNotExists ? { optional: true } : {}),
  };
}

// which of several is the new one cannot be told by `expects`, so all must be as planned
function oneMore(index: PlannedIndex): Claim {
  const found = `FROM ${INDEXES} WHERE i.indrelid ${EQ} ${
    relation(index.table)
  } AND ${USABLE} AND ${sameShape(index)}`;
  return {
    what: `an index of table ${shown(index.table)} like the one without a name`,
    look: `(SELECT COALESCE(pg_catalog.string_agg(i.indexrelid::pg_catalog.text, ',' ` +
      `ORDER BY i.indexrelid), '') ${found})`,
    becomes: "grows",
    expects: `COALESCE((SELECT pg_catalog.bool_and(${
      definition("i", "c")
    } ${EQ} ${REHEARSED}) ${found}), false)`,
  };
}

// looked for beside another table, an index would seem to be absent
function stays(kind: "table" | "partition", name: WrittenName): Claim {
  return {
    what: `${kind} ${shown(name)}`,
    look: `${relation(name)}::pg_catalog.text`,
    becomes: "stays",
  };
}

/** `DROP INDEX CONCURRENTLY`, read up to there; null where it is not understood. */
export function droppedIndex(reader: PostgresReader): Evidence | null {
  const optional = reader.take("IF", "EXISTS");
  const name = reader.path();
  // of several the server drops none
  if (name === null || reader.take(",")) return null;
  const look = `(SELECT i.indexrelid::pg_catalog.text FROM pg_catalog.pg_index i ` +
    `WHERE i.indexrelid ${EQ} ${relation(name)})`;
  const evidence = gone(`index ${shown(name)}`, look, optional);
  return name.length > 1 ? evidence : { ...evidence, claims: [SEARCH_PATH, ...evidence.claims] };
}

// under another search_path an index only looks gone
const SEARCH_PATH: Claim = {
  what: "the search_path",
  look: "pg_catalog.current_schemas(false)::pg_catalog.text",
  becomes: "stays",
};

/**
 * `ALTER TABLE … DETACH PARTITION`, read up to the table; null where it is not
 * understood. One that was cut short stays pending: neither as before nor gone.
 */
export function detachedPartition(reader: PostgresReader): Evidence | null {
  reader.take("IF", "EXISTS");
  reader.take("ONLY");
  const table = reader.path();
  if (table === null) return null;
  if (!reader.take("DETACH", "PARTITION")) return none(NOTHING);
  const partition = reader.path();
  if (partition === null || !(reader.take("CONCURRENTLY") || reader.take("FINALIZE"))) return null;
  const look = `(SELECT CASE WHEN h.inhdetachpending THEN 'pending' ELSE 'attached' END ` +
    `FROM pg_catalog.pg_inherits h WHERE h.inhrelid ${EQ} ${relation(partition)} ` +
    `AND h.inhparent ${EQ} ${relation(table)})`;
  const what = `partition ${shown(partition)} of ${shown(table)}`;
  return {
    kind: "claims",
    claims: [
      stays("table", table),
      stays("partition", partition),
      { what, look, becomes: "gone" },
    ],
  };
}
