import mysql from "mysql2/promise";
import type { RawRow } from "../../../tests/contract/databases.ts";

/** Runs something in the database of that URL, once its node knows of it. */
export async function onNode<Result>(
  url: string,
  act: (session: { query(sql: string): Promise<RawRow[]> }) => Promise<Result>,
): Promise<Result> {
  const node = new URL(url);
  const name = node.pathname.slice(1);
  node.pathname = "/";
  node.protocol = "mysql:";
  const connection = await mysql.createConnection(node.href);
  connection.on("error", () => {});
  try {
    await connection.query("SET SESSION wsrep_sync_wait = 15");
    await connection.query("SELECT 1"); // waits for what the others have done; USE would not
    await connection.query(`USE ${name}`);
    return await act({
      query: async (sql) => (await connection.query(sql))[0] as RawRow[],
    });
  } finally {
    await connection.end().catch(() => {});
  }
}
