import type { WrittenName } from "./postgres_reader.ts";

/** `=` whatever the search_path holds. */
export const EQ = "OPERATOR(pg_catalog.=)";

/** A string literal; E'' reads the same whatever standard_conforming_strings is. */
export function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

/** SQL of the name a written identifier stands for: folded, and cut as the server cuts it. */
export function identifier(written: string): string {
  return `(pg_catalog.parse_ident(${literal(written)}))[1]::pg_catalog.name`;
}

/**
 * SQL of the oid of a relation, NULL where there is none. Never raises:
 * `to_regclass` asks for the right to use a schema that is named.
 */
export function relation(name: WrittenName): string {
  const [schema, bare] = name.length === 2 ? name : [null, name[0]];
  if (schema === null) {
    return `pg_catalog.to_regclass(${literal(bare ?? "")})::pg_catalog.oid`;
  }
  return `(SELECT named.oid FROM pg_catalog.pg_class named ` +
    `JOIN pg_catalog.pg_namespace place ON place.oid ${EQ} named.relnamespace ` +
    `WHERE place.nspname ${EQ} ${identifier(schema ?? "")} AND named.relname ${EQ} ${
      identifier(bare ?? "")
    })`;
}

/** SQL of the oid of the database. */
export const DATABASE = `(SELECT home.oid FROM pg_catalog.pg_database home ` +
  `WHERE home.datname ${EQ} pg_catalog.current_database())`;

/** A name for people: `"shop"."Orders"`. */
export function shown(name: WrittenName): string {
  return name.map((part) => part.startsWith('"') ? part : `"${part}"`).join(".");
}
