import type { DatabaseName, FreshDatabase, RawRow } from "../../tests/contract/databases.ts";
import type { Work } from "./contender.ts";

/**
 * Looks whether a run did its work.
 *
 * @param history Counts, as `n`, what the contender's history holds; null: it keeps none.
 * @throws {Error} If tables are missing, or rows of the history: however fast, that is no time.
 */
export async function assertDone(
  { raw }: Pick<FreshDatabase, "raw">,
  history: string | null,
  { engine, migrations, upToDate, rows }: Work,
): Promise<void> {
  if (!upToDate) {
    const [row] = await raw.query(TABLES[engine]);
    assertCount(row, migrations.length, "tables");
  }
  if (rows !== null) {
    const [row] = await raw.query("SELECT count(*) AS n FROM bench_1");
    assertCount(row, rows, "rows");
  }
  if (history === null) return;
  const [row] = await raw.query(history);
  assertCount(row, migrations.length, "migrations in its history");
}

function assertCount(row: RawRow | undefined, wanted: number, what: string): void {
  if (Number(row?.["n"]) !== wanted) {
    throw new Error(`it ended as if all were well with ${row?.["n"]} of ${wanted} ${what}`);
  }
}

const COUNT = "SELECT count(*) AS n FROM";
const MYSQL_TABLES = `${COUNT} information_schema.tables ` +
  "WHERE table_schema = DATABASE() AND table_name LIKE 'bench\\_%'";

const TABLES: Readonly<Record<DatabaseName, string>> = {
  postgres: `${COUNT} pg_catalog.pg_class WHERE relkind = 'r' AND relname LIKE 'bench\\_%'`,
  mysql: MYSQL_TABLES,
  mariadb: MYSQL_TABLES,
  sqlite: `${COUNT} sqlite_master WHERE type = 'table' AND name LIKE 'bench\\_%' ESCAPE '\\'`,
};
