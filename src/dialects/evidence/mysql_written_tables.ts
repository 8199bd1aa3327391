import type { Named, Reader } from "./mysql_reader.ts";

/**
 * The tables and views a statement of data writes as its text says; of an
 * UPDATE of several whose columns do not say whose they are, all of these.
 * Empty for every other statement.
 */
export function writtenTables(reader: Reader): readonly Named[] {
  if (reader.is("ANALYZE") && !reader.is("ANALYZE TABLE")) { // MariaDB runs what it explains
    reader.next();
    if (reader.take("FORMAT =")) reader.next();
  }
  const queries = withNames(reader);
  const own = ({ table }: Referred) => table.schema !== null || !queries.has(table.name);
  if (reader.takeOne(["INSERT", "REPLACE"])) return inserted(reader);
  if (reader.takeOne(["LOAD DATA", "LOAD XML"])) return loaded(reader);
  if (reader.take("UPDATE")) return updated(reader).filter(own).map(({ table }) => table);
  if (reader.take("DELETE")) return deleted(reader).filter(own).map(({ table }) => table);
  return [];
}

interface Referred {
  readonly table: Named;
  readonly alias: string;
}

const MODIFIERS = ["LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE"];

/** Moves over `WITH a AS (…), b AS (…)`, and gives its names. */
function withNames(reader: Reader): ReadonlySet<string> {
  const names = new Set<string>();
  if (!reader.take("WITH")) return names;
  reader.take("RECURSIVE");
  do {
    names.add(reader.name() ?? "");
    reader.parens();
    reader.take("AS");
    reader.parens();
    if (reader.take("CYCLE")) reader.next();
    if (reader.take("RESTRICT")) reader.next();
  } while (reader.take(","));
  return names;
}

function skipModifiers(reader: Reader): void {
  while (reader.takeOne(MODIFIERS) !== null);
}

function inserted(reader: Reader): Named[] {
  skipModifiers(reader);
  reader.take("INTO");
  return listOf(reader.named());
}

function loaded(reader: Reader): Named[] {
  while (!reader.ended && !reader.take("INTO TABLE")) reader.next();
  return listOf(reader.named());
}

function listOf(table: Named | null): Named[] {
  return table === null ? [] : [table];
}

function updated(reader: Reader): readonly Referred[] {
  skipModifiers(reader);
  const all = tableReferences(reader);
  if (all.length < 2 || !reader.take("SET")) return all;
  const owners = new Set<string>();
  for (const item of reader.items()) {
    const owner = ownerOf(item);
    if (owner === null) return all;
    owners.add(owner);
    if (/ (WHERE|ORDER BY|LIMIT) /.test(item.outerWords())) break;
  }
  const written = all.filter(({ alias }) => owners.has(alias));
  return written.length < owners.size ? all : written;
}

/** Whose column `a.b = …` or `db.a.b = …` sets; null where it does not say. */
function ownerOf(item: Reader): string | null {
  const first = item.name();
  const second = item.take(".") ? item.name() : null;
  const third = item.take(".") ? item.name() : null;
  return third === null ? (second === null ? null : first) : second;
}

function deleted(reader: Reader): readonly Referred[] {
  skipModifiers(reader);
  reader.take("HISTORY");
  const before = reader.is("FROM") ? [] : targets(reader);
  reader.take("FROM");
  if (before.length > 0) return resolved(before, tableReferences(reader));
  const behind = targets(reader.rest());
  const from = tableReferences(reader);
  return reader.take("USING") ? resolved(behind, tableReferences(reader)) : from.slice(0, 1);
}

/** `a, db.b.*` */
function targets(reader: Reader): Named[] {
  const found: Named[] = [];
  do {
    const target = reader.named();
    if (target === null) break;
    found.push(target);
    reader.take(". *");
  } while (reader.take(","));
  return found;
}

function resolved(targets: readonly Named[], references: readonly Referred[]): Referred[] {
  return targets.map((target) =>
    references.find(({ table, alias }) =>
      target.schema === null
        ? alias === target.name
        : table.schema === target.schema && table.name === target.name
    ) ?? { table: target, alias: target.name }
  );
}

const JOINS = ["JOIN", "STRAIGHT_JOIN", ","];
const NO_ALIAS = new Set(
  ("AS ON USING JOIN LEFT RIGHT INNER CROSS NATURAL STRAIGHT_JOIN SET WHERE USE IGNORE FORCE ORDER " +
    "LIMIT FOR PARTITION RETURNING").split(" "),
);
const ENDS = ["SET", "WHERE", "ORDER BY", "LIMIT", "RETURNING"];

/** Moves over joined tables, up to what follows them. */
function tableReferences(reader: Reader): Referred[] {
  const found: Referred[] = [];
  found.push(...tableFactor(reader));
  while (!reader.ended && !ENDS.some((word) => reader.is(word))) {
    if (isUsingOfDelete(reader)) break;
    if (reader.takeOne(JOINS) !== null) found.push(...tableFactor(reader));
    else if (reader.parens() === null) reader.next();
  }
  return found;
}

// USING (a, b) joins; USING t names the tables of a DELETE
function isUsingOfDelete(reader: Reader): boolean {
  return reader.is("USING") && !reader.is("USING (");
}

function tableFactor(reader: Reader): Referred[] {
  reader.take("LATERAL");
  if (reader.is("(")) {
    const inside = reader.parens();
    const isQuery = inside === null ||
      ["SELECT", "WITH", "VALUES", "TABLE"].some((word) => inside.is(word));
    return isQuery ? [] : tableReferences(inside);
  }
  const table = reader.named();
  if (table === null || reader.is("(")) return []; // JSON_TABLE (…)
  if (reader.take("PARTITION")) reader.parens();
  if (reader.take("FOR PORTION OF") || reader.take("FOR SYSTEM_TIME")) {
    return [{ table, alias: table.name }];
  }
  const isAliased = reader.take("AS") || !NO_ALIAS.has(reader.peek()?.word ?? "ON");
  const alias = isAliased ? reader.name() : null;
  return [{ table, alias: alias ?? table.name }];
}
