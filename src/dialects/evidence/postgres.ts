import type { Claim, Evidence, EvidenceContext } from "./evidence.ts";
import { DATABASE, EQ, identifier, literal, relation, shown } from "./postgres_names.ts";
import {
  definition,
  INDEXES,
  ofThatName,
  type PlannedIndex,
  readIndex,
  rehearsal,
  REHEARSED,
  sameShape,
} from "./postgres_index.ts";
import { PostgresReader, type WrittenName } from "./postgres_reader.ts";

/**
 * What proves how a statement went that PostgreSQL refuses in a transaction.
 * `docs/evidence-postgres.md` lists them. Source: `PreventInTransactionBlock`
 * in the server, 14 to 18.
 */
export function postgresEvidence(statement: string, { rules }: EvidenceContext): Evidence {
  const index = readIndex(statement, rules);
  if (index !== null) return indexEvidence(index);
  const reader = new PostgresReader(statement, rules);
  for (const [words, read] of KINDS) {
    if (reader.take(...words)) return read(reader) ?? unread();
  }
  return none(NOTHING);
}

type Claims = Extract<Evidence, { kind: "claims" }>;
type Read = (reader: PostgresReader) => Evidence | null;

const NOTHING = "nothing that can be seen tells what it did";
const REPEATS = "it makes nothing new, and may be repeated";
const SETS = "what it sets is the same the second time";
const REBUILDS = "an index built twice is the same index";

const KINDS: readonly (readonly [words: readonly string[], read: Read])[] = [
  [["DROP", "INDEX", "CONCURRENTLY"], droppedIndex],
  [["REINDEX"], () => harmless(REBUILDS)],
  [["VACUUM"], () => harmless(REPEATS)],
  [["CLUSTER"], () => harmless(REPEATS)],
  [["CHECKPOINT"], () => harmless(REPEATS)],
  [["DISCARD", "ALL"], () => harmless("it concerns the session, which is another now")],
  [["ALTER", "SYSTEM"], () => harmless(SETS)],
  [["ALTER", "TABLE"], detachedPartition],
  [["CREATE", "DATABASE"], createdDatabase],
  [["DROP", "DATABASE"], (reader) => dropped(reader, "database", databaseOf)],
  [["ALTER", "DATABASE"], movedDatabase],
  [["CREATE", "TABLESPACE"], createdTablespace],
  [["DROP", "TABLESPACE"], (reader) => dropped(reader, "tablespace", tablespaceOf)],
  [["CREATE", "SUBSCRIPTION"], () => none("what it did on the publishing server cannot be seen")],
  [["DROP", "SUBSCRIPTION"], (reader) => dropped(reader, "subscription", subscriptionOf)],
  [["ALTER", "SUBSCRIPTION"], changedSubscription],
  [["CALL"], () => none("what the procedure did and committed cannot be seen")],
  [["DO"], () => none("what the block did and committed cannot be seen")],
];

function harmless(because: string): Evidence {
  return { kind: "harmless", because };
}

function none(because: string): Evidence {
  return { kind: "none", because };
}

function unread(): Evidence {
  return none("it is written in a way dunlin does not read");
}

