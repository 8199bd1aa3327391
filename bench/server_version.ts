import { type DatabaseName, databaseNamed } from "../tests/contract/databases.ts";

const QUERIES: Readonly<Record<DatabaseName, string>> = {
  postgres: "SELECT current_setting('server_version') AS version",
  mysql: "SELECT VERSION() AS version",
  mariadb: "SELECT VERSION() AS version",
  sqlite: "SELECT 'a file in memory; each contender has a SQLite of its own' AS version",
};

/** What a server says of itself. */
export async function serverVersion(engine: DatabaseName): Promise<string> {
  const fresh = await databaseNamed(engine).fresh();
  try {
    return String((await fresh.raw.query(QUERIES[engine]))[0]?.["version"]);
  } finally {
    await fresh.dispose();
  }
}
