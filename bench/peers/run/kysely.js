import { promises as fs } from "node:fs";
import path from "node:path";

// imported when it runs: these packages are known only where the bench installs them
const { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } = await import(
  "kysely"
);
const { FileMigrationProvider, Migrator } = await import("kysely/migration");

const url = new URL(process.env.BENCH_URL);

async function dialect() {
  if (url.protocol === "postgres:") {
    const { default: pg } = await import("pg");
    return new PostgresDialect({
      pool: new pg.Pool({ connectionString: url.href }),
    });
  }
  if (url.protocol === "sqlite:") {
    const { default: Database } = await import("better-sqlite3");
    return new SqliteDialect({
      database: new Database(decodeURIComponent(url.pathname)),
    });
  }
  const { createPool } = await import("mysql2");
  return new MysqlDialect({
    pool: createPool({
      host: url.hostname,
      port: Number(url.port),
      user: url.username,
      password: decodeURIComponent(url.password),
      database: url.pathname.slice(1),
      multipleStatements: true,
    }),
  });
}

const db = new Kysely({ dialect: await dialect() });
const migrator = new Migrator({
  db,
  provider: new FileMigrationProvider({
    fs,
    path,
    migrationFolder: process.argv[2],
  }),
});
const { error } = await migrator.migrateToLatest();
await db.destroy();
if (error) throw error;
