import type { EvidenceContext } from "./evidence.ts";
import { type Effect, opaque, REPEATABLE } from "./mysql_alter_effect.ts";
import { asText, isNamed, lookAt, ofTable, optionally, quoted } from "./mysql_catalog.ts";
import { IDENTITY_NEEDS, identityOf } from "./mysql_identity.ts";
import type { Named, Reader } from "./mysql_reader.ts";
import { changes, tableComes, tableGoes } from "./mysql_table_effects.ts";

/**
 * The partition action of an ALTER TABLE that comes next, whose commas separate
 * no actions; null where none does.
 */
export function partitionEffects(
  table: Named,
  reader: Reader,
  context: EvidenceContext,
): readonly Effect[] | null {
  if (reader.take("ADD PARTITION")) return added(table, reader);
  if (reader.take("DROP PARTITION")) return dropped(table, reader);
  if (reader.take("TRUNCATE PARTITION")) return truncated(table, reader, context);
  if (reader.take("COALESCE PARTITION")) return [counted(table)];
  if (reader.take("REORGANIZE PARTITION")) return reorganized(table, reader);
  if (reader.take("EXCHANGE PARTITION")) return exchanged(table, reader, context);
  if (reader.take("CONVERT PARTITION") || reader.take("CONVERT TABLE")) {
    return converted(table, reader);
  }
  if (reader.take("REMOVE PARTITIONING")) return [partitioningGone(table)];
  if (reader.is("DISCARD PARTITION") || reader.is("IMPORT PARTITION")) {
    return [opaque("the catalog does not say whether a partition's file is attached")];
  }
  const kept = "ANALYZE CHECK OPTIMIZE REBUILD REPAIR".split(" ")
    .some((verb) => reader.is(`${verb} PARTITION`));
  return kept || reader.is("PARTITION BY") ? [REPEATABLE] : null;
}

function added(table: Named, reader: Reader): Effect[] {
  const optional = reader.take("IF NOT EXISTS");
  reader.takeOne(["NO_WRITE_TO_BINLOG", "LOCAL"]);
  const names = definedIn(reader.parens());
  if (names === null) return [counted(table)];
  return names.map((name) => partition(table, name, "there", optional));
}

function dropped(table: Named, reader: Reader): Effect[] {
  const optional = reader.take("IF EXISTS");
  const names = listOf(reader);
  if (names.length === 0) return [opaque("the names of the partitions cannot be read")];
  return names.map((name) => partition(table, name, "gone", optional));
}

// each partition is a table of InnoDB's
function truncated(table: Named, reader: Reader, context: EvidenceContext): Effect[] {
  if (!context.identity) return [needsIdentity("an emptied partition looks as before")];
  if (reader.take("ALL")) return [changes(`table ${quoted(table)}`, whole(table, context))];
  const names = listOf(reader);
  if (names.length === 0) return [opaque("the names of the partitions cannot be read")];
  return names.map((name) =>
    changes(partitionName(table, name), identityOf(table, context.rules.flavor, name))
  );
}

function reorganized(table: Named, reader: Reader): Effect[] {
  const from = listOf(reader, "INTO");
  const into = reader.take("INTO") ? definedIn(reader.parens()) : null;
  if (into === null) return [REPEATABLE];
  const isIn = (list: readonly string[], name: string) =>
    list.some((other) => other.toLowerCase() === name.toLowerCase());
  return [
    REPEATABLE, // the rows stay, and so do partitions that only get other bounds
    ...from.filter((name) => !isIn(into, name)).map((name) => partition(table, name, "gone")),
    ...into.filter((name) => !isIn(from, name)).map((name) => partition(table, name, "there")),
  ];
}

function exchanged(table: Named, reader: Reader, context: EvidenceContext): Effect[] {
  const name = reader.name();
  const other = reader.take("WITH TABLE") ? reader.named() : null;
  if (name === null || other === null) return [opaque("the exchange cannot be read")];
  if (!context.identity) return [needsIdentity("both tables are there before and after")];
  return [
    changes(partitionName(table, name), identityOf(table, context.rules.flavor, name)),
    changes(`table ${quoted(other)}`, whole(other, context)),
  ];
}

// MariaDB: CONVERT PARTITION p TO TABLE t, CONVERT TABLE t TO PARTITION p …
function converted(table: Named, reader: Reader): Effect[] {
  const first = reader.named();
  if (first !== null && reader.take("TO TABLE")) {
    const to = reader.named();
    if (to !== null) return [partition(table, first.name, "gone"), tableComes(to)];
  }
  if (first !== null && reader.take("TO PARTITION")) {
    const to = reader.name();
    if (to !== null) return [tableGoes(first), partition(table, to, "there")];
  }
  return [opaque("the partition cannot be read")];
}

/** A table that has no partitions any more. */
export function partitioningGone(table: Named): Effect {
  const what = `the partitioning of ${quoted(table)}`;
  const look = lookAt("PARTITIONS", `${ofTable(table)} AND x.PARTITION_NAME IS NOT NULL`);
  return { kind: "named", of: "partition", name: "", claim: { what, becomes: "gone", look } };
}

// the server names partitions by hash itself, so only their number shows
function counted(table: Named): Effect {
  const where = `${ofTable(table)} AND x.PARTITION_NAME IS NOT NULL`;
  const count = asText(
    `(SELECT NULLIF(COUNT(DISTINCT x.PARTITION_NAME), 0) FROM information_schema.PARTITIONS x WHERE ${where})`,
  );
  return changes(`the number of partitions of ${quoted(table)}`, count);
}

function whole(table: Named, context: EvidenceContext): string {
  return identityOf(table, context.rules.flavor);
}

function partition(
  table: Named,
  name: string,
  becomes: "there" | "gone",
  optional = false,
): Effect {
  const where = `${ofTable(table)} AND ${isNamed("x.PARTITION_NAME", name)}`;
  const what = partitionName(table, name);
  const claim = { what, becomes, look: lookAt("PARTITIONS", where), ...optionally(optional) };
  return { kind: "named", of: "partition", name, claim };
}

function partitionName(table: Named, name: string): string {
  return `partition ${quoted({ schema: null, name })} of ${quoted(table)}`;
}

function needsIdentity(because: string): Effect {
  return opaque(because, IDENTITY_NEEDS);
}

/** The names of `(PARTITION a …, PARTITION b …)`; null where this is none. */
function definedIn(definitions: Reader | null): string[] | null {
  const names = definitions?.items().map((item) => {
    item.take("PARTITION");
    return item.name();
  });
  return names === undefined || names.includes(null) ? null : names as string[];
}

/** `a, b` up to the end or a word. */
function listOf(reader: Reader, end?: string): string[] {
  const names: string[] = [];
  while (!reader.ended && (end === undefined || !reader.is(end))) {
    const name = reader.name();
    if (name === null) return [];
    names.push(name);
    if (!reader.take(",")) break;
  }
  return names;
}
