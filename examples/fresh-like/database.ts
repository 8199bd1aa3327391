import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { Migrator } from "@dunlin/dunlin";
import { fromNodeSqlite } from "@dunlin/dunlin/clients";

/** The project's only database, which its routes import. */
export const database: DatabaseSync = new DatabaseSync(process.env["DATABASE_FILE"] ?? "app.db");

/** Brings it up to date; how many migrations that took. */
export async function migrate(): Promise<number> {
  const migrator = await Migrator.over(await fromNodeSqlite(database), {
    migrations: new URL("migrations", import.meta.url),
  });
  return (await migrator.up()).applied.length;
}
