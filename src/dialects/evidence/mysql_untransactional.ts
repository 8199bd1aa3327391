import { behindStatementSettings } from "../../sql/set_assignments.ts";
import type { LexicalRules } from "../../sql/statement.ts";
import { tokenize } from "../../sql/tokenize.ts";
import { ofTable, quoted, schemaOf, triggeredBy } from "./mysql_catalog.ts";
import { type Named, Reader } from "./mysql_reader.ts";
import { writtenTables } from "./mysql_written_tables.ts";

/**
 * A boolean SQL expression: whether a statement writes a table that a ROLLBACK
 * does not bring back, or that is of another server, by its own name, through a
 * view, or through triggers as far as their text names it; null where it writes
 * none. The same tables give the same text, in whatever order they stand.
 */
export function mysqlUntransactional(statement: string, rules: LexicalRules): string | null {
  const tokens = tokenize(statement, rules).filter(({ kind }) => !kind.startsWith("executable"));
  const inner = behindStatementSettings(statement, tokens); // SET STATEMENT … FOR
  if (inner !== null) return mysqlUntransactional(statement.slice(inner), rules);
  const tables = new Map<string, Named>();
  for (const table of writtenTables(Reader.of(statement, rules))) tables.set(quoted(table), table);
  if (tables.size === 0) return null;
  const sorted = [...tables].sort(([one], [other]) => one < other ? -1 : 1);
  return `(${sorted.map(([, table]) => isUntransactional(table)).join(" OR ")})`;
}

function isUntransactional(table: Named): string {
  const itself = `EXISTS(SELECT 1 FROM information_schema.TABLES u ` +
    `WHERE ${ofTable(table, "u")} AND ${keepsAll("u")})`;
  const hasTriggers = `EXISTS(SELECT 1 FROM information_schema.TRIGGERS g WHERE ${
    triggeredBy(table, "g")
  })`;
  const isView = `EXISTS(SELECT 1 FROM information_schema.VIEWS v WHERE ${ofTable(table, "v")})`;
  return `${itself} OR IF(${hasTriggers}, ${byTriggers(table)}, 0) ` +
    `OR IF(${isView}, ${throughView(table)}, 0)`;
}

/** Engines that know transactions, but of another server, or without undoing everything. */
const ELSEWHERE = "'FEDERATED', 'CONNECT', 'SPIDER', 'S3'";

function keepsAll(alias: string): string {
  const engine = `UPPER(CONVERT(${alias}.ENGINE USING utf8mb4)) COLLATE utf8mb4_bin`;
  return `${alias}.TABLE_TYPE <> 'VIEW' AND ${alias}.ENGINE IS NOT NULL AND (${engine} IN (${ELSEWHERE}) ` +
    `OR NOT EXISTS(SELECT 1 FROM information_schema.ENGINES e ` +
    `WHERE UPPER(CONVERT(e.ENGINE USING utf8mb4)) COLLATE utf8mb4_bin = ${engine} AND e.TRANSACTIONS = 'YES'))`;
}

// of the trigger's own database; of others only where its text names one of them
function byTriggers(table: Named): string {
  const schema = schemaOf(table);
  const written = (also: string) =>
    `EXISTS(SELECT 1 FROM information_schema.TRIGGERS g JOIN information_schema.TABLES u ` +
    `WHERE ${triggeredBy(table, "g")} AND ${also} AND ${
      names("g.ACTION_STATEMENT", "u.TABLE_NAME")
    } AND ${keepsAll("u")})`;
  const others =
    `EXISTS(SELECT 1 FROM information_schema.TRIGGERS g JOIN information_schema.SCHEMATA s ` +
    `WHERE ${triggeredBy(table, "g")} AND s.SCHEMA_NAME <> ${schema} AND ${
      names("g.ACTION_STATEMENT", "s.SCHEMA_NAME")
    })`;
  return `${written(`u.TABLE_SCHEMA = ${schema}`)} OR IF(${others}, ${
    written(names("g.ACTION_STATEMENT", "u.TABLE_SCHEMA"))
  }, 0)`;
}

/** Whether a text has a name as a word of its own, or somewhere if the name has other characters. */
function names(text: string, name: string): string {
  const read = (expression: string) =>
    `LOWER(CONVERT(${expression} USING utf8mb4)) COLLATE utf8mb4_bin`;
  const plain = `${read(name)} REGEXP '^[0-9a-z_]+$'`;
  const edge = "[^0-9a-z_$]";
  const word = `CONCAT('(^|${edge})', ${read(name)}, '(${edge}|$)')`;
  return `IF(${plain}, ${read(text)} REGEXP ${word}, LOCATE(${read(name)}, ${read(text)}) > 0)`;
}

// the server writes every name of a view in full
function throughView(table: Named): string {
  const full = (alias: string) =>
    "CONCAT('`', " + alias + ".TABLE_SCHEMA, '`.`', " + alias + ".TABLE_NAME, '`')";
  return `EXISTS(WITH RECURSIVE w (body, depth) AS (` +
    `SELECT v.VIEW_DEFINITION, 1 FROM information_schema.VIEWS v WHERE ${ofTable(table, "v")} ` +
    `UNION ALL SELECT v.VIEW_DEFINITION, w.depth + 1 FROM w JOIN information_schema.VIEWS v ` +
    `ON LOCATE(${full("v")}, w.body) > 0 WHERE w.depth < 8) ` +
    `SELECT 1 FROM w JOIN information_schema.TABLES u ON LOCATE(${full("u")}, w.body) > 0 WHERE ${
      keepsAll("u")
    })`;
}
