import type { Claim, Evidence } from "./evidence.ts";
import { gone, harmless, none, SETS } from "./postgres_kinds.ts";
import { DATABASE, EQ, identifier, literal, shown } from "./postgres_names.ts";
import type { PostgresReader } from "./postgres_reader.ts";

const databaseOf = (name: string) =>
  `pg_catalog.pg_database o WHERE o.datname ${EQ} ${identifier(name)}`;
const tablespaceOf = (name: string) =>
  `pg_catalog.pg_tablespace o WHERE o.spcname ${EQ} ${identifier(name)}`;
const subscriptionOf = (name: string) =>
  `pg_catalog.pg_subscription o WHERE o.subname ${EQ} ${
    identifier(name)
  } AND o.subdbid ${EQ} ${DATABASE}`;

/** `DROP DATABASE`, read up to there; null where it is not understood. */
export function droppedDatabase(reader: PostgresReader): Evidence | null {
  return dropped(reader, "database", databaseOf);
}

/** `DROP TABLESPACE`, read up to there; null where it is not understood. */
export function droppedTablespace(reader: PostgresReader): Evidence | null {
  return dropped(reader, "tablespace", tablespaceOf);
}

/** `DROP SUBSCRIPTION`, read up to there; null where it is not understood. */
export function droppedSubscription(reader: PostgresReader): Evidence | null {
  return dropped(reader, "subscription", subscriptionOf);
}

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

/**
 * `CREATE DATABASE`, read up to there; null where it is not understood. What a
 * database was copied from cannot be seen, so only the plainest form is proved.
 */
export function createdDatabase(reader: PostgresReader): Evidence | null {
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

/** `CREATE TABLESPACE`, read up to there; null where it is not understood. */
export function createdTablespace(reader: PostgresReader): Evidence | null {
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

/** `ALTER DATABASE`, read up to there; null unless it moves one. */
export function movedDatabase(reader: PostgresReader): Evidence | null {
  const isMove = reader.name() !== null && reader.take("SET", "TABLESPACE");
  return isMove ? harmless("a database that is already there is left alone") : null;
}

/** `ALTER SUBSCRIPTION`, read up to there; null where it is not understood. */
export function changedSubscription(reader: PostgresReader): Evidence | null {
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
