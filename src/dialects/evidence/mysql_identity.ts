import type { SqlFlavor } from "../../sql/statement.ts";
import {
  asText,
  BLIND_SQL,
  isNamed,
  joined,
  lasting,
  literal,
  ofTable,
  schemaOf,
} from "./mysql_catalog.ts";
import type { Named } from "./mysql_reader.ts";

/** What a person must grant to have a table's own id seen. */
export const IDENTITY_NEEDS = "the PROCESS privilege";

/**
 * An expression for the own id of a table that a rebuild, TRUNCATE and OR REPLACE
 * change: InnoDB's, of all partitions together. `?` where it is there and has
 * none (another engine, a shared tablespace), NULL where it is not there.
 *
 * @param partition Only of this partition
 */
export function identityOf(table: Named, flavor: SqlFlavor, partition?: string): string {
  const id = flavor === "mysql" ? spaceIds(table, partition) : tableIds(table, partition);
  const there = partition === undefined
    ? `(SELECT MAX(${BLIND_SQL}) FROM information_schema.TABLES x WHERE ${lasting(table)})`
    : `(SELECT MAX(${BLIND_SQL}) FROM information_schema.PARTITIONS x WHERE ${ofTable(table)} AND ${
      isNamed("x.PARTITION_NAME", partition)
    })`;
  return asText(`COALESCE(${id}, ${there})`);
}

const IDS = (id: string) =>
  `IF(COUNT(*) = 0, NULL, ${joined("COUNT(*)", `SUM(${id})`, `BIT_XOR(${id})`)})`;

/** As files are named: names in lower case where the server has no others. */
function asStored(expression: string): string {
  return `IF(@@lower_case_table_names = 0, ${expression}, LOWER(${expression}))`;
}

// A table in a file of its own has a tablespace of its own, found by its name; INNODB_TABLES would
// have to open every table there is.
function spaceIds(table: Named, partition?: string): string {
  const whole = asStored(`CONCAT(${schemaOf(table)}, _utf8mb4'/', ${literal(table.name)})`);
  const name = partition === undefined
    ? whole
    : `CONCAT(${whole}, _utf8mb4'#p#', LOWER(${literal(partition)}))`;
  const parts = `CONCAT(${name}, ${partition === undefined ? "_utf8mb4'#p#'" : "_utf8mb4'#sp#'"})`;
  return `(SELECT ${IDS("CAST(x.SPACE AS UNSIGNED)")} ` +
    `FROM information_schema.INNODB_TABLESPACES_BRIEF x WHERE x.NAME = ${name} ` +
    `OR x.NAME BETWEEN ${parts} AND CONCAT(${parts}, _utf8mb4 X'efbfbf'))`;
}

// what is behind the table's name knows no upper and lower case
function tableIds(table: Named, partition?: string): string {
  const encoded = (expression: string) => `CAST(CONVERT(${expression} USING filename) AS BINARY)`;
  const whole = `CONCAT(${encoded(asStored(schemaOf(table)))}, _utf8mb4'/', ${
    encoded(asStored(literal(table.name)))
  })`;
  const part = partition === undefined
    ? "_utf8mb4''"
    : `LOWER(CONVERT(CONCAT(_utf8mb4'#p#', ${encoded(literal(partition))}) USING utf8mb4))`;
  const parts = `CONCAT(${part}, ${partition === undefined ? "_utf8mb4'#p#'" : "_utf8mb4'#sp#'"})`;
  const stored = "CAST(x.NAME AS BINARY)";
  const behind = `LOWER(CONVERT(SUBSTR(${stored}, LENGTH(${whole}) + 1) USING utf8mb4))`;
  return `(SELECT ${IDS("x.TABLE_ID")} FROM information_schema.INNODB_SYS_TABLES x ` +
    `WHERE LEFT(${stored}, LENGTH(${whole})) = ${whole} ` +
    `AND (${behind} = ${part} OR LEFT(${behind}, CHAR_LENGTH(${parts})) = ${parts}))`;
}