function indexEvidence(index: PlannedIndex): Evidence {
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

function droppedIndex(reader: PostgresReader): Evidence | null {
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

function gone(what: string, look: string, optional: boolean): Claims {
  const claim: Claim = { what, look, becomes: "gone", ...(optional ? { optional } : {}) };
  return { kind: "claims", claims: [claim] };
}

// a detachment that was cut short stays pending, and looks neither as before nor gone
function detachedPartition(reader: PostgresReader): Evidence | null {
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

const databaseOf = (name: string) =>
  `pg_catalog.pg_database o WHERE o.datname ${EQ} ${identifier(name)}`;
const tablespaceOf = (name: string) =>
  `pg_catalog.pg_tablespace o WHERE o.spcname ${EQ} ${identifier(name)}`;
const subscriptionOf = (name: string) =>
  `pg_catalog.pg_subscription o WHERE o.subname ${EQ} ${
    identifier(name)
  } AND o.subdbid ${EQ} ${DATABASE}`;

function dropped(
  reader: PostgresReader,
  kind: string,
  from: (name: string) => string,
): Evidence | null {
  const optional = reader.take("IF", "EXISTS");
  const name = reader.name();
  if (name === null) return null;
  return gone(
    `${kind} ${shown([name])}`,
    `(SELECT o.oid::pg_catalog.text FROM ${from(name)})`,
    optional,
  );
}

// what it was copied from cannot be seen, so only the plainest form is proved
function createdDatabase(reader: PostgresReader): Evidence | null {
  const name = reader.name();
  if (name === null) return null;
  reader.take("WITH");
  const owner = readOwner(reader);
  if (owner === null || !reader.atEnd) {
    return none("a database does not show all that it was made with");
  }
  return created(`database ${shown([name])}`, databaseOf(name), [
    `o.datdba ${EQ} ${owner}`,
    `o.datconnlimit ${EQ} -1`,
  ]);
}

function createdTablespace(reader: PostgresReader): Evidence | null {
  const name = reader.name();
  if (name === null) return null;
  const owner = readOwner(reader);
  const location = reader.take("LOCATION") ? reader.string() : null;
  if (owner === null || location === null || !reader.atEnd) return null;
  return created(`tablespace ${shown([name])}`, tablespaceOf(name), [
    `o.spcowner ${EQ} ${owner}`,
    `pg_catalog.pg_tablespace_location(o.oid) ${EQ} pg_catalog.rtrim(${location}, '/')`,
  ]);
}

function created(what: string, from: string, expected: readonly string[]): Evidence {
  const claim: Claim = {
    what,
    look: `(SELECT o.oid::pg_catalog.text FROM ${from})`,
    becomes: "there",
    expects: `EXISTS (SELECT 1 FROM ${from} AND ${expected.join(" AND ")})`,
  };
  return { kind: "claims", claims: [claim] };
}

/** SQL of the oid of the owner that is named, else of who asks; null where it cannot be read. */
function readOwner(reader: PostgresReader): string | null {
  if (!reader.take("OWNER")) return roleOf("CURRENT_USER");
  reader.take("=");
  const given = ["DEFAULT", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"]
    .find((word) => reader.take(word));
  if (given !== undefined) return roleOf(given === "SESSION_USER" ? given : "CURRENT_USER");
  const name = reader.name();
  return name === null ? null : roleOf(identifier(name));
}

function roleOf(name: string): string {
  return `(SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname ${EQ} ${name})`;
}

function movedDatabase(reader: PostgresReader): Evidence | null {
  const isMove = reader.name() !== null && reader.take("SET", "TABLESPACE");
  return isMove ? harmless("a database that is already there is left alone") : null;
}

function changedSubscription(reader: PostgresReader): Evidence | null {
  const name = reader.name();
  if (name === null) return null;
  if (reader.take("REFRESH")) return harmless("what is subscribed already is left alone");
  if (reader.take("SET")) return harmless(SETS);
  const becomes = reader.take("ADD") ? "there" : reader.take("DROP") ? "gone" : null;
  return becomes === null || !reader.take("PUBLICATION")
    ? null
    : publications(reader, name, becomes);
}

function publications(
  reader: PostgresReader,
  subscription: string,
  becomes: "there" | "gone",
): Evidence | null {
  const from = subscriptionOf(subscription);
  const claims: Claim[] = [{
    what: `subscription ${shown([subscription])}`,
    look: `(SELECT o.oid::pg_catalog.text FROM ${from})`,
    becomes: "stays",
  }];
  do {
    const publication = reader.name();
    if (publication === null) return null;
    claims.push({
      what: `publication ${shown([publication])} of subscription ${shown([subscription])}`,
      look: `(SELECT ${literal("subscribed")}::pg_catalog.text FROM ${from} AND ` +
        `${identifier(publication)}::pg_catalog.text ${EQ} ANY (o.subpublications))`,
      becomes,
    });
  } while (reader.take(","));
  return { kind: "claims", claims };
}
