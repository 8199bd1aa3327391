import type { DatabaseName, RawRow } from "../contract/databases.ts";

const COLUMNS = "SELECT table_name AS name, column_name AS part, data_type AS kind " +
  "FROM information_schema.columns WHERE table_schema = ";
const QUERIES: Readonly<Record<DatabaseName, string>> = {
  postgres: `${COLUMNS}current_schema() ORDER BY 1, ordinal_position`,
  mysql: `${COLUMNS}DATABASE() ORDER BY 1, ordinal_position`,
  mariadb: `${COLUMNS}DATABASE() ORDER BY 1, ordinal_position`,
  sqlite: "SELECT m.name AS name, c.name AS part, c.type AS kind FROM sqlite_schema m, " +
    "pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, c.cid",
};

/** What a run may touch without having done anything: who holds or held the lock. */
const OF_THE_MOMENT = /_lock$/;

/** Every table of a database with its columns and rows, as text to compare. */
export async function contentOf(
  name: DatabaseName,
  query: (sql: string) => Promise<RawRow[]>,
): Promise<string> {
  const columns = (await query(QUERIES[name])).map((row) => Object.values(row).map(String));
  const tables = [...new Set(columns.map(([table]) => table!))];
  const quote = name === "mysql" || name === "mariadb" ? "`" : '"';
  const rows = await Promise.all(
    tables.filter((table) => !OF_THE_MOMENT.test(table)).map(async (table) => {
      const all = await query(`SELECT * FROM ${quote}${table}${quote}`);
      return [table, ...all.map((row) => JSON.stringify(row, bigintAsText)).sort()].join("\n  ");
    }),
  );
  return [...columns.map((column) => column.join(" ")), ...rows].join("\n");
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
