import mysql from "mysql2/promise";
import type { RawSession } from "../../contract/databases.ts";

/** A session of another user, or with other settings, in the database of a URL. */
export async function openAs(
  databaseUrl: string,
  user: string,
  password: string,
): Promise<RawSession> {
  const url = new URL(databaseUrl);
  const connection = await mysql.createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user,
    password,
    database: url.pathname.slice(1),
    flags: ["-IGNORE_SPACE", "-LOCAL_FILES"],
  });
  return {
    query: async (sql, params) => {
      const [rows] = await connection.query(sql, params?.slice());
      return Array.isArray(rows) ? rows as Record<string, unknown>[] : [];
    },
    close: () => connection.end(),
  };
}
