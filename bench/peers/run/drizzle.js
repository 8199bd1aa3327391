import { open } from "./open.js";

const migrationsFolder = process.argv[2];
const database = await open();
const { dialect, client } = database;
if (dialect === "pg") {
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { migrate } = await import("drizzle-orm/node-postgres/migrator");
  await migrate(drizzle(client), { migrationsFolder });
} else if (dialect === "mysql") {
  const { drizzle } = await import("drizzle-orm/mysql2");
  const { migrate } = await import("drizzle-orm/mysql2/migrator");
  await migrate(drizzle(client), { migrationsFolder });
} else {
  const { drizzle } = await import("drizzle-orm/better-sqlite3");
  const { migrate } = await import("drizzle-orm/better-sqlite3/migrator");
  migrate(drizzle(client), { migrationsFolder });
}
await database.close();
